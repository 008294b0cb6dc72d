import { describe, expect, it } from 'vitest';
import { gridDifference } from './wavelength-grids.ts';

describe('wavelength grids', () => {
  it('are alike within half a nanometre', () => {
    expect(gridDifference([400, 410], [400.5, 409.5])).toBeUndefined();
    expect(gridDifference([400, 410], [400, 410.6])).toBe(
      'expected band 2 at 410 nm (within 0.5 nm), found 410.6 nm',
    );
  });

  it('differ in bands', () => {
    expect(gridDifference([400, 410], [400, 410, 420])).toBe(
      'expected 2 bands of 400..410 nm, found 3 bands of 400..420 nm',
    );
  });
});

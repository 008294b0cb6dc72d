import { describe, expect, it } from 'vitest';
import { intersectMasks, litPixels } from './pixel-masks.ts';

describe('masks', () => {
  it('lit pixels have a mean over bands above the level', () => {
    // Means of the three pixels: 0.02, 0.03, 0.
    const truth = [0.04, 0.01, 0, 0, 0.05, 0];
    expect([...litPixels(truth, 2)]).toEqual([0, 1, 0]);
    expect([...litPixels(truth, 2, 0.01)]).toEqual([1, 1, 0]);
    expect(() => litPixels(truth, 4)).toThrow(/samples of 4 bands, found 6/);
  });

  it('their intersection counts what all count', () => {
    const [a, b] = [Uint8Array.of(1, 1, 0, 5), Uint8Array.of(1, 0, 1, 1)];
    expect([...intersectMasks(a, b)]).toEqual([1, 0, 0, 1]);
    expect([...a]).toEqual([1, 1, 0, 5]);
    expect(() => intersectMasks(a, Uint8Array.of(1))).toThrow(/one size, found 4 and 1/);
  });
});

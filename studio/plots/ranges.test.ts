import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { movedRange, NARROWEST } from './ranges.ts';

describe('movedRange', () => {
  it('moves whole, or by an end', () => {
    expect(movedRange([500, 550], 'whole', 20, 400, 700)).toEqual([520, 570]);
    expect(movedRange([500, 550], 'from', -20, 400, 700)).toEqual([480, 550]);
    expect(movedRange([500, 550], 'to', 20, 400, 700)).toEqual([500, 570]);
  });

  it('keeps its width at the ends of the axis, and never leaves it or closes', () => {
    expect(movedRange([650, 690], 'whole', 100, 400, 700)).toEqual([660, 700]);
    fc.assert(
      fc.property(fc.constantFrom('from', 'to', 'whole'), fc.integer({ min: -900, max: 900 }), (part, by) => {
        const [from, to] = movedRange([500, 550], part, by, 400, 700);
        expect(from).toBeGreaterThanOrEqual(400);
        expect(to).toBeLessThanOrEqual(700);
        expect(to - from).toBeGreaterThanOrEqual(NARROWEST);
      }),
    );
  });
});

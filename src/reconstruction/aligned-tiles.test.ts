import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignedTiles } from './aligned-tiles.ts';

describe('aligned tiles', () => {
  it('keep every pixel once, protected by a halo or by the border, from starts at multiples', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 700 }),
        fc.integer({ min: 0, max: 40 }),
        fc.constantFrom(1, 2, 4, 8),
        fc.integer({ min: 0, max: 200 }),
        (size, halo, multiple, more) => {
          const largest = 2 * (halo + multiple) + 1 + more;
          const spans = alignedTiles({ size, largest, halo, multiple });
          let kept = 0;
          for (const { start, length, keepStart, keepEnd } of spans) {
            expect(start % multiple).toBe(0);
            expect(keepStart).toBe(kept);
            expect(keepEnd).toBeGreaterThan(keepStart);
            expect(start === 0 || keepStart - start >= halo).toBe(true);
            expect(start + length === size || start + length - keepEnd >= halo).toBe(true);
            expect(start + length).toBeLessThanOrEqual(size);
            expect(length).toBeLessThan(1.1 * largest + multiple + 1);
            kept = keepEnd;
          }
          expect(kept).toBe(size);
          expect(new Set(spans.map(({ length }) => length)).size).toBe(1);
        },
      ),
    );
  });

  it('refuse a tile that is all halo', () => {
    expect(() => alignedTiles({ size: 100, largest: 20, halo: 10, multiple: 1 })).toThrow(/two halos/);
  });
});

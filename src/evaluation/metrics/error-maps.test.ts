import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { absoluteErrorMap, relativeErrorMap, spectralAngleMap, worstPixels } from './error-maps.ts';
import { mrae } from './mrae.ts';
import { spectralAngle } from './spectral-angle.ts';

const sample = fc.double({ min: 0.01, max: 1, noNaN: true });
const cubes = fc.array(sample, { minLength: 12, maxLength: 12 });

describe('error maps', () => {
  it('hold the error of each pixel, and nothing where none counts', () => {
    const pair = {
      truth: [0.5, 0.2, 1, 0, 0.4, 1],
      estimate: [0.25, 0.2, 1, 0, 0.2, 0],
      bands: 2,
      mask: [1, 1, 0],
    };
    // Pixel 1: the second band is 0 in the truth and left out.
    expect([...relativeErrorMap(pair, { epsilon: 0 })]).toEqual([0.5, 0.25, Number.NaN]);
    expect([...absoluteErrorMap({ ...pair, mask: [1, 0, 1] })]).toEqual([0.125, Number.NaN, 0.5]);
    const angles = spectralAngleMap(pair);
    expect(angles[0]).toBe(0);
    expect(angles[1]).toBeCloseTo(((Math.atan2(0.4, 0.2) - Math.PI / 4) * 180) / Math.PI, 5);
    expect(angles[2]).toBeNaN();
    expect(relativeErrorMap({ truth: [0, 1], estimate: [1, 1], bands: 1 }, { epsilon: 0 })[0]).toBeNaN();
    expect(() => relativeErrorMap(pair, { epsilon: -1 })).toThrow(/at least 0/);
  });

  it('average to the metrics', () => {
    fc.assert(
      fc.property(cubes, cubes, (truth, estimate) => {
        const pair = { truth, estimate, bands: 3 };
        const mean = (map: Float32Array): number => map.reduce((sum, value) => sum + value, 0) / map.length;
        expect(mean(spectralAngleMap(pair))).toBeCloseTo(spectralAngle(pair), 4);
        const relative = mrae(pair, { epsilon: 1e-3 });
        expect(mean(relativeErrorMap(pair, { epsilon: 1e-3 })) / relative).toBeCloseTo(1, 5);
      }),
    );
  });
});

describe('worst pixels', () => {
  const map = [1, 9, 8, 2, Number.NaN, 3, 7, 0, 9, 5];

  it('come largest first, the first of equals before the others', () => {
    expect(worstPixels(map, { width: 5, count: 4 })).toEqual([1, 8, 2, 6]);
    expect(worstPixels(map, { width: 5, count: 100 })).toHaveLength(9);
    expect(worstPixels([Number.NaN], { width: 1, count: 3 })).toEqual([]);
  });

  it('keep their distance', () => {
    // Rows of five; 1 is (1, 0). Pixels at least two columns away: 8 is (3, 1), then 5 at (0, 1) and 6 are too near.
    expect(worstPixels(map, { width: 5, count: 4, apart: 2 })).toEqual([1, 8]);
  });
});

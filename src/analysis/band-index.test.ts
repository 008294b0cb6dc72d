import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { bandIndex, bandIndexMap, rangeWeights } from './band-index.ts';

describe('rangeWeights', () => {
  it('counts the part of a band that lies in the range', () => {
    // 500 nm stands for 495..505, 510 for 505..515: of 498..510, 7 nm and 5 nm.
    const weights = rangeWeights(VISIBLE_31, [498, 510]);
    expect(weights[10]).toBeCloseTo(7 / 12, 12);
    expect(weights[11]).toBeCloseTo(5 / 12, 12);
    expect(weights.filter((weight) => weight !== 0)).toHaveLength(2);
  });

  it('gives the mean of a curve that is straight over whole bands', () => {
    const spectrum = VISIBLE_31.map((nm) => 0.002 * nm);
    const mean = rangeWeights(VISIBLE_31, [545, 605]).reduce((sum, w, band) => sum + w * spectrum[band], 0);
    expect(mean).toBeCloseTo(0.002 * 575, 12);
  });

  it('always sums to 1, and cuts what leaves the bands', () => {
    const end = fc.double({ min: 350, max: 750, noNaN: true });
    fc.assert(
      fc.property(end, end, (a, b) => {
        const range = [Math.min(a, b), Math.max(a, b)] as const;
        fc.pre(range[1] - range[0] > 1e-6 && range[1] > 395.1 && range[0] < 704.9);
        const weights = rangeWeights(VISIBLE_31, range);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
        expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
      }),
    );
    expect(rangeWeights([400, 500], [100, 450])).toEqual(Float64Array.of(1, 0));
  });

  it('refuses ranges that hold nothing', () => {
    expect(() => rangeWeights(VISIBLE_31, [500, 500])).toThrow('ascends, found 500..500 nm');
    expect(() => rangeWeights(VISIBLE_31, [800, 900])).toThrow('meets the bands at 400..700 nm');
    expect(() => rangeWeights(VISIBLE_31, [Number.NaN, 500])).toThrow('ascends');
  });
});

describe('bandIndexMap', () => {
  const ranges = { a: [690, 710], b: [590, 610] } as const;
  // Three pixels with values at 600 nm and 700 nm, and one that is zero.
  const samples = Float32Array.from({ length: 31 * 4 }, (_, index) => {
    const [band, pixel] = [Math.floor(index / 4), index % 4];
    const [red, farRed] = [[0.2, 0.4, 0.4, 0][pixel], [0.6, 0.4, 0.1, 0][pixel]];
    return VISIBLE_31[band] === 600 ? red : VISIBLE_31[band] === 700 ? farRed : 0;
  });

  it('divides the means, or their difference by their sum', () => {
    // 690..695 lies in the band of 690 nm, which is 0; 695..705 in that of 700: 2/3 of the range of the bands.
    const [a, b] = [10 / 15, 10 / 20];
    const ratio = bandIndexMap(samples, VISIBLE_31, ranges, 'ratio');
    const difference = bandIndexMap(samples, VISIBLE_31, ranges, 'normalised-difference');
    for (const [pixel, [low, high]] of [
      [0.2, 0.6],
      [0.4, 0.4],
      [0.4, 0.1],
    ].entries()) {
      expect(ratio[pixel]).toBeCloseTo((a * high) / (b * low), 5);
      expect(difference[pixel]).toBeCloseTo((a * high - b * low) / (a * high + b * low), 5);
    }
    expect(ratio[3]).toBeNaN();
    expect(difference[3]).toBeNaN();
  });

  it('has no value where it would divide by what is not positive', () => {
    expect(bandIndex('ratio', 1, 0)).toBeNaN();
    expect(bandIndex('normalised-difference', 0.5, -0.5)).toBeNaN();
    expect(bandIndex('ratio', -1, 2)).toBe(-0.5);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goodnessOfFit } from './goodness-of-fit.ts';
import { spectralAngle, spectralAngles } from './spectral-angle.ts';

const sample = fc.double({ min: 0.01, max: 1, noNaN: true });
const cubes = fc.array(sample, { minLength: 12, maxLength: 12 });
const pairs = fc.tuple(cubes, cubes).map(([truth, estimate]) => ({ truth, estimate, bands: 3 }));

describe('spectral angle', () => {
  // pixels: (1,0) and (1,0); (1,0) and (0,1); (0,0) and (0,1)
  const pair = { truth: [1, 1, 0, 0, 0, 0], estimate: [1, 0, 0, 0, 1, 1], bands: 2 };

  it('is the angle between spectra, pixel by pixel', () => {
    expect([...spectralAngles(pair)]).toEqual([0, expect.closeTo(90, 9), 90]);
    expect(spectralAngle({ ...pair, mask: [1, 1, 0] })).toBeCloseTo(45, 9);
    expect(spectralAngle({ truth: [0, 0], estimate: [0, 0], bands: 2 })).toBe(0);
    expect(spectralAngle({ truth: [1, 0], estimate: [1, 1], bands: 2 })).toBeCloseTo(45, 9);
  });

  it('does not change with brightness, lies within 0..90 for non-negative spectra, and never is NaN', () => {
    fc.assert(
      fc.property(pairs, fc.double({ min: 0.1, max: 10, noNaN: true }), (one, gain) => {
        const angle = spectralAngle(one);
        const brighter = one.estimate.map((value) => value * gain);
        expect(angle).toBeGreaterThanOrEqual(0);
        expect(angle).toBeLessThanOrEqual(90);
        expect(spectralAngle({ ...one, estimate: brighter })).toBeCloseTo(angle, 5);
        expect(spectralAngle({ ...one, estimate: one.truth })).toBeLessThan(1e-5);
      }),
    );
  });

  it('grows on dark pixels with an epsilon', () => {
    // |y||z| = 2e-4: the cosine is 2e-4 / 2.01e-4.
    const dark = { truth: [0.01, 0.01], estimate: [0.01, 0.01], bands: 2 };
    const expected = (Math.acos(2e-4 / (2e-4 + 1e-6)) * 180) / Math.PI;
    expect(spectralAngle(dark, { epsilon: 1e-6 })).toBeCloseTo(expected, 6);
    expect(expected).toBeGreaterThan(5);
  });

  it('of two spectra of zero is 90 with an epsilon, as its formula says', () => {
    expect(spectralAngle({ truth: [0, 0], estimate: [0, 0], bands: 2 }, { epsilon: 1e-6 })).toBe(90);
  });
});

describe('goodness of fit', () => {
  it('is the cosine, pixel by pixel', () => {
    // pixels: equal; at right angles; at 45 degrees; both zero; one zero; opposite
    const truth = [1, 1, 1, 0, 0, 0.5, 0, 0, 0, 0, 0, 0.5];
    const estimate = [2, 0, 1, 0, 1, -1, 0, 3, 1, 0, 0, -1];
    const of = (pixel: number): number =>
      goodnessOfFit({ truth, estimate, bands: 2, mask: [0, 0, 0, 0, 0, 0].fill(1, pixel, pixel + 1) });
    expect([0, 1, 2, 3, 4, 5].map(of)).toEqual([
      expect.closeTo(1, 12),
      0,
      expect.closeTo(Math.SQRT1_2, 12),
      1,
      0,
      expect.closeTo(-1, 12),
    ]);
    expect(goodnessOfFit({ truth, estimate, bands: 2 })).toBeCloseTo((1 + Math.SQRT1_2 + 1 - 1) / 6, 12);
  });

  it('of one pixel is the cosine of its angle', () => {
    fc.assert(
      fc.property(pairs, ({ truth, estimate }) => {
        const pixel = { truth: truth.slice(0, 3), estimate: estimate.slice(0, 3), bands: 3 };
        expect(goodnessOfFit(pixel)).toBeCloseTo(Math.cos((spectralAngle(pixel) * Math.PI) / 180), 9);
      }),
    );
  });
});

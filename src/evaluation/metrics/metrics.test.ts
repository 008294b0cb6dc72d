/** Every metric against values worked out by hand, against its laws, and against scikit-image and NumPy. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { haveGolden, readGolden } from '../../../test/golden.ts';
import { EvaluationError } from '../evaluation-error.ts';
import type { CubePair } from './cube-pair.ts';
import { mrae } from './mrae.ts';
import { bandPsnrs, psnrPerBand, psnrPerCube } from './psnr.ts';
import { rmse } from './rmse.ts';
import { spectralAngle, spectralAngles } from './spectral-angle.ts';
import { bandSquaredErrors } from './squared-error.ts';
import { ssim } from './ssim.ts';

const sample = fc.double({ min: 0.01, max: 1, noNaN: true });
/** Two cubes of 3 bands and 4 pixels that differ. */
const pairs = fc
  .tuple(
    fc.array(sample, { minLength: 12, maxLength: 12 }),
    fc.array(sample, { minLength: 12, maxLength: 12 }),
  )
  .map(([truth, estimate]): CubePair => ({ truth, estimate, bands: 3 }))
  .filter((pair) => bandSquaredErrors(pair).every((error) => error > 1e-9));

describe('squared error, RMSE and PSNR', () => {
  // Band 1 is off by 0.1 everywhere, band 2 by 0.01.
  const pair: CubePair = { truth: [0.5, 0.5, 0.2, 0.2], estimate: [0.6, 0.4, 0.21, 0.19], bands: 2 };

  it('follow their definitions', () => {
    expect([...bandPsnrs(pair)]).toEqual([expect.closeTo(20, 9), expect.closeTo(40, 9)]);
    expect(psnrPerBand(pair)).toBeCloseTo(30, 9);
    expect(psnrPerCube(pair)).toBeCloseTo(-10 * Math.log10((0.01 + 0.0001) / 2), 9);
    expect(rmse(pair)).toBeCloseTo(Math.sqrt(0.00505), 12);
  });

  it('PSNR grows by 20 log10 of the range', () => {
    expect(psnrPerBand(pair, { range: 10 })).toBeCloseTo(50, 9);
    expect(psnrPerCube(pair, { range: 10 }) - psnrPerCube(pair)).toBeCloseTo(20, 9);
  });

  it('is infinite where a band is met exactly', () => {
    expect(psnrPerBand({ ...pair, estimate: [0.5, 0.5, 0.21, 0.19] })).toBe(Number.POSITIVE_INFINITY);
  });

  it('clamp both cubes when asked', () => {
    const wild = { truth: [1.5, 0.5], estimate: [1, -0.5], bands: 2 };
    expect([...bandSquaredErrors(wild)]).toEqual([0.25, 1]);
    expect([...bandSquaredErrors(wild, { clamp: [0, 1] })]).toEqual([0, 0.25]);
    expect(rmse(wild, { clamp: [0, 1] })).toBeCloseTo(Math.sqrt(0.125), 12);
  });

  it('the mean over bands is never below the whole cube', () => {
    fc.assert(
      fc.property(pairs, (pair) => {
        expect(psnrPerBand(pair)).toBeGreaterThanOrEqual(psnrPerCube(pair) - 1e-9);
        expect(psnrPerCube(pair)).toBeCloseTo(-20 * Math.log10(rmse(pair)), 9);
      }),
    );
  });
});

describe('MRAE', () => {
  it('divides by the truth plus epsilon', () => {
    const pair = { truth: [0.1, 0.5], estimate: [0.2, 0.4], bands: 1 };
    expect(mrae(pair, { epsilon: 0 })).toBeCloseTo((1 + 0.2) / 2, 12);
    expect(mrae(pair, { epsilon: 0.1 })).toBeCloseTo((0.5 + 0.1 / 0.6) / 2, 12);
  });

  it('refuses to divide by zero and a negative epsilon', () => {
    const pair = { truth: [0, 0.5], estimate: [0.2, 0.4], bands: 1 };
    expect(() => mrae(pair, { epsilon: 0 })).toThrow(/positive with epsilon 0, found 0 in band 1/);
    expect(() => mrae(pair, { epsilon: -1 })).toThrow(EvaluationError);
    expect(mrae({ ...pair, mask: [0, 1] }, { epsilon: 0 })).toBeCloseTo(0.2, 12);
  });
});

describe('spectral angle', () => {
  it('is the angle between spectra, pixel by pixel', () => {
    const pair = { truth: [1, 1, 0, 0, 0, 0], estimate: [1, 0, 0, 0, 1, 1], bands: 2 };
    // pixels: (1,0) and (1,0); (1,0) and (0,1); (0,0) and (0,1)
    expect([...spectralAngles(pair)]).toEqual([0, expect.closeTo(90, 9), 90]);
    expect(spectralAngle({ ...pair, mask: [1, 1, 0] })).toBeCloseTo(45, 9);
    expect(spectralAngle({ truth: [0, 0], estimate: [0, 0], bands: 2 })).toBe(0);
    expect(spectralAngle({ truth: [1, 0], estimate: [1, 1], bands: 2 })).toBeCloseTo(45, 9);
  });

  it('does not change with brightness, lies within 0..90 for non-negative spectra, and never is NaN', () => {
    fc.assert(
      fc.property(pairs, fc.double({ min: 0.1, max: 10, noNaN: true }), (pair, gain) => {
        const angle = spectralAngle(pair);
        const brighter = Array.from(pair.estimate, (value) => value * gain);
        expect(angle).toBeGreaterThanOrEqual(0);
        expect(angle).toBeLessThanOrEqual(90);
        expect(spectralAngle({ ...pair, estimate: brighter })).toBeCloseTo(angle, 5);
        expect(spectralAngle({ ...pair, estimate: pair.truth })).toBeLessThan(1e-5);
      }),
    );
  });

  it('grows on dark pixels with an epsilon', () => {
    const dark = { truth: [0.01, 0.01], estimate: [0.01, 0.01], bands: 2 };
    expect(spectralAngle(dark, { epsilon: 1e-6 })).toBeGreaterThan(1);
  });
});

describe('structural similarity', () => {
  const image = (seed: number) =>
    Float64Array.from({ length: 2 * 9 * 11 }, (_, index) => 0.5 + 0.4 * Math.sin(seed * (index + 1) ** 2));
  const size = { width: 11, height: 9 };

  it('is 1 for equal cubes and symmetric', () => {
    const [a, b] = [image(1), image(2)];
    expect(ssim({ truth: a, estimate: a, bands: 2 }, size)).toBeCloseTo(1, 12);
    const forth = ssim({ truth: a, estimate: b, bands: 2 }, size);
    expect(forth).toBeLessThan(0.9);
    expect(ssim({ truth: b, estimate: a, bands: 2 }, size)).toBeCloseTo(forth, 12);
  });

  it('compares flat images by their means alone', () => {
    const [a, b] = [0.2, 0.4];
    const flat = (value: number) => new Float64Array(2 * 99).fill(value);
    const expected = (2 * a * b + 1e-4) / (a * a + b * b + 1e-4);
    expect(ssim({ truth: flat(a), estimate: flat(b), bands: 2 }, size)).toBeCloseTo(expected, 9);
  });

  it('refuses masks and windows that do not fit', () => {
    const pair = { truth: image(1), estimate: image(2), bands: 2 };
    expect(() => ssim({ ...pair, mask: new Uint8Array(99).fill(1) }, size)).toThrow(/no mask/);
    expect(() => ssim(pair, { ...size, window: 10 })).toThrow(/odd window of 3\.\.9 pixels, found 10/);
    expect(() => ssim(pair, { width: 11, height: 10 })).toThrow(/11 x 10 pixels, found 99/);
  });
});

describe('every metric', () => {
  const metrics: readonly ((pair: CubePair) => number)[] = [
    psnrPerBand,
    psnrPerCube,
    rmse,
    spectralAngle,
    (pair) => mrae(pair, { epsilon: 1e-3 }),
  ];

  it('with a mask is the metric of the pixels that count', () => {
    fc.assert(
      fc.property(pairs, ({ truth, estimate, bands }) => {
        const kept = [0, 2];
        const cut = (cube: ArrayLike<number>) =>
          [0, 1, 2].flatMap((band) => kept.map((pixel) => cube[4 * band + pixel]));
        const part = { truth: cut(truth), estimate: cut(estimate), bands };
        fc.pre(bandSquaredErrors(part).every((error) => error > 1e-12));
        for (const metric of metrics) {
          expect(metric({ truth, estimate, bands, mask: [1, 0, 1, 0] })).toBeCloseTo(metric(part), 9);
        }
      }),
    );
  });

  it.each([
    [{ truth: [1, 2], estimate: [1], bands: 1 }, /one size, found 2 and 1/],
    [{ truth: [1, 2, 3], estimate: [1, 2, 3], bands: 2 }, /samples of 2 bands, found 3/],
    [{ truth: [], estimate: [], bands: 1 }, /samples of 1 bands, found 0/],
    [{ truth: [1, 2], estimate: [1, 2], bands: 1, mask: [1] }, /a mask of 2 pixels, found 1/],
    [{ truth: [1, 2], estimate: [1, 2], bands: 1, mask: [0, 0] }, /a pixel that counts, found none in 2/],
  ])('refuses what does not fit (%#)', (pair, message) => {
    for (const metric of metrics) {
      expect(() => metric(pair)).toThrow(EvaluationError);
      expect(() => metric(pair)).toThrow(message);
    }
  });
});

describe.skipIf(!haveGolden)('scikit-image and NumPy (skipped where ../shared/golden is absent)', () => {
  const read = () => {
    const { tensors } = readGolden('metrics');
    const data = (name: string): Float32Array => tensors.get(name)?.data ?? new Float32Array();
    const pair: CubePair = { truth: data('truth'), estimate: data('estimate'), bands: 31 };
    return { pair, golden: (name: string): number => data(name)[0] };
  };
  const size = { width: 36, height: 40 };

  it.each<[string, (pair: CubePair) => number]>([
    ['psnr_band', (pair) => psnrPerBand(pair)],
    ['psnr_cube', (pair) => psnrPerCube(pair)],
    ['sam_deg', (pair) => spectralAngle(pair)],
    ['rmse', (pair) => rmse(pair)],
    ['mrae_eps1e-3', (pair) => mrae(pair, { epsilon: 1e-3 })],
    ['ssim_L1', (pair) => ssim(pair, { ...size, range: 1 })],
    ['ssim_L2', (pair) => ssim(pair, { ...size, range: 2 })],
  ])('agree in %s to 1e-6', (name, metric) => {
    const { pair, golden } = read();
    expect(Math.abs(metric(pair) / golden(name) - 1)).toBeLessThan(1e-6);
  });
});

/** What holds for every metric: masks, refusals, and agreement with scikit-image and NumPy. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { haveGolden, readGolden } from '../../../test/golden.ts';
import { EvaluationError } from '../evaluation-error.ts';
import type { CubePair } from './cube-pair.ts';
import { relativeErrorMap, spectralAngleMap } from './error-maps.ts';
import { goodnessOfFit } from './goodness-of-fit.ts';
import { groupedMrae } from './grouped-mrae.ts';
import { mrae } from './mrae.ts';
import { psnrPerBand, psnrPerCube } from './psnr.ts';
import { rmse } from './rmse.ts';
import { spectralAngle } from './spectral-angle.ts';
import { bandSquaredErrors } from './squared-error.ts';
import { ssim } from './ssim.ts';

const sample = fc.double({ min: 0.01, max: 1, noNaN: true });
const cubes = fc.array(sample, { minLength: 12, maxLength: 12 });
/** Two cubes of 3 bands and 4 pixels. */
const pairs = fc.tuple(cubes, cubes).map(([truth, estimate]): CubePair => ({ truth, estimate, bands: 3 }));

describe('every metric', () => {
  const metrics: readonly ((pair: CubePair) => number)[] = [
    psnrPerBand,
    psnrPerCube,
    rmse,
    spectralAngle,
    goodnessOfFit,
    (pair) => mrae(pair, { epsilon: 1e-3 }),
    (pair) => groupedMrae(pair, { epsilon: 1e-3, groups: 3 }).mean,
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
    const maps = [spectralAngleMap, (one: CubePair) => relativeErrorMap(one, { epsilon: 0 })];
    for (const metric of [...metrics, ...maps]) {
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

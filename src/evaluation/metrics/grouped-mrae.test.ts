import { describe, expect, it } from 'vitest';
import { Random } from '../../random.ts';
import { groupedMrae } from './grouped-mrae.ts';
import { mrae } from './mrae.ts';

const BANDS = 4;
const COMMON = [0.2, 0.4, 0.4, 0.2];
const RARE = [0.1, 0.1, 0.1, 0.8];

/** 99 pixels of a common material at many brightnesses, and a rare one as the last pixel. */
function scene(commonError: number, rareError: number) {
  const pixels = 100;
  const truth = new Float32Array(BANDS * pixels);
  const estimate = new Float32Array(BANDS * pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const rare = pixel === pixels - 1;
    for (let band = 0; band < BANDS; band++) {
      const at = band * pixels + pixel;
      truth[at] = rare ? RARE[band] : COMMON[band] * (0.1 + pixel / pixels);
      estimate[at] = truth[at] * (1 + (rare ? rareError : commonError));
    }
  }
  return { truth, estimate, bands: BANDS };
}

describe('grouped MRAE', () => {
  it('lets a rare material count as much as a common one, and names the worst group', () => {
    const pair = scene(0.1, 1);
    const { mean, worst, groups } = groupedMrae(pair, { epsilon: 0, groups: 2 });
    expect(groups).toBe(2);
    expect(mean).toBeCloseTo(0.55, 6);
    expect(worst.mrae).toBeCloseTo(1, 6);
    expect(worst.pixels).toBe(1);
    expect([...worst.truth]).toEqual(RARE.map((value) => expect.closeTo(value, 6)));
    expect([...worst.estimate]).toEqual(RARE.map((value) => expect.closeTo(2 * value, 6)));
    expect(mrae(pair, { epsilon: 0 })).toBeCloseTo(0.109, 6);
  });

  it('finds no more groups than there are shapes, whatever their brightness', () => {
    // Shapes that differ by rounding alone may make groups of their own, so the samples are powers of two.
    const truth = [1, 2, 4, 1, 0.5, 1, 2, 1];
    const { groups } = groupedMrae({ truth, estimate: truth, bands: 2 }, { epsilon: 0, groups: 4 });
    expect(groups).toBe(2); // (1, 1/2) three times, (1, 1) once
  });

  it('of one group is the MRAE', () => {
    const random = new Random(2);
    const draw = () => Float32Array.from({ length: 300 }, () => random.uniform(0.1, 1));
    const pair = { truth: draw(), estimate: draw(), bands: 3 };
    const { mean, worst } = groupedMrae(pair, { epsilon: 0.01, groups: 1 });
    expect(mean).toBeCloseTo(mrae(pair, { epsilon: 0.01 }), 12);
    expect(worst.pixels).toBe(100);
  });

  it('depends on its seed alone, and groups pixels that it was not fitted to', () => {
    const random = new Random(4);
    const draw = () => Float32Array.from({ length: 3000 }, () => random.uniform(0.1, 1));
    const pair = { truth: draw(), estimate: draw(), bands: 3 };
    const options = { epsilon: 0, groups: 20, fittedPixels: 100, seed: 9 };
    const once = groupedMrae(pair, options);
    expect(groupedMrae(pair, options)).toEqual(once);
    expect(groupedMrae(pair, { ...options, seed: 10 }).mean).not.toBe(once.mean);
    expect(once.groups).toBe(20);
    // Errors of 1000 pixels in 20 groups: the mean over groups is near the mean over pixels.
    expect(once.mean / mrae(pair, { epsilon: 0 })).toBeCloseTo(1, 0);
    expect(once.worst.mrae).toBeGreaterThan(once.mean);
  });

  it('leaves out spectra and samples of zero, and counts them', () => {
    // Pixels (0, 0), (1, 0), (1, 1).
    const pair = { truth: [0, 1, 1, 0, 0, 1], estimate: [1, 2, 1, 1, 1, 1], bands: 2 };
    const found = groupedMrae(pair, { epsilon: 0, zeros: 'leave-out', groups: 2 });
    expect(found).toMatchObject({ mean: 0.5, groups: 2, pixelsLeftOut: 1, samplesLeftOut: 1 });
    expect(() => groupedMrae(pair, { epsilon: 0 })).toThrow(/positive with epsilon 0, found 1 that are not/);
    const black = { truth: [0, 0], estimate: [1, 1], bands: 1 };
    expect(() => groupedMrae(black, { epsilon: 0 })).toThrow(/true spectrum that is not zero, found none/);
    const negative = { truth: [-1, -1], estimate: [1, 1], bands: 1 };
    expect(() => groupedMrae(negative, { epsilon: 0, zeros: 'leave-out' })).toThrow(/positive true sample/);
  });

  it('takes masks and refuses impossible settings', () => {
    const pair = scene(0.1, 1);
    const mask = new Uint8Array(100).fill(1, 0, 99);
    expect(groupedMrae({ ...pair, mask }, { epsilon: 0, groups: 2 }).mean).toBeCloseTo(0.1, 6);
    expect(() => groupedMrae(pair, { epsilon: 0, groups: 0 })).toThrow(
      /number of groups of 1\.\.4096, found 0/,
    );
    expect(() => groupedMrae(pair, { epsilon: 0, fittedPixels: 0 })).toThrow(/at least 1 pixel/);
  });
});

import { describe, expect, it } from 'vitest';
import { EvaluationError } from '../evaluation-error.ts';
import { mrae, relativeError } from './mrae.ts';

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
    expect(() => mrae(pair, { epsilon: Number.NaN })).toThrow(/at least 0, found NaN/);
    expect(mrae({ ...pair, mask: [0, 1] }, { epsilon: 0 })).toBeCloseTo(0.2, 12);
  });

  it('leaves true samples of zero and below out when asked, and counts them', () => {
    // Bands (0, 0.5), (-0.1, 0.2): two of four samples are not positive.
    const pair = { truth: [0, 0.5, -0.1, 0.2], estimate: [0.2, 0.4, 5, 0.3], bands: 2 };
    const { mean, samples, leftOut } = relativeError(pair, { epsilon: 0, zeros: 'leave-out' });
    expect([samples, leftOut]).toEqual([2, 2]);
    expect(mean).toBeCloseTo((0.2 + 0.5) / 2, 12);
    // With an epsilon only the sample below it is left out.
    expect(relativeError(pair, { epsilon: 0.05, zeros: 'leave-out' }).leftOut).toBe(1);
  });

  it('is not defined where all are left out, which is an error where only the mean is asked for', () => {
    const black = { truth: [0, 0], estimate: [0.1, 0.2], bands: 1 };
    expect(relativeError(black, { epsilon: 0, zeros: 'leave-out' })).toEqual({
      mean: Number.NaN,
      samples: 0,
      leftOut: 2,
    });
    expect(() => mrae(black, { epsilon: 0, zeros: 'leave-out' })).toThrow(/found none in 2/);
  });

  it('does not take a sample that is not a number for one to leave out', () => {
    const pair = { truth: [Number.NaN, 0.5], estimate: [0.2, 0.4], bands: 1 };
    expect(mrae(pair, { epsilon: 0, zeros: 'leave-out' })).toBeNaN();
  });
});

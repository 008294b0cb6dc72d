/** The published gradient of the rank loss, and the function that it is the gradient of. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RankLossForm, singularValueWeight } from './singular-value-weights.ts';

const FORMS: readonly RankLossForm[] = ['intended', 'released'];

/** Singular values over the range that the masks keep, and far above. */
const singularValue = fc.double({ min: -3, max: 2, noNaN: true }).map((exponent) => 10 ** exponent);

describe('singular value weighting', () => {
  it.each(FORMS)('%s: w p is the derivative of the potential, which is never negative', (form) => {
    fc.assert(
      fc.property(singularValue, singularValue, (p, t) => {
        const step = 1e-4 * p;
        const at = (value: number): number => singularValueWeight(value, t, form).potential;
        const slope =
          (8 * (at(p + step) - at(p - step)) - (at(p + 2 * step) - at(p - 2 * step))) / (12 * step);
        const { weight, potential } = singularValueWeight(p, t, form);
        expect(Math.abs(slope - weight * p)).toBeLessThan(1e-6 * Math.max(1, p));
        expect(potential).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('has its only minimum at the truth, and is half the square of the error over the truth near it', () => {
    expect(singularValueWeight(0.3, 0.3, 'intended')).toEqual({ weight: 0, value: 0, potential: 0 });
    for (const error of [-1e-3, 1e-3]) {
      const { potential } = singularValueWeight(0.3 + error, 0.3, 'intended');
      expect(potential / (error ** 2 / 0.6)).toBeCloseTo(1, 2);
    }
    const far = 50 - 0.3 - 0.3 * Math.log(50 / 0.3);
    expect(singularValueWeight(50, 0.3, 'intended').potential).toBeCloseTo(far, 2);
    expect(singularValueWeight(0, 0.3, 'intended').potential).toBeCloseTo(0.3 / 6, 5);
  });

  it('moves the estimate by its relative error, times p / t where it is too small', () => {
    fc.assert(
      fc.property(singularValue, singularValue, (p, t) => {
        fc.pre(Math.max(p, t) > 0.05); // where the 1e-6 beside the squares does not matter
        const { weight, value } = singularValueWeight(p, t, 'intended');
        const relativeError = (p - t) / Math.max(p, t);
        expect(weight * p).toBeCloseTo(relativeError * Math.min(1, p / t), 3);
        expect(value).toBeCloseTo(Math.abs(relativeError), 3);
      }),
    );
  });

  it('is not the gradient of the published value', () => {
    const [p, t, step] = [0.31, 0.3, 1e-6];
    const at = (value: number): number => singularValueWeight(value, t, 'intended').value;
    const slope = (at(p + step) - at(p - step)) / (2 * step);
    expect(slope).toBeCloseTo(t / p ** 2, 2); // about 1 / t
    expect(singularValueWeight(p, t, 'intended').weight * p).toBeCloseTo(0.01 / 0.31, 4); // vanishes with the error
  });

  it('as released shrinks whatever the truth is', () => {
    expect(singularValueWeight(0.2, 0.9, 'released')).toEqual(singularValueWeight(0.2, 0.1, 'released'));
    expect(singularValueWeight(0.2, 0.9, 'released')).toMatchObject({ weight: 1, value: 1 });
  });
});

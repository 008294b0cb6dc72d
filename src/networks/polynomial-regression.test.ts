import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random.ts';
import { NetworkError } from './parameters.ts';
import {
  PolynomialRegression,
  PolynomialRegressionFit,
  type RegressionDegree,
  rootPolynomialTerms,
} from './polynomial-regression.ts';

const degrees = [1, 2, 3, 4] as const;
const BANDS = 5;

function randomPicture(seed: number, pixels: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: 3 * pixels }, () => random.uniform(0.01, 1));
}

/** A regression with arbitrary coefficients. */
function someRegression(degree: RegressionDegree): PolynomialRegression {
  const random = new Random(7);
  const count = rootPolynomialTerms(degree).length * BANDS;
  return new PolynomialRegression(
    degree,
    Array.from({ length: count }, () => random.uniform(-1, 1)),
  );
}

describe('root-polynomial terms', () => {
  it('number 3, 6, 13 and 22, as published', () => {
    expect(degrees.map((degree) => rootPolynomialTerms(degree).length)).toEqual([3, 6, 13, 22]);
  });

  it('are all different and homogeneous of degree 1', () => {
    const terms = rootPolynomialTerms(4);
    expect(new Set(terms.map((term) => term.map((value) => value.toFixed(6)).join())).size).toBe(22);
    for (const [r, g, b] of terms) expect(r + g + b).toBeCloseTo(1, 12);
  });

  it('are R, G, B, sqrt(RG), sqrt(RB), sqrt(GB) at degree 2', () => {
    const identity = new PolynomialRegression(
      2,
      [0, 1, 2, 3, 4, 5].flatMap((row) => [0, 1, 2, 3, 4, 5].map((c) => (c === row ? 1 : 0))),
    );
    expect(
      [...identity.predict(Float32Array.of(0.25, 0.16, 0.64))].map((value) => Number(value.toFixed(6))),
    ).toEqual([0.25, 0.16, 0.64, 0.2, 0.4, 0.32]);
  });
});

describe('polynomial regression', () => {
  it.each(degrees)('finds the coefficients that made the spectra, degree %i', (degree) => {
    const wanted = someRegression(degree);
    const fit = new PolynomialRegressionFit(degree, BANDS);
    for (const seed of [1, 2]) {
      const rgb = randomPicture(seed, 800);
      fit.add(rgb, wanted.predict(rgb));
    }
    const fresh = randomPicture(3, 700);
    const [expected, found] = [wanted.predict(fresh), fit.solve(0).predict(fresh)];
    found.forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index], 3);
    });
  });

  it.each(degrees)('grows with the light, degree %i', (degree) => {
    const regression = someRegression(degree);
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (rgb, gain) => {
          const one = regression.predict(Float32Array.from(rgb));
          const other = regression.predict(Float32Array.from(rgb, (value) => value * gain));
          other.forEach((value, band) => {
            expect(Math.abs(value - gain * one[band])).toBeLessThan(2e-5 * gain);
          });
        },
      ),
    );
  });

  it('counts only the pixels of the mask', () => {
    const [rgb, wanted] = [randomPicture(4, 60), someRegression(1)];
    const truth = wanted.predict(rgb);
    const mask = Uint8Array.from({ length: 60 }, (_, pixel) => pixel % 2);
    truth.forEach((_, index) => {
      if (mask[index % 60] === 0) truth[index] = 99;
    });
    const fit = new PolynomialRegressionFit(1, BANDS);
    fit.add(rgb, truth, mask);
    fit.solve(0).coefficients.forEach((value, index) => {
      expect(value).toBeCloseTo(wanted.coefficients[index], 4);
    });
  });

  it('a ridge shrinks the coefficients', () => {
    const rgb = randomPicture(5, 200);
    const fit = new PolynomialRegressionFit(3, BANDS);
    fit.add(rgb, someRegression(3).predict(rgb));
    const size = (regression: PolynomialRegression) => Math.hypot(...regression.coefficients);
    expect(size(fit.solve(1e-1))).toBeLessThan(size(fit.solve(1e-4)));
    expect(size(fit.solve(1e6))).toBeLessThan(1e-3);
  });

  it('stays finite for negative channels', () => {
    const spectrum = someRegression(4).predict(Float32Array.of(-0.1, 0.5, 0));
    expect(spectrum.every(Number.isFinite)).toBe(true);
  });

  it('refuses what does not fit', () => {
    const fit = new PolynomialRegressionFit(3, BANDS);
    expect(() => fit.solve()).toThrow(/at least 13 pixels to fit 13 terms, found 0/);
    expect(() => fit.add(new Float32Array(6), new Float32Array(9))).toThrow(/10 samples .* found 9/);
    expect(() => new PolynomialRegression(2, [1, 2, 3])).toThrow(NetworkError);
    const grey = new Float32Array(3 * 20).fill(0.5);
    fit.add(grey, new Float32Array(BANDS * 20));
    expect(() => fit.solve(0)).toThrow(/positive definite/);
  });
});

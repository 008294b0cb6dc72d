/**
 * Regression from RGB to spectra: linear, or on root polynomials, whose terms are roots of products of channels such
 * as sqrt(RG). Each term grows as the light does, so the answer does too (exposure-homogeneous). Fitted by
 * least squares with a ridge, in float64, from sums that are gathered scene by scene.
 */
import { factorise, solveFactorised } from './cholesky.ts';
import { NetworkError } from './parameters.ts';

export type RegressionDegree = 1 | 2 | 3 | 4;

/** Relative strength of the ridge, enough to keep near-dependent terms from blowing up. */
export const DEFAULT_RIDGE = 1e-6;

const BLOCK = 512;

/**
 * The exponents (R, G, B) of the terms, one row a term.
 *
 * Degree 1: R, G, B. Degree 2 adds sqrt(RG), sqrt(GB), sqrt(RB): 6 terms. Degree 3 adds (R G^2)^(1/3), its five
 * siblings and (RGB)^(1/3): 13. Degree 4 adds (R^3 G)^(1/4) with five siblings and (R^2 G B)^(1/4) with two: 22.
 *
 * @throws NetworkError if the degree is not 1..4.
 * Source: G. D. Finlayson, M. Mackiewicz, A. Hurlbert, IEEE Transactions on Image Processing 24 (2015), Table I.
 */
export function rootPolynomialTerms(degree: RegressionDegree): [number, number, number][] {
  if (![1, 2, 3, 4].includes(degree)) {
    throw new NetworkError(`expected a degree of 1..4, found ${degree}`);
  }
  const terms: [number, number, number][] = [];
  for (let total = 1; total <= degree; total++) {
    for (let red = total; red >= 0; red--) {
      for (let green = total - red; green >= 0; green--) {
        const blue = total - red - green;
        // A common factor leaves the root of a term of lower degree, which is there already.
        if (commonFactor(red, commonFactor(green, blue)) !== 1) continue;
        terms.push([red / total, green / total, blue / total]);
      }
    }
  }
  return terms;
}

function commonFactor(a: number, b: number): number {
  return b === 0 ? a : commonFactor(b, a % b);
}

/** A fitted regression. */
export class PolynomialRegression {
  readonly degree: RegressionDegree;
  readonly bands: number;
  /** terms x bands, row-major; terms in the order of {@link rootPolynomialTerms}. */
  readonly coefficients: Float64Array;
  readonly #terms: readonly (readonly [number, number, number])[];

  /** @throws NetworkError if the coefficients are no whole number of bands. */
  constructor(degree: RegressionDegree, coefficients: ArrayLike<number>) {
    this.#terms = rootPolynomialTerms(degree);
    this.degree = degree;
    this.bands = coefficients.length / this.#terms.length;
    if (!(Number.isInteger(this.bands) && this.bands >= 1)) {
      throw new NetworkError(
        `expected coefficients of ${this.#terms.length} terms, found ${coefficients.length} numbers`,
      );
    }
    this.coefficients = Float64Array.from(coefficients);
  }

  /**
   * Spectra of a picture.
   *
   * @param rgb planar `[3, pixels]`, linear; roots of negative values count as 0.
   * @returns planar `[bands, pixels]`; may hold negative values.
   * @throws NetworkError if the picture is no multiple of three planes.
   */
  predict(rgb: Float32Array): Float32Array {
    const pixels = pixelsOf(rgb);
    const cube = new Float32Array(this.bands * pixels);
    const values = new Float64Array(this.#terms.length * BLOCK);
    const sums = new Float64Array(BLOCK);
    for (let start = 0; start < pixels; start += BLOCK) {
      const count = Math.min(BLOCK, pixels - start);
      for (let i = 0; i < count; i++) fillTerms(this.#terms, rgb, pixels, start + i, values, BLOCK, i);
      for (let band = 0; band < this.bands; band++) {
        sums.fill(0);
        for (let term = 0; term < this.#terms.length; term++) {
          const weight = this.coefficients[term * this.bands + band];
          for (let i = 0; i < count; i++) sums[i] += weight * values[term * BLOCK + i];
        }
        for (let i = 0; i < count; i++) cube[band * pixels + start + i] = sums[i];
      }
    }
    return cube;
  }
}

/** Gathers pictures with known spectra and fits a regression to them. */
export class PolynomialRegressionFit {
  readonly #degree: RegressionDegree;
  readonly #bands: number;
  readonly #terms: readonly (readonly [number, number, number])[];
  /** Sum of t t^T over pixels, terms x terms. */
  readonly #square: Float64Array;
  /** Sum of t y^T over pixels, terms x bands. */
  readonly #cross: Float64Array;
  #pixels = 0;

  /** @throws NetworkError if the degree is not 1..4 or there is no band. */
  constructor(degree: RegressionDegree, bands: number) {
    if (!(Number.isInteger(bands) && bands >= 1)) {
      throw new NetworkError(`expected a number of bands of at least 1, found ${bands}`);
    }
    this.#degree = degree;
    this.#bands = bands;
    this.#terms = rootPolynomialTerms(degree);
    this.#square = new Float64Array(this.#terms.length ** 2);
    this.#cross = new Float64Array(this.#terms.length * bands);
  }

  /**
   * Adds the pixels of a picture.
   *
   * @param rgb planar `[3, pixels]`, linear. @param truth planar `[bands, pixels]`.
   * @param mask pixels that count are not 0; all count without it.
   * @throws NetworkError if the sizes do not fit.
   */
  add(rgb: Float32Array, truth: Float32Array, mask?: ArrayLike<number>): void {
    const pixels = pixelsOf(rgb);
    if (truth.length !== this.#bands * pixels || (mask !== undefined && mask.length !== pixels)) {
      throw new NetworkError(
        `expected ${this.#bands * pixels} samples and a mask of ${pixels} pixels, found ${truth.length} and ${mask?.length ?? 'none'}`,
      );
    }
    const size = this.#terms.length;
    const values = new Float64Array(size);
    for (let pixel = 0; pixel < pixels; pixel++) {
      if (mask !== undefined && mask[pixel] === 0) continue;
      fillTerms(this.#terms, rgb, pixels, pixel, values, 1, 0);
      this.#pixels++;
      for (let row = 0; row < size; row++) {
        const value = values[row];
        for (let column = 0; column <= row; column++) {
          this.#square[row * size + column] += value * values[column];
        }
        for (let band = 0; band < this.#bands; band++) {
          this.#cross[row * this.#bands + band] += value * truth[band * pixels + pixel];
        }
      }
    }
  }

  /**
   * The least-squares fit to all pixels so far: (T T^T + ridge * mean diagonal * I)^-1 T Y^T by Cholesky.
   *
   * @param ridge relative strength, not negative.
   * @throws NetworkError if there are fewer pixels than terms or the terms are dependent without a ridge.
   */
  solve(ridge = DEFAULT_RIDGE): PolynomialRegression {
    const size = this.#terms.length;
    if (this.#pixels < size) {
      throw new NetworkError(`expected at least ${size} pixels to fit ${size} terms, found ${this.#pixels}`);
    }
    if (!(ridge >= 0)) throw new NetworkError(`expected a ridge of at least 0, found ${ridge}`);
    const matrix = Float64Array.from(this.#square);
    let trace = 0;
    for (let term = 0; term < size; term++) trace += matrix[term * size + term];
    for (let term = 0; term < size; term++) matrix[term * size + term] += (ridge * trace) / size;
    const coefficients = Float64Array.from(this.#cross);
    solveFactorised(factorise(matrix, size), size, coefficients, this.#bands);
    return new PolynomialRegression(this.#degree, coefficients);
  }
}

function pixelsOf(rgb: Float32Array): number {
  if (rgb.length === 0 || rgb.length % 3 !== 0) {
    throw new NetworkError(`expected a picture of 3 planes, found ${rgb.length} samples`);
  }
  return rgb.length / 3;
}

/** Writes the terms of one pixel, term `t` to `values[t * stride + offset]`. */
function fillTerms(
  terms: readonly (readonly [number, number, number])[],
  rgb: Float32Array,
  pixels: number,
  pixel: number,
  values: Float64Array,
  stride: number,
  offset: number,
): void {
  const channels = [rgb[pixel], rgb[pixels + pixel], rgb[2 * pixels + pixel]];
  const logs = channels.map((value) => Math.log(Math.max(0, value)));
  for (let term = 0; term < terms.length; term++) {
    values[term * stride + offset] = termValue(terms[term], channels, logs);
  }
}

function termValue(
  exponents: readonly [number, number, number],
  channels: readonly number[],
  logs: readonly number[],
): number {
  let sum = 0;
  for (let channel = 0; channel < 3; channel++) {
    const exponent = exponents[channel];
    if (exponent === 1) return channels[channel];
    if (exponent > 0) sum += exponent * logs[channel];
  }
  return Math.exp(sum);
}

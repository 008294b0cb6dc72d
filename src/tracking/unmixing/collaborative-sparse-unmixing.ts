/**
 * Which spectra of a library a scene is made of: shares of all pixels are found together, with a price on every library
 * spectrum that any pixel uses (CLSUnSAL), shares not negative and summing to 1, by ADMM.
 *
 * Source: M.-D. Iordache, J. M. Bioucas-Dias, A. Plaza, "Collaborative Sparse Regression for Hyperspectral Unmixing",
 * IEEE TGRS 52 (2014) 341; price, iterations and tolerance as public code of the trackers has them.
 */
import { factorise, solveFactorised } from '../../networks/cholesky.ts';
import type { SpectralSamples } from './spectral-samples.ts';

/** The numbers of the solver. */
export interface CollaborativeSettings {
  /** Price of a library spectrum. */
  readonly lambda: number;
  readonly iterations: number;
  readonly tolerance: number;
}

/** As public code of the trackers has them. */
export const COLLABORATIVE_DEFAULTS: CollaborativeSettings = {
  lambda: 3e-4,
  iterations: 200,
  tolerance: 1e-6,
};

/** Penalty of ADMM beside the mean of the library's squares. */
const PENALTY = 0.01;

/**
 * Total share of each library spectrum over all samples.
 *
 * @param library spectra on the bands of the samples.
 * @returns one sum of shares a library spectrum; all together they are about the number of samples.
 */
export function collaborativeShares(
  library: SpectralSamples,
  samples: SpectralSamples,
  settings: CollaborativeSettings = COLLABORATIVE_DEFAULTS,
): Float64Array {
  const { count: size } = library;
  const { count } = samples;
  const gram = products(library, library);
  let trace = 0;
  for (let index = 0; index < size; index++) trace += gram[index * (size + 1)];
  const mu = (PENALTY * trace) / size;
  for (let index = 0; index < size; index++) gram[index * (size + 1)] += 2 * mu;
  const factor = factorise(gram, size);
  const ones = new Float64Array(size).fill(1);
  solveFactorised(factor, size, ones, 1);
  const onesSum = ones.reduce((sum, value) => sum + value, 0);
  const data = products(library, samples);
  const room = (): Float64Array => new Float64Array(size * count);
  const [shares, sparse, positive, sparseDual, positiveDual] = [room(), room(), room(), room(), room()];
  sparse.fill(1 / size);
  positive.fill(1 / size);
  const enough = settings.tolerance * Math.sqrt(size * count);
  for (let iteration = 0; iteration < settings.iterations; iteration++) {
    for (let index = 0; index < shares.length; index++) {
      shares[index] =
        data[index] + mu * (sparse[index] + sparseDual[index] + positive[index] + positiveDual[index]);
    }
    solveFactorised(factor, size, shares, count);
    sumToOne(shares, ones, onesSum, count);
    let gap = 0;
    for (let row = 0; row < size; row++) {
      let square = 0;
      for (let index = row * count; index < (row + 1) * count; index++) {
        square += (shares[index] - sparseDual[index]) ** 2;
      }
      const length = Math.sqrt(square);
      const shrink = length === 0 ? 0 : Math.max(0, 1 - settings.lambda / mu / length);
      for (let index = row * count; index < (row + 1) * count; index++) {
        sparse[index] = shrink * (shares[index] - sparseDual[index]);
        positive[index] = Math.max(0, shares[index] - positiveDual[index]);
        const [a, b] = [shares[index] - sparse[index], shares[index] - positive[index]];
        sparseDual[index] -= a;
        positiveDual[index] -= b;
        gap += a * a + b * b;
      }
    }
    if (Math.sqrt(gap) < enough) break;
  }
  return Float64Array.from({ length: size }, (_, row) =>
    positive.subarray(row * count, (row + 1) * count).reduce((sum, value) => sum + value, 0),
  );
}

/** Inner products of all pairs, a.count x b.count, row-major. */
function products(a: SpectralSamples, b: SpectralSamples): Float64Array {
  const result = new Float64Array(a.count * b.count);
  for (let row = 0; row < a.count; row++) {
    for (let column = 0; column < b.count; column++) {
      let sum = 0;
      for (let band = 0; band < a.bands; band++) {
        sum += a.data[row * a.bands + band] * b.data[column * b.bands + band];
      }
      result[row * b.count + column] = sum;
    }
  }
  return result;
}

/** Moves each column along the solution for ones, until it sums to 1. */
function sumToOne(shares: Float64Array, ones: Float64Array, onesSum: number, count: number): void {
  for (let column = 0; column < count; column++) {
    let sum = 0;
    for (let row = 0; row < ones.length; row++) sum += shares[row * count + column];
    const step = (1 - sum) / onesSum;
    for (let row = 0; row < ones.length; row++) shares[row * count + column] += step * ones[row];
  }
}

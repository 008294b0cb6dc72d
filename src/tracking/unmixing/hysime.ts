/**
 * How many endmembers a scene holds: as many directions as bring more signal than they bring noise. The noise of a band
 * is what the other bands do not explain of it.
 *
 * Source: J. M. Bioucas-Dias, J. M. P. Nascimento, "Hyperspectral Subspace Identification" (HySime), IEEE TGRS 46 (2008) 2435.
 */
import { factorise, solveFactorised } from '../../networks/cholesky.ts';
import { symmetricEigen } from '../../networks/symmetric-eigen.ts';
import { correlation, type SpectralSamples } from './spectral-samples.ts';

/** Beside the mean of the diagonal: bands may depend on each other altogether. */
const RIDGE = 1e-9;
/** Share of the mean signal that counts as noise even where none is found, as the authors' code has it. */
const LEAST_NOISE = 1e-5;

/** What HySime finds. */
export interface SignalSubspace {
  /** Number of endmembers, at least 1. */
  readonly count: number;
  /** Standard deviation of the noise of each band. */
  readonly noise: Float64Array;
}

/** Estimates noise and number of endmembers of some spectra; a few hundred are enough. */
export function signalSubspace(samples: SpectralSamples): SignalSubspace {
  const { count, bands, data } = samples;
  const signal = correlation(samples);
  const noise = noiseOf(samples, signal);
  const clean = { count, bands, data: data.map((value, index) => value - noise[index]) };
  const noiseCorrelation = correlation({ count, bands, data: noise });
  const cleanCorrelation = correlation(clean);
  let trace = 0;
  for (let band = 0; band < bands; band++) trace += cleanCorrelation[band * (bands + 1)];
  for (let band = 0; band < bands; band++) {
    noiseCorrelation[band * (bands + 1)] += (LEAST_NOISE * trace) / bands;
  }
  const { vectors } = symmetricEigen(cleanCorrelation, bands);
  let kept = 0;
  for (let k = 0; k < bands; k++) {
    const direction = vectors.subarray(k * bands, (k + 1) * bands);
    if (2 * power(noiseCorrelation, direction) < power(signal, direction)) kept++;
  }
  return {
    count: Math.max(1, kept),
    noise: Float64Array.from({ length: bands }, (_, band) => Math.sqrt(noiseCorrelation[band * (bands + 1)])),
  };
}

/** What the other bands do not explain of each, sample by sample, by regression. */
function noiseOf({ count, bands, data }: SpectralSamples, signal: Float64Array): Float64Array {
  let trace = 0;
  for (let band = 0; band < bands; band++) trace += signal[band * (bands + 1)];
  const system = Float64Array.from(signal);
  const ridge = (RIDGE * trace) / bands + Number.MIN_VALUE * 1e20;
  for (let band = 0; band < bands; band++) system[band * (bands + 1)] += ridge;
  const inverse = new Float64Array(bands * bands);
  for (let band = 0; band < bands; band++) inverse[band * (bands + 1)] = 1;
  solveFactorised(factorise(system, bands), bands, inverse, bands);
  // The residual of regressing band i on the others is row i of the inverse applied to the sample, over its diagonal.
  const noise = new Float64Array(count * bands);
  for (let row = 0; row < count; row++) {
    for (let band = 0; band < bands; band++) {
      let sum = 0;
      for (let other = 0; other < bands; other++) {
        sum += inverse[band * bands + other] * data[row * bands + other];
      }
      noise[row * bands + band] = sum / inverse[band * (bands + 1)];
    }
  }
  return noise;
}

/** v^T M v. */
function power(matrix: Float64Array, vector: Float64Array): number {
  const size = vector.length;
  let sum = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      sum += vector[row] * matrix[row * size + column] * vector[column];
    }
  }
  return sum;
}

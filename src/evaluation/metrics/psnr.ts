/**
 * Peak signal-to-noise ratio, in the two forms that the field uses. They differ: by convexity the mean over bands
 * is never below the ratio of the whole cube, and a table that does not say which it holds cannot be compared.
 * A band that is met exactly has an infinite ratio, and so has the mean over bands unless such bands are left out.
 */
import type { CubePair } from './cube-pair.ts';
import { meanOf } from './mean-of.ts';
import type { SampleTreatment } from './sample-treatment.ts';
import { bandSquaredErrors } from './squared-error.ts';

export interface PsnrOptions extends SampleTreatment {
  /** Largest value that a sample may have, R. Default 1. */
  readonly range?: number;
}

export interface BandPsnrOptions extends PsnrOptions {
  /**
   * What the mean over bands makes of a band that is met exactly: `infinite` (default, as NumPy and scikit-image),
   * the mean is infinite; `leave-out`, the mean is over the other bands, and infinite only if there are none.
   */
  readonly exactBands?: 'infinite' | 'leave-out';
}

/**
 * PSNR of each band, 10 log10(R^2 / MSE_k), in dB; infinite where a band is met exactly.
 *
 * @throws EvaluationError if sizes do not fit or no pixel counts.
 */
export function bandPsnrs(pair: CubePair, options: PsnrOptions = {}): Float64Array {
  return bandSquaredErrors(pair, options).map((error) => decibels(error, options.range));
}

/**
 * PSNR as the mean over bands: mean_k 10 log10(R^2 / MSE_k), in dB.
 *
 * @throws EvaluationError if sizes do not fit or no pixel counts.
 * Source: the form of Zhu et al., ICCV 2021 (range 1, no clamping) and TCI 2021 (range 1, truncated to 16 bits).
 */
export function psnrPerBand(pair: CubePair, options: BandPsnrOptions = {}): number {
  const ratios = bandPsnrs(pair, options);
  if (options.exactBands !== 'leave-out') return meanOf(ratios);
  const finite = ratios.filter((ratio) => ratio !== Number.POSITIVE_INFINITY);
  return finite.length === 0 ? Number.POSITIVE_INFINITY : meanOf(finite);
}

/**
 * PSNR of the whole cube: 10 log10(R^2 / MSE over all bands and pixels), in dB; infinite if it is met exactly.
 *
 * @throws EvaluationError if sizes do not fit or no pixel counts.
 * Source: the form of the MST++ toolbox for NTIRE 2022 (range 1, both cubes clamped to 0..1).
 */
export function psnrPerCube(pair: CubePair, options: PsnrOptions = {}): number {
  return decibels(meanOf(bandSquaredErrors(pair, options)), options.range);
}

function decibels(error: number, range = 1): number {
  return 10 * Math.log10((range * range) / error);
}

/**
 * Peak signal-to-noise ratio, in the two forms that the field uses. They differ: by convexity the mean over bands
 * is never below the ratio of the whole cube, and a table that does not say which it holds cannot be compared.
 */
import type { CubePair } from './cube-pair.ts';
import { bandSquaredErrors, type ClampOption, meanOf } from './squared-error.ts';

export interface PsnrOptions extends ClampOption {
  /** Largest value that a sample may have, R. Default 1. */
  readonly range?: number;
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
 * Source: the form of Zhu et al., ICCV 2021 and TCI 2021 (range 1, no clamping).
 */
export function psnrPerBand(pair: CubePair, options: PsnrOptions = {}): number {
  return meanOf(bandPsnrs(pair, options));
}

/**
 * PSNR of the whole cube: 10 log10(R^2 / MSE over all bands and pixels), in dB.
 *
 * @throws EvaluationError if sizes do not fit or no pixel counts.
 * Source: the form of the NTIRE 2022 spectral recovery challenge (range 1, both cubes clamped to 0..1).
 */
export function psnrPerCube(pair: CubePair, options: PsnrOptions = {}): number {
  return decibels(meanOf(bandSquaredErrors(pair, options)), options.range);
}

function decibels(error: number, range = 1): number {
  return 10 * Math.log10((range * range) / error);
}

/** How near an estimated camera response is to the true one: curve by curve, whatever their heights. */
import type { CameraResponse } from '../../camera/camera-response.ts';
import { EvaluationError } from '../evaluation-error.ts';
import { gridDifference } from '../wavelength-grids.ts';

/** Figures of one channel; curves c (true) and e (estimated) are each divided by their sum first. */
export interface CurveError {
  /** sum |e - c| / sum |c|. */
  readonly relativeL1: number;
  /** 1 - <c, e> / (|c||e|). */
  readonly oneMinusCosine: number;
  /** Angle between the curves, degrees. */
  readonly angle: number;
  /** sqrt(mean (e - c)^2) / sqrt(mean c^2). */
  readonly relativeRmse: number;
}

export interface SrfError {
  /** Red, green, blue. */
  readonly channels: readonly [CurveError, CurveError, CurveError];
  /** Mean of each figure over the channels. */
  readonly mean: CurveError;
}

/**
 * Compares two responses on one grid, channel by channel, each curve scaled to sum 1.
 *
 * @throws EvaluationError if the wavelengths differ by more than 0.5 nm.
 * @throws CameraError if a curve has no positive sum.
 */
export function srfError(truth: CameraResponse, estimate: CameraResponse): SrfError {
  const { bands } = truth;
  const difference = gridDifference(truth.wavelengths, estimate.wavelengths);
  if (difference !== undefined) {
    throw new EvaluationError(`expected ${estimate.name} on the grid of ${truth.name}: ${difference}`, {
      hint: 'resample one of them',
    });
  }
  const trueCurves = truth.withUnitRowSums().matrix;
  const estimatedCurves = estimate.withUnitRowSums().matrix;
  const curveError = (channel: number): CurveError => {
    const row = (matrix: Float64Array) => matrix.subarray(channel * bands, (channel + 1) * bands);
    return compareCurves(row(trueCurves), row(estimatedCurves));
  };
  const channels = [curveError(0), curveError(1), curveError(2)] as const;
  const mean = (value: (error: CurveError) => number): number =>
    channels.reduce((sum, error) => sum + value(error), 0) / 3;
  return {
    channels,
    mean: {
      relativeL1: mean((error) => error.relativeL1),
      oneMinusCosine: mean((error) => error.oneMinusCosine),
      angle: mean((error) => error.angle),
      relativeRmse: mean((error) => error.relativeRmse),
    },
  };
}

function compareCurves(truth: Float64Array, estimate: Float64Array): CurveError {
  let absolute = 0;
  let height = 0;
  let squared = 0;
  let inner = 0;
  let trueSquare = 0;
  let estimateSquare = 0;
  for (let band = 0; band < truth.length; band++) {
    const difference = estimate[band] - truth[band];
    absolute += Math.abs(difference);
    height += Math.abs(truth[band]);
    squared += difference * difference;
    inner += truth[band] * estimate[band];
    trueSquare += truth[band] ** 2;
    estimateSquare += estimate[band] ** 2;
  }
  const cosine = Math.min(1, Math.max(-1, inner / Math.sqrt(trueSquare * estimateSquare)));
  return {
    relativeL1: absolute / height,
    oneMinusCosine: 1 - cosine,
    angle: (Math.acos(cosine) * 180) / Math.PI,
    relativeRmse: Math.sqrt(squared / trueSquare),
  };
}

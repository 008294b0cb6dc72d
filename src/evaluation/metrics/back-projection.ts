/** What a camera makes of the estimate against what it makes of the truth: colour error, blind to the null space. */
import type { CameraResponse } from '../../camera/camera-response.ts';
import { EvaluationError } from '../evaluation-error.ts';
import type { CubePair } from './cube-pair.ts';
import { type MraeOptions, type RelativeError, relativeError } from './mrae.ts';

/**
 * mean |r - q| / (r + epsilon) over the three channels of the counted pixels, r = C y and q = C z, and how many samples
 * that are.
 *
 * Colours are float32, so that about 1e-7 is exact. Where r + epsilon is not positive, samples are left out if so asked.
 *
 * @throws EvaluationError if the response has another number of bands, or as {@link relativeError}.
 * Source: NTIRE 2020 spectral reconstruction challenge, evalBackProjection (epsilon 0).
 */
export function backProjectionError(
  pair: CubePair,
  response: CameraResponse,
  options: MraeOptions,
): RelativeError {
  const { truth, estimate, bands, mask } = pair;
  if (response.bands !== bands) {
    throw new EvaluationError(
      `expected a response of ${bands} bands, as the cubes have, found ${response.bands} in ${response.name}`,
    );
  }
  const colours = (cube: ArrayLike<number>): Float32Array =>
    response.project(cube instanceof Float32Array ? cube : Float32Array.from(cube));
  return relativeError({ truth: colours(truth), estimate: colours(estimate), bands: 3, mask }, options);
}

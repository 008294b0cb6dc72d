/** Root mean square error. */
import type { CubePair } from './cube-pair.ts';
import { bandSquaredErrors, type ClampOption, meanOf } from './squared-error.ts';

/**
 * sqrt(mean (y - z)^2) over all bands and counted pixels, in the unit of the samples.
 *
 * @throws EvaluationError if sizes do not fit or no pixel counts.
 */
export function rmse(pair: CubePair, options: ClampOption = {}): number {
  return Math.sqrt(meanOf(bandSquaredErrors(pair, options)));
}

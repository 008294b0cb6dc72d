/** Root mean square error. */
import type { CubePair } from './cube-pair.ts';
import { meanOf } from './mean-of.ts';
import type { SampleTreatment } from './sample-treatment.ts';
import { bandSquaredErrors } from './squared-error.ts';

/**
 * sqrt(mean (y - z)^2) over all bands and counted pixels, in the unit of the samples: for cubes of 0..1 a figure of
 * 0.02 is what tables on a scale of 0..255 write as 5.1.
 *
 * @throws EvaluationError if sizes do not fit or no pixel counts.
 */
export function rmse(pair: CubePair, options: SampleTreatment = {}): number {
  return Math.sqrt(meanOf(bandSquaredErrors(pair, options)));
}

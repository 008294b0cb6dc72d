/** One figure for many estimated responses: the area under the curve of accuracy against allowed error. */
import { EvaluationError } from '../evaluation-error.ts';

export interface SrfAuc {
  /** Mean of the accuracies, 0..1; higher is better. */
  readonly auc: number;
  /** Allowed errors t: 1/steps, 2/steps, ... 1. */
  readonly thresholds: Float64Array;
  /** Share of responses with an error below each threshold. */
  readonly accuracies: Float64Array;
}

/**
 * The curve and its mean: accuracy(t) = share of errors below t, t on an even grid of (0, 1].
 *
 * The source prints the figure without a definition; this one is ours. The errors, one a pair of response and picture,
 * are to be the mean over channels of the relative L1 of {@link srfError}; say so with the figure.
 *
 * @param errors relative errors, not negative.
 * @param options.steps thresholds; default 100.
 * @throws EvaluationError if there is no error, one is negative or not a number, or there are no steps.
 * Source: the figure of Zhu et al., ICCV 2021, Fig. 5.
 */
export function srfAuc(errors: ArrayLike<number>, options: { readonly steps?: number } = {}): SrfAuc {
  const { steps = 100 } = options;
  if (!(Number.isInteger(steps) && steps >= 1)) {
    throw new EvaluationError(`expected at least 1 threshold, found ${steps}`);
  }
  if (errors.length === 0) throw new EvaluationError('expected an error of a response, found none');
  for (let index = 0; index < errors.length; index++) {
    if (!(errors[index] >= 0)) {
      throw new EvaluationError(
        `expected errors of at least 0, found ${errors[index]} at place ${index + 1}`,
      );
    }
  }
  const thresholds = Float64Array.from({ length: steps }, (_, index) => (index + 1) / steps);
  const accuracies = thresholds.map((threshold) => {
    let below = 0;
    for (let index = 0; index < errors.length; index++) if (errors[index] < threshold) below++;
    return below / errors.length;
  });
  return {
    auc: accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / steps,
    thresholds,
    accuracies,
  };
}

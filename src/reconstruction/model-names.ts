/** Names of the shipped weights, and which of them go together. */

/** The model that a photo is reconstructed with unless another is chosen; `docs/comparison.md` says why. */
export const DEFAULT_MODEL = 'agd-net';

/** The estimator of camera responses that serves every model without one of its own. */
export const DEFAULT_ESTIMATOR = 'srf-estimator';

/**
 * The estimator that goes with a model: the one that was trained together with it, if there is one.
 *
 * @param shipped names of the weights that are at hand.
 */
export function estimatorNameFor(model: string, shipped: readonly string[]): string {
  const own = `${model}-${DEFAULT_ESTIMATOR}`;
  return shipped.includes(own) ? own : DEFAULT_ESTIMATOR;
}

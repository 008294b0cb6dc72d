/** Binary cross-entropy of a discriminator's answers, from the logarithm of the odds, where it cannot overflow. */
import {
  absolute,
  add,
  exponential,
  logarithm,
  maximum,
  meanOfAll,
  negate,
  type Tensor,
} from '../../graph/index.ts';

/** log(1 + e^x). */
function softplus(x: Tensor): Tensor {
  return add(maximum(x, 0), logarithm(add(exponential(negate(absolute(x))), 1)));
}

/** Mean of -log p: what it costs to take these for measured. @param logit [n, 1]. */
export const lossOfReal = (logit: Tensor): Tensor => meanOfAll(softplus(negate(logit)));

/** Mean of -log(1 - p): what it costs to take these for made. @param logit [n, 1]. */
export const lossOfFake = (logit: Tensor): Tensor => meanOfAll(softplus(logit));

/**
 * Penalties on the gradient of a discriminator by the images that it is shown, which need second derivatives: what
 * the L1 clipping of Zhu et al. (ICCV 2021) is compared with.
 */
import {
  add,
  gradients,
  meanOfAll,
  multiply,
  reduceSum,
  square,
  squareRoot,
  subtract,
  sumOfAll,
  type Tensor,
} from '../graph/index.ts';

/**
 * `one-centred`: (|g| - 1)^2, the gradient wanted of length 1 (Gulrajani et al., "Improved Training of Wasserstein
 * GANs", 2017). `zero-centred`: |g|^2, wanted flat (Thanh-Tung, Tran, Venkatesh, "Improving Generalization and
 * Stability of Generative Adversarial Networks", 2019).
 */
export type PenaltyKind = 'one-centred' | 'zero-centred';

/** Under the square root, so that a gradient of zero has a derivative. */
const LEAST_SQUARE = 1e-12;

/** Images between made and measured ones, [n, c, h, w]. @param share of the measured one, [n, 1, 1, 1]. */
export function imagesBetween(made: Tensor, measured: Tensor, share: Tensor): Tensor {
  return add(made, multiply(subtract(measured, made), share));
}

/**
 * Mean over images of the penalty on the gradient of their judgement.
 *
 * @param judgement the discriminator's answer on `images`, [n, 1]: its logit, before the sigmoid.
 */
export function gradientPenalty(judgement: Tensor, images: Tensor, kind: PenaltyKind): Tensor {
  // Each image's answer depends on others only through the statistics of the batch, as in the papers' code.
  const [gradient] = gradients(sumOfAll(judgement), [images]);
  const squares = reduceSum(square(gradient), [1, 2, 3]);
  if (kind === 'zero-centred') return meanOfAll(squares);
  return meanOfAll(square(subtract(squareRoot(add(squares, LEAST_SQUARE)), 1)));
}

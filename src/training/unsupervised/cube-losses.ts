/**
 * What an estimated cube is asked for where no true one is known (Zhu et al., ICCV 2021): to project to the photo, to
 * be smooth along the spectrum, and to be positive.
 */
import {
  absolute,
  divide,
  meanOfAll,
  relu,
  multiply,
  negate,
  slice,
  square,
  subtract,
  sumOfAll,
  type Tensor,
} from '../../graph/index.ts';

/** Mean of (C Y - X)^2 over pixels, channels and images. @param residual X - C Y, [n, 3, h, w]. */
export const backProjectionLoss = (residual: Tensor): Tensor => meanOfAll(square(residual));

/** Forms of the smoothness term: the paper's text has absolute differences, its released code squared ones. */
export type Smoothness = 'absolute' | 'squared';

/** Mean difference between neighbouring bands of [n, s, h, w], absolute or squared. */
export function smoothnessLoss(cube: Tensor, kind: Smoothness): Tensor {
  const bands = Number(cube.shape[1]);
  const step = subtract(slice(cube, 1, 1, bands), slice(cube, 1, 0, bands - 1));
  return meanOfAll(kind === 'absolute' ? absolute(step) : square(step));
}

/**
 * Forms of the positivity term: ||Y - |Y|||_F^2 in the paper's text, the sum of |Y| - Y in the released code (and
 * switched off in part of it).
 */
export type Positivity = 'squared' | 'linear';

/** How far samples are below zero, summed over each image [s, h, w], mean over the n images. */
export function positivityLoss(cube: Tensor, kind: Positivity): Tensor {
  const below = multiply(relu(negate(cube)), 2); // |Y| - Y
  return divide(sumOfAll(kind === 'squared' ? square(below) : below), Number(cube.shape[0]));
}

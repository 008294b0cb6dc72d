/**
 * The L1 gradient clipping of Zhu et al. (ICCV 2021): what an adversary or a parser may ask of the generator is
 * bounded, image by image. Identity forwards.
 */
import {
  customGradient,
  divide,
  maximum,
  minimum,
  multiply,
  reduceSum,
  square,
  squareRoot,
  type Tensor,
} from '../graph/index.ts';

/** Stands for a norm of zero, which nothing may be divided by. */
const SMALLEST_NORM = 1e-30;

export interface ClippingOptions {
  /** Factor on the gradient after clipping: 1 before the discriminator, 2 before the semantic branch. */
  readonly scale?: number;
}

/**
 * The same images [n, c, h, w]; the gradient of each comes back with a Frobenius norm of at most 1 / sqrt(c h w),
 * times `scale`. By the Cauchy-Schwarz inequality its L1 norm is then at most `scale`. Its direction stays; a gradient
 * of zero stays zero.
 */
export function clipGradient(images: Tensor, { scale = 1 }: ClippingOptions = {}): Tensor {
  const [, ...sizes] = images.shape.map(Number);
  const limit = 1 / Math.sqrt(sizes.reduce((product, size) => product * size, 1));
  return customGradient(images, (gradient) => {
    const norm = squareRoot(reduceSum(square(gradient), [1, 2, 3]));
    const factor = minimum(1, divide(limit, maximum(norm, SMALLEST_NORM)));
    return multiply(gradient, multiply(factor, scale));
  });
}

/** Losses of supervised reconstruction, as graphs. */
import {
  absolute,
  add,
  logarithm,
  matmul,
  meanOfAll,
  multiply,
  reduceMean,
  reshape,
  square,
  subtract,
  sumOfAll,
  type Tensor,
} from '../graph/index.ts';

/**
 * Weighted mean absolute error: sum of weight |estimate - truth|.
 *
 * @param weight [n, 1, h, w]: it carries masks, the division by the number of
 * samples, and what the error is relative to.
 */
export function weightedL1(estimate: Tensor, truth: Tensor, weight: Tensor): Tensor {
  return sumOfAll(multiply(absolute(subtract(estimate, truth)), weight));
}

/**
 * Weights for {@link weightedL1} that make the error relative to brightness: half to the mean of the patch, half
 * to the pixel's own, so that dark pixels count without ruling.
 *
 * @param data planar `[bands, pixels]`. @param mask 1 where a pixel counts.
 * @param share divides the result: the number of patches in a batch.
 */
export function relativeWeights(
  data: Float32Array,
  bands: number,
  mask: Uint8Array,
  share: number,
): Float32Array {
  const pixels = mask.length;
  const level = new Float32Array(pixels);
  for (let band = 0; band < bands; band++) {
    for (let pixel = 0; pixel < pixels; pixel++) level[pixel] += data[band * pixels + pixel] / bands;
  }
  let sum = 0;
  let count = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    sum += mask[pixel] * level[pixel];
    count += mask[pixel];
  }
  const mean = sum / Math.max(1, count);
  return level.map((value, pixel) =>
    mean > 0 ? mask[pixel] / (count * bands * share * (0.5 * mean + 0.5 * Math.max(0, value))) : 0,
  );
}

/** Relative mean square errors far below this are as good as none: a thousandth of the amplitude is 1e-6. */
const NEGLIGIBLE_ERROR = 1e-5;

/**
 * Mean over samples and bands of the natural logarithm of the mean square error, relative to brightness: every band of every
 * patch counts by how much better it could be, not by how large its error is. PSNR over bands is this, in decibels and the other
 * way round.
 *
 * @param estimate [n, s, h, w], as `truth`.
 * @param factor [n, 1, h, w], or one number for all: 1 over the brightness that errors are relative to, 0 where a pixel does not count.
 */
export function logarithmicBandError(estimate: Tensor, truth: Tensor, factor: Tensor): Tensor {
  const error = square(multiply(subtract(estimate, truth), factor));
  return meanOfAll(logarithm(add(reduceMean(error, [2, 3]), NEGLIGIBLE_ERROR)));
}

/** A cube [n, s, h, w] corrected so that it projects to `rgb` exactly: Y + C^+ (X - C Y). */
export function consistentCube(cube: Tensor, residual: Tensor, pseudoInverse: Tensor): Tensor {
  const [batch, , height, width] = residual.shape.map(Number);
  const bands = Number(cube.shape[1]);
  const correction = matmul(pseudoInverse, reshape(residual, [batch, 3, height * width]));
  return add(cube, reshape(correction, [batch, bands, height, width]));
}

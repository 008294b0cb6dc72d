/** Cross-entropy of labelled pixels, as a graph; pixels without a label do not count. */
import {
  divide,
  exponential,
  logarithm,
  maximum,
  multiply,
  reduceMaximum,
  reduceSum,
  stopGradient,
  subtract,
  sumOfAll,
  type Tensor,
} from '../graph/index.ts';

/**
 * Mean of -log softmax at the label, over the pixels that have one; 0 if none has.
 *
 * @param logits [n, classes, h, w].
 * @param labels the same shape: 1 at the label, 0 elsewhere, all 0 where a pixel is to be ignored. A weight in place
 * of 1 weighs the pixel.
 */
export function crossEntropy(logits: Tensor, labels: Tensor): Tensor {
  const shifted = subtract(logits, stopGradient(reduceMaximum(logits, [1])));
  const logSum = logarithm(reduceSum(exponential(shifted), [1]));
  const cost = sumOfAll(multiply(labels, subtract(logSum, shifted)));
  return divide(cost, maximum(sumOfAll(labels), 1e-12));
}

/**
 * The labels of a batch as {@link crossEntropy} takes them.
 *
 * @param labels class of each pixel, `n * pixels`; a number that is no class is ignored.
 * @returns `[n, classes, pixels]`.
 */
export function oneHot(labels: ArrayLike<number>, images: number, classes: number): Float32Array {
  const pixels = labels.length / images;
  const result = new Float32Array(labels.length * classes);
  for (let index = 0; index < labels.length; index++) {
    const label = labels[index];
    if (!(label >= 0 && label < classes)) continue;
    const image = Math.floor(index / pixels);
    result[(image * classes + label) * pixels + (index % pixels)] = 1;
  }
  return result;
}

/** Masks for metrics: 1 where a pixel counts, 0 where it does not. */
import { EvaluationError } from '../evaluation-error.ts';

/** Mean over bands above which a pixel counts as lit. */
export const LIT_LEVEL = 0.02;

/**
 * 1 at every pixel of the true cube whose mean over bands is above `level`.
 *
 * @param truth planar `[bands, pixels]`.
 * @throws EvaluationError if the samples are no multiple of the bands.
 */
export function litPixels(truth: ArrayLike<number>, bands: number, level = LIT_LEVEL): Uint8Array {
  if (!(bands >= 1 && truth.length % bands === 0)) {
    throw new EvaluationError(`expected samples of ${bands} bands, found ${truth.length} samples`);
  }
  const pixels = truth.length / bands;
  const sums = new Float64Array(pixels);
  for (let band = 0; band < bands; band++) {
    for (let pixel = 0; pixel < pixels; pixel++) sums[pixel] += truth[band * pixels + pixel];
  }
  return Uint8Array.from(sums, (sum) => (sum / bands > level ? 1 : 0));
}

/**
 * 1 where every one of the masks counts.
 *
 * @throws EvaluationError if their sizes differ.
 */
export function intersectMasks(first: Uint8Array, ...others: readonly Uint8Array[]): Uint8Array {
  const result = first.map((value) => (value === 0 ? 0 : 1));
  for (const other of others) {
    if (other.length !== first.length) {
      throw new EvaluationError(
        `expected masks of one size, found ${first.length} and ${other.length} pixels`,
      );
    }
    for (let pixel = 0; pixel < result.length; pixel++) if (other[pixel] === 0) result[pixel] = 0;
  }
  return result;
}

/**
 * What every metric compares: a true cube and an estimate of it, and the pixels that count. Sums run in float64.
 */
import { EvaluationError } from '../evaluation-error.ts';

/** A true cube, its estimate, and optionally which pixels count. */
export interface CubePair {
  /** Planar `[bands, pixels]`. */
  readonly truth: ArrayLike<number>;
  /** Planar `[bands, pixels]`. */
  readonly estimate: ArrayLike<number>;
  readonly bands: number;
  /** Pixels that count are not 0; all count without it. */
  readonly mask?: ArrayLike<number> | undefined;
}

/**
 * The pixels of a pair that count, as ascending indices.
 *
 * @throws EvaluationError if sizes do not fit or no pixel counts.
 */
export function countedPixels({ truth, estimate, bands, mask }: CubePair): Int32Array {
  if (truth.length !== estimate.length) {
    throw new EvaluationError(
      `expected two cubes of one size, found ${truth.length} and ${estimate.length} samples`,
    );
  }
  if (!(Number.isInteger(bands) && bands >= 1 && truth.length >= bands && truth.length % bands === 0)) {
    throw new EvaluationError(`expected samples of ${bands} bands, found ${truth.length} samples`);
  }
  const pixels = truth.length / bands;
  if (mask !== undefined && mask.length !== pixels) {
    throw new EvaluationError(`expected a mask of ${pixels} pixels, found ${mask.length}`);
  }
  const counted = new Int32Array(pixels);
  let count = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    if (mask === undefined || mask[pixel] !== 0) counted[count++] = pixel;
  }
  if (count === 0) throw new EvaluationError(`expected a pixel that counts, found none in ${pixels}`);
  return counted.subarray(0, count);
}

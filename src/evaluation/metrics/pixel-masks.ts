/** Masks for metrics: 1 where a pixel counts, 0 where it does not. */
import { EvaluationError } from '../evaluation-error.ts';

/**
 * 1 at every pixel none of whose bands reaches the level at which samples of that band are saturated.
 *
 * @param truth planar `[bands, pixels]`.
 * @param levels one for all bands, or one a band; a sample at or above it is saturated.
 * @throws EvaluationError if the samples are no multiple of the bands, or there are other than 1 or `bands` levels.
 */
export function unsaturatedPixels(
  truth: ArrayLike<number>,
  bands: number,
  levels: number | readonly number[],
): Uint8Array {
  if (!(bands >= 1 && truth.length % bands === 0)) {
    throw new EvaluationError(`expected samples of ${bands} bands, found ${truth.length} samples`);
  }
  const ofBand = typeof levels === 'number' ? new Array<number>(bands).fill(levels) : levels;
  if (ofBand.length !== bands) {
    throw new EvaluationError(`expected ${bands} levels of saturation, one a band, found ${ofBand.length}`);
  }
  const pixels = truth.length / bands;
  const mask = new Uint8Array(pixels).fill(1);
  for (let band = 0; band < bands; band++) {
    const level = Math.min(ofBand[band], Math.fround(ofBand[band])); // samples at the level are float32
    for (let pixel = 0; pixel < pixels; pixel++) {
      if (truth[band * pixels + pixel] >= level) mask[pixel] = 0;
    }
  }
  return mask;
}

/** A part of a picture; column `x` and row `y` of its first pixel count from 0. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * 1 at every pixel that lies in one of the rectangles, such as the patches of a colour chart.
 *
 * @throws EvaluationError if a rectangle is none or does not lie within the picture.
 */
export function pixelsInside(
  rectangles: readonly Rectangle[],
  size: { readonly width: number; readonly height: number },
): Uint8Array {
  const mask = new Uint8Array(size.width * size.height);
  for (const { x, y, width, height } of rectangles) {
    const whole = [x, y, width, height].every(Number.isInteger) && x >= 0 && y >= 0;
    if (!(whole && width >= 1 && height >= 1 && x + width <= size.width && y + height <= size.height)) {
      throw new EvaluationError(
        `expected a rectangle of whole pixels within ${size.width} x ${size.height}, found ${width} x ${height} at ${x},${y}`,
      );
    }
    for (let row = y; row < y + height; row++) {
      mask.fill(1, row * size.width + x, row * size.width + x + width);
    }
  }
  return mask;
}

/** 1 where a mask does not count. */
export function invertMask(mask: Uint8Array): Uint8Array {
  return mask.map((value) => (value === 0 ? 1 : 0));
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

/**
 * A small version of a whole photo for networks that look at all of it at once, such as the estimator of the
 * camera response: the mean over the area that each small pixel covers, in linear light.
 */
import type { LinearPicture } from './linear-picture.ts';
import { PhotoError } from './photo.ts';

/** Which small pixels a source pixel adds to: `weights` sums to 1 over the sources of each small pixel. */
interface AreaWeights {
  readonly targets: Int32Array;
  readonly weights: Float64Array;
  /** Where the entries of each source start; one more entry than there are sources. */
  readonly starts: Int32Array;
}

/**
 * Resamples a photo to `width` x `height` by exact area average, in linear light.
 *
 * Works upwards too (every small pixel is then the mean of the part of a photo pixel that it covers). Reads
 * the photo a row at a time.
 *
 * @returns planar [3, height, width], values in 0..1.
 * @throws PhotoError if width or height is not a positive integer.
 */
export function boxDownsample(
  photo: Pick<LinearPicture, 'width' | 'height' | 'readWindow'>,
  width: number,
  height: number,
): Float32Array {
  if (!(Number.isInteger(width) && Number.isInteger(height) && width >= 1 && height >= 1)) {
    throw new PhotoError(
      `expected a width and height that are positive integers, found ${width} x ${height}`,
    );
  }
  const across = areaWeights(photo.width, width);
  const down = areaWeights(photo.height, height);
  const plane = width * height;
  const sum = new Float64Array(3 * plane);
  const line = new Float64Array(3 * width);
  for (let row = 0; row < photo.height; row++) {
    const source = photo.readWindow({ x: 0, y: row, width: photo.width, height: 1 });
    line.fill(0);
    for (let column = 0; column < photo.width; column++) {
      const red = source[column];
      const green = source[photo.width + column];
      const blue = source[2 * photo.width + column];
      for (let entry = across.starts[column]; entry < across.starts[column + 1]; entry++) {
        const target = across.targets[entry];
        const weight = across.weights[entry];
        line[target] += weight * red;
        line[width + target] += weight * green;
        line[2 * width + target] += weight * blue;
      }
    }
    for (let entry = down.starts[row]; entry < down.starts[row + 1]; entry++) {
      const weight = down.weights[entry];
      const offset = down.targets[entry] * width;
      for (let channel = 0; channel < 3; channel++) {
        for (let column = 0; column < width; column++) {
          sum[channel * plane + offset + column] += weight * line[channel * width + column];
        }
      }
    }
  }
  return Float32Array.from(sum);
}

/** Overlap of `sources` equal pixels with `targets` equal pixels over the same length. */
function areaWeights(sources: number, targets: number): AreaWeights {
  const starts = new Int32Array(sources + 1);
  const indices: number[] = [];
  const weights: number[] = [];
  const ratio = targets / sources;
  for (let source = 0; source < sources; source++) {
    const from = source * ratio;
    const to = (source + 1) * ratio;
    for (let target = Math.floor(from); target < targets && target < to; target++) {
      const overlap = Math.min(to, target + 1) - Math.max(from, target);
      if (overlap > 1e-12) {
        indices.push(target);
        weights.push(overlap);
      }
    }
    starts[source + 1] = indices.length;
  }
  return { targets: Int32Array.from(indices), weights: Float64Array.from(weights), starts };
}

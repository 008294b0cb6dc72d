/** Resizing of images within a graph: nearest and bilinear, as pairs of matrix products. */
import { constant, resample, type Tensor } from '../graph/index.ts';
import { NetworkError } from './parameters.ts';

/** Which old samples a new one is made of: their places and weights. */
type Taps = readonly (readonly [place: number, weight: number])[];

/** Images [n, c, h, w] to [n, c, height, width]; a new pixel is the old one that its top left corner lies in. */
export function resizeNearest(x: Tensor, height: number, width: number): Tensor {
  return resized(x, height, width, (index, from, to) => [[Math.floor((index * from) / to), 1]]);
}

/**
 * Images [n, c, h, w] to [n, c, height, width], linearly between the centres of old pixels; what lies outside the
 * outermost centres takes their value.
 */
export function resizeBilinear(x: Tensor, height: number, width: number): Tensor {
  return resized(x, height, width, (index, from, to) => {
    const at = Math.min(Math.max(((index + 0.5) * from) / to - 0.5, 0), from - 1);
    const low = Math.min(Math.floor(at), Math.max(0, from - 2));
    const share = at - low;
    return share === 0
      ? [[low, 1]]
      : [
          [low, 1 - share],
          [low + 1, share],
        ];
  });
}

function resized(
  x: Tensor,
  height: number,
  width: number,
  taps: (index: number, from: number, to: number) => Taps,
): Tensor {
  const [, , oldHeight, oldWidth] = x.shape.map(Number);
  const sizes = [oldHeight, oldWidth, height, width];
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 1)) {
    throw new NetworkError(`expected sizes of at least 1 to resize between, found ${sizes.join(', ')}`);
  }
  if (oldHeight === height && oldWidth === width) return x;
  const matrix = (from: number, to: number): Tensor => {
    const values = new Float64Array(to * from);
    for (let index = 0; index < to; index++) {
      for (const [place, weight] of taps(index, from, to)) values[index * from + place] += weight;
    }
    return constant(values, [to, from]);
  };
  return resample(x, matrix(oldHeight, height), matrix(oldWidth, width));
}

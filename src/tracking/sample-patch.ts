/** A square part of a frame at any place and scale, by bilinear interpolation; beyond the frame its border goes on. */
import type { PlanarPatch } from './features/feature-extractor.ts';

/** A part of a frame that was read: its corner in the frame, and its planes. */
export interface FrameCrop extends PlanarPatch {
  readonly x: number;
  readonly y: number;
}

/** A square in a frame, in pixels; the middle of the top left pixel is at 0, 0. */
export interface FrameSquare {
  readonly centreX: number;
  readonly centreY: number;
  readonly side: number;
}

/** Where samples along one axis come from. */
interface Line {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly share: Float32Array;
}

/**
 * Resamples a square to `pixels` x `pixels`. Where that shrinks it to half or less, several samples a pixel are averaged.
 *
 * @param crop must cover what of the square lies in the frame. @param into where samples are written, if not to a fresh array.
 */
export function samplePatch(
  crop: FrameCrop,
  square: FrameSquare,
  pixels: number,
  into?: Float32Array,
): PlanarPatch {
  const { planes, width, height } = crop;
  const fold = Math.max(1, Math.floor(square.side / pixels));
  const across = lineOf(square.centreX - crop.x, square.side, pixels * fold, width);
  const down = lineOf(square.centreY - crop.y, square.side, pixels * fold, height);
  const data = into ?? new Float32Array(planes * pixels * pixels);
  for (let plane = 0; plane < planes; plane++) {
    const from = crop.data.subarray(plane * width * height, (plane + 1) * width * height);
    const own = data.subarray(plane * pixels * pixels, (plane + 1) * pixels * pixels);
    if (fold === 1) sampleRows(from, width, across, down, own);
    else {
      const fine = new Float32Array((pixels * fold) ** 2);
      sampleRows(from, width, across, down, fine);
      averageFolds(fine, fold, pixels, own);
    }
  }
  return { planes, width: pixels, height: pixels, data };
}

function lineOf(centre: number, side: number, samples: number, length: number): Line {
  const first = new Int32Array(samples);
  const second = new Int32Array(samples);
  const share = new Float32Array(samples);
  const last = length - 1;
  for (let index = 0; index < samples; index++) {
    const place = Math.min(last, Math.max(0, centre + ((index + 0.5) / samples - 0.5) * side));
    first[index] = Math.floor(place);
    second[index] = Math.min(last, first[index] + 1);
    share[index] = place - first[index];
  }
  return { first, second, share };
}

function sampleRows(from: Float32Array, width: number, across: Line, down: Line, into: Float32Array): void {
  const [columns, rows] = [across.share.length, down.share.length];
  const { first, second, share } = across;
  // Rows of the crop, resampled along the row; the two that were needed last are at hand.
  let [upper, lower] = [new Float32Array(columns), new Float32Array(columns)];
  let [upperRow, lowerRow] = [-1, -1];
  const resampleRow = (row: number, line: Float32Array): void => {
    const start = row * width;
    for (let column = 0; column < columns; column++) {
      const left = from[start + first[column]];
      line[column] = left + share[column] * (from[start + second[column]] - left);
    }
  };
  for (let row = 0; row < rows; row++) {
    if (down.first[row] === lowerRow) {
      [upper, lower] = [lower, upper];
      [upperRow, lowerRow] = [lowerRow, -1];
    }
    if (down.first[row] !== upperRow) {
      upperRow = down.first[row];
      resampleRow(upperRow, upper);
    }
    if (down.second[row] !== lowerRow) {
      lowerRow = down.second[row];
      resampleRow(lowerRow, lower);
    }
    const below = down.share[row];
    const to = row * columns;
    for (let column = 0; column < columns; column++) {
      into[to + column] = upper[column] + below * (lower[column] - upper[column]);
    }
  }
}

function averageFolds(fine: Float32Array, fold: number, pixels: number, into: Float32Array): void {
  for (let row = 0; row < pixels; row++) {
    for (let column = 0; column < pixels; column++) {
      let sum = 0;
      for (let y = row * fold; y < (row + 1) * fold; y++) {
        for (let x = column * fold; x < (column + 1) * fold; x++) sum += fine[y * pixels * fold + x];
      }
      into[row * pixels + column] = sum / (fold * fold);
    }
  }
}

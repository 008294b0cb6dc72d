/** A few rows of a cube on their way to the graphics card, and the values that are computed of them on the way. */
import type { HeldCube } from '../engine/contract.ts';
import { type CameraResponse, reprojectionMap, spectralAngleMap } from '../engine/library.ts';

/** What goes into the texture beside the cube; see the shader. */
export interface Extras {
  /** Interleaved RGBA, one a held pixel. */
  readonly packed: Float32Array;
  readonly largestError: number;
}

/** What the values beside the cube are computed from. */
export interface ExtrasSource {
  readonly response?: CameraResponse | undefined;
  /** Planar linear photo. */
  readonly rgb?: Float32Array | undefined;
  readonly truth?: HeldCube | undefined;
}

/** Every `step`-th pixel of every `step`-th row, planar [planes, rows, columns]; y and rows count held rows. */
export function gatherRows(
  data: Float32Array,
  planes: number,
  picture: { readonly width: number; readonly height: number },
  step: number,
  y: number,
  rows: number,
): Float32Array {
  const { width, height } = picture;
  const columns = Math.ceil(width / step);
  const block = new Float32Array(planes * rows * columns);
  let to = 0;
  for (let plane = 0; plane < planes; plane++) {
    for (let row = y; row < y + rows; row++) {
      const from = plane * width * height + row * step * width;
      if (step === 1) {
        block.set(data.subarray(from, from + width), to);
        to += width;
      } else {
        for (let x = 0; x < width; x += step) block[to++] = data[from + x];
      }
    }
  }
  return block;
}

/** The values beside a block of the cube. */
export function extrasOf(
  block: Float32Array,
  cube: HeldCube,
  { response, rgb, truth }: ExtrasSource,
  step: number,
  y: number,
  rows: number,
): Extras {
  const pixels = block.length / cube.bands;
  const packed = new Float32Array(4 * pixels);
  const errors =
    response === undefined || rgb === undefined
      ? undefined
      : reprojectionMap(block, gatherRows(rgb, 3, cube, step, y, rows), response);
  const angles =
    truth === undefined
      ? undefined
      : spectralAngleMap({
          truth: gatherRows(truth.data, truth.bands, cube, step, y, rows),
          estimate: block,
          bands: cube.bands,
        });
  let largestError = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const error = errors === undefined ? 0 : errors[pixel];
    if (error > largestError) largestError = error;
    const angle = angles === undefined ? Number.NaN : angles[pixel];
    packed[4 * pixel] = 1024 * error;
    packed[4 * pixel + 1] = Number.isNaN(angle) ? -1 : angle;
    packed[4 * pixel + 3] = 1;
  }
  return { packed, largestError };
}

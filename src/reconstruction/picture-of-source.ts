/**
 * A picture of a cube that may be larger than memory: rows are read, projected and let go.
 */
import type { CubeSource } from '../cube/cube-source.ts';
import { type RowBlockOptions, rowBlocks } from '../cube/row-blocks.ts';
import { linearRgbImage, toSrgbImage, type LinearRgbImage, type SrgbImage } from '../spectra/srgb.ts';
import { SimulationError } from './simulate.ts';

/** Planar [bands, pixels] to planar linear [3, pixels]. */
export type SpectraToRgb = (spectra: Float32Array) => Float32Array;

/** How a picture is made. */
export interface PictureOptions extends Omit<RowBlockOptions, 'window'> {
  /** Factor on all values, positive; 1 unless given. */
  readonly exposure?: number;
  /** Told after each block how many rows are done. */
  readonly onRows?: (done: number, total: number) => void;
}

/** A picture for looking at, and how much of the scene did not fit into it. */
export interface ShownPicture {
  readonly picture: SrgbImage;
  /** Share of the pixels, 0..1, with a channel below 0 or above 1 by more than half a step of 8 bits. */
  readonly clippedShare: number;
}

/** Half a step of 8 bits in the steepest part of the sRGB curve. */
const TOLERANCE = 0.5 / 255 / 12.92;

/**
 * Renders a cube row by row as sRGB bytes; holds 3 bytes a pixel and one block of rows.
 *
 * @throws SimulationError if the exposure is not positive. @throws CubeError if the file is not what it says.
 */
export async function showSource(
  source: CubeSource,
  project: SpectraToRgb,
  options: PictureOptions = {},
): Promise<ShownPicture> {
  const { width, height } = source;
  const data = new Uint8Array(3 * width * height);
  let clipped = 0;
  await projectRows(source, project, options, (y, rows, rgb) => {
    data.set(toSrgbImage(linearRgbImage(width, rows, rgb)).data, 3 * y * width);
    clipped += countOutside(rgb, rows * width);
  });
  return { picture: { kind: 'srgb', width, height, data }, clippedShare: clipped / (width * height) };
}

/**
 * Projects a cube row by row to linear light; holds 12 bytes a pixel and one block of rows. Nothing is clipped.
 *
 * @throws SimulationError if the exposure is not positive. @throws CubeError if the file is not what it says.
 */
export async function projectSource(
  source: CubeSource,
  project: SpectraToRgb,
  options: PictureOptions = {},
): Promise<LinearRgbImage> {
  const { width, height } = source;
  const data = new Float32Array(3 * width * height);
  await projectRows(source, project, options, (y, rows, rgb) => {
    for (let channel = 0; channel < 3; channel++) {
      const plane = rgb.subarray(channel * rows * width, (channel + 1) * rows * width);
      data.set(plane, (channel * height + y) * width);
    }
  });
  return linearRgbImage(width, height, data);
}

async function projectRows(
  source: CubeSource,
  project: SpectraToRgb,
  { exposure = 1, onRows, ...reading }: PictureOptions,
  take: (y: number, rows: number, rgb: Float32Array) => void,
): Promise<void> {
  if (!(Number.isFinite(exposure) && exposure > 0)) {
    throw new SimulationError(`expected a positive exposure, found ${exposure}`);
  }
  for await (const { y, rows, data } of rowBlocks(source, reading)) {
    const rgb = project(data);
    if (exposure !== 1) {
      for (let index = 0; index < rgb.length; index++) rgb[index] *= exposure;
    }
    take(y, rows, rgb);
    onRows?.(y + rows, source.height);
  }
}

/**
 * Share of the pixels, 0..1, that a picture file of 8 bits or more would clip: a channel below 0 or above 1
 * by more than rounding to 8 bits takes.
 *
 * @param rgb planar [3, pixels], linear.
 */
export function shareOutside(rgb: Float32Array): number {
  const pixels = rgb.length / 3;
  return countOutside(rgb, pixels) / Math.max(1, pixels);
}

function countOutside(rgb: Float32Array, pixels: number): number {
  let count = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    if (leaves(rgb[pixel]) || leaves(rgb[pixels + pixel]) || leaves(rgb[2 * pixels + pixel])) count++;
  }
  return count;
}

/** Whether a channel cannot be shown; true for not-a-number. */
function leaves(linear: number): boolean {
  return !(linear >= -TOLERANCE && linear <= 1 + TOLERANCE);
}

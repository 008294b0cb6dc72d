/**
 * sRGB as in IEC 61966-2-1: the matrix from XYZ, the transfer curve, and two image types that cannot be
 * mistaken for each other (linear light and encoded bytes).
 */
import { SpectraError } from './spectra-error.ts';

/**
 * XYZ (Y of white = 1, white D65) to linear sRGB, 3 x 3 row-major.
 * Source: IEC 61966-2-1:1999, the matrix printed to four decimals.
 */
export const XYZ_TO_LINEAR_SRGB: readonly number[] = Object.freeze([
  3.2406, -1.5372, -0.4986, -0.9689, 1.8758, 0.0415, 0.0557, -0.204, 1.057,
]);

/** Linear light, planar `[3, height, width]`, channels R, G, B, white = 1; values may leave 0..1. */
export interface LinearRgbImage {
  readonly kind: 'linear-rgb';
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** sRGB-encoded bytes, interleaved `[height, width, 3]`, channels R, G, B. */
export interface SrgbImage {
  readonly kind: 'srgb';
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * Encodes linear light with the sRGB curve.
 *
 * @param linear linear value, white = 1; the straight part of the curve goes on below 0.
 * @returns encoded value, white = 1.
 * Source: IEC 61966-2-1, 5.2.
 */
export function encodeSrgb(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}

/**
 * Undoes the sRGB curve.
 *
 * @param encoded encoded value, white = 1; the straight part of the curve goes on below 0.
 * @returns linear value, white = 1.
 * Source: IEC 61966-2-1, 5.2.
 */
export function decodeSrgb(encoded: number): number {
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}

/**
 * Declares planar samples to be linear light.
 *
 * @param data planar `[3, height, width]`, kept, not copied.
 * @throws SpectraError if the sizes are not positive integers or do not fit the samples.
 */
export function linearRgbImage(width: number, height: number, data: Float32Array): LinearRgbImage {
  checkSize(width, height, data.length);
  return { kind: 'linear-rgb', width, height, data };
}

/**
 * Encodes linear light as sRGB bytes, for looking at.
 *
 * @param image linear light, planar; what lies below 0 becomes 0 and what lies above 1 becomes 255, as a
 * byte can hold no more; not-a-number becomes 0.
 * @returns interleaved bytes, rounded to nearest.
 * @throws SpectraError if the size does not fit the samples.
 */
export function toSrgbImage(image: LinearRgbImage): SrgbImage {
  const { width, height, data } = image;
  checkSize(width, height, data.length);
  const pixels = width * height;
  const bytes = new Uint8Array(3 * pixels);
  for (let channel = 0; channel < 3; channel++) {
    const plane = channel * pixels;
    for (let pixel = 0; pixel < pixels; pixel++) bytes[3 * pixel + channel] = srgbByte(data[plane + pixel]);
  }
  return { kind: 'srgb', width, height, data: bytes };
}

/** Linear values from which on the bytes 1, 2, ... 255 are the nearest; the last stands for none. */
const THRESHOLDS = Float64Array.from({ length: 256 }, (_, byte) =>
  byte === 255 ? Number.POSITIVE_INFINITY : decodeSrgb((byte + 0.5) / 255),
);
/** Steps of linear light so fine that a byte at the start of each is at most one below that within it. */
const STEPS = 4096;
const FIRST_BYTE = Uint8Array.from({ length: STEPS }, (_, step) =>
  Math.round(255 * encodeSrgb(step / STEPS)),
);

/** 255 encodeSrgb(linear), rounded to a byte; not-a-number gives 0. */
function srgbByte(linear: number): number {
  if (!(linear > 0)) return 0;
  if (linear >= 1) return 255;
  let byte = FIRST_BYTE[Math.floor(linear * STEPS)];
  while (linear >= THRESHOLDS[byte]) byte++;
  return byte;
}

/**
 * Undoes the sRGB curve of a whole picture.
 *
 * @param image interleaved bytes.
 * @returns planar linear light in 0..1.
 * @throws SpectraError if the size does not fit the samples.
 */
export function toLinearRgbImage(image: SrgbImage): LinearRgbImage {
  const { width, height, data } = image;
  checkSize(width, height, data.length);
  const table = Float64Array.from({ length: 256 }, (_, byte) => decodeSrgb(byte / 255));
  const pixels = width * height;
  const linear = new Float32Array(3 * pixels);
  for (let channel = 0; channel < 3; channel++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      linear[channel * pixels + pixel] = table[data[3 * pixel + channel]];
    }
  }
  return { kind: 'linear-rgb', width, height, data: linear };
}

function checkSize(width: number, height: number, samples: number): void {
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) {
    throw new SpectraError(`expected a picture of at least 1 x 1 pixel, found ${width} x ${height}`);
  }
  if (samples !== 3 * width * height) {
    throw new SpectraError(
      `expected ${3 * width * height} samples for ${width} x ${height} pixels of 3 channels, found ${samples}`,
    );
  }
}

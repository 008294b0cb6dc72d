/**
 * Pictures in linear light that are read window by window, and their form as plain data, which other threads can
 * take: decoded samples (8 or 16 bit) through a lookup table, or linear light as it is.
 */
import { SpectraliftError } from '../errors.ts';
import { decodeSrgb } from '../spectra/srgb.ts';

/** A window that is not inside its picture. */
export class PictureError extends SpectraliftError {
  readonly _tag = 'PictureError';
}

/** A rectangle of pixels; column `x` and row `y` count from 0. */
export interface PictureWindow {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A picture in linear light; a decoded photo is one. */
export interface LinearPicture {
  readonly width: number;
  readonly height: number;
  /**
   * Linear light of a window, planar [3, height, width].
   *
   * @param into where it is written, if not to a fresh array. @throws PictureError outside the picture.
   */
  readWindow(window: PictureWindow, into?: Float32Array): Float32Array;
  /** What the picture is read from. */
  readonly data: PictureData;
}

/** How samples relate to light: through the sRGB curve (IEC 61966-2-1), or proportional to it. */
export type PhotoEncoding = 'srgb' | 'linear';

/** A picture as plain data: decoded samples, interleaved, or linear light, planar [3, height, width]. */
export type PictureData =
  | {
      readonly kind: 'samples';
      readonly width: number;
      readonly height: number;
      readonly samples: Uint8Array | Uint8ClampedArray | Uint16Array;
      readonly encoding: PhotoEncoding;
    }
  | {
      readonly kind: 'linear';
      readonly width: number;
      readonly height: number;
      readonly values: Float32Array;
    };

/** The picture that data holds. */
export function pictureOf(data: PictureData): LinearPicture {
  const { width, height } = data;
  const read = data.kind === 'samples' ? samplesReader(data) : linearReader(data);
  return {
    width,
    height,
    data,
    readWindow: (window, into = new Float32Array(3 * window.width * window.height)) => {
      checkWindow(window, width, height);
      read(window, into);
      return into;
    },
  };
}

/** A picture held in memory as planar linear RGB [3, height, width]. */
export function memoryPicture(values: Float32Array, width: number, height: number): LinearPicture {
  return pictureOf({ kind: 'linear', width, height, values });
}

type Reader = (window: PictureWindow, linear: Float32Array) => void;

function samplesReader({ samples, encoding, width }: PictureData & { readonly kind: 'samples' }): Reader {
  const table = linearLightTable(samples instanceof Uint16Array ? 16 : 8, encoding);
  return (window, linear) => {
    const plane = window.width * window.height;
    let target = 0;
    for (let row = window.y; row < window.y + window.height; row++) {
      let source = 3 * (row * width + window.x);
      for (let column = 0; column < window.width; column++) {
        linear[target] = table[samples[source]];
        linear[plane + target] = table[samples[source + 1]];
        linear[2 * plane + target] = table[samples[source + 2]];
        source += 3;
        target++;
      }
    }
  };
}

function linearReader({ values, width, height }: PictureData & { readonly kind: 'linear' }): Reader {
  return (window, linear) => {
    for (let line = 0; line < 3 * window.height; line++) {
      const [channel, y] = [Math.floor(line / window.height), line % window.height];
      const from = (channel * height + window.y + y) * width + window.x;
      linear.set(values.subarray(from, from + window.width), line * window.width);
    }
  };
}

/** Linear light in 0..1 for every sample value. */
function linearLightTable(bitDepth: 8 | 16, encoding: PhotoEncoding): Float32Array {
  const largest = bitDepth === 16 ? 65535 : 255;
  const decode = encoding === 'srgb' ? decodeSrgb : (value: number) => value;
  return Float32Array.from({ length: largest + 1 }, (_, value) => decode(value / largest));
}

function checkWindow(window: PictureWindow, width: number, height: number): void {
  const { x, y } = window;
  const inside =
    [x, y, window.width, window.height].every(Number.isInteger) &&
    x >= 0 &&
    y >= 0 &&
    window.width >= 1 &&
    window.height >= 1 &&
    x + window.width <= width &&
    y + window.height <= height;
  if (!inside) {
    throw new PictureError(
      `expected a window inside ${width} x ${height} pixels, found ${window.width} x ${window.height} at ${x},${y}`,
    );
  }
}

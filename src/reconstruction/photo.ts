/**
 * A photo in memory: the decoded samples as they are (8 or 16 bit, interleaved), turned into linear light a
 * window at a time through a lookup table. A 12-megapixel photo is 36 MB this way instead of 144 MB.
 */
import { SpectraliftError } from '../errors.ts';
import {
  type LinearPicture,
  type PhotoEncoding,
  type PictureData,
  type PictureWindow,
  pictureOf,
} from './linear-picture.ts';

/** A photo that cannot be read, or that is not what a reconstruction needs. */
export class PhotoError extends SpectraliftError {
  readonly _tag = 'PhotoError';
}

/** How samples relate to light: through the sRGB curve (IEC 61966-2-1), or proportional to it. */
export type { PhotoEncoding } from './linear-picture.ts';

/** What the camera wrote about itself into the file; absent where it wrote nothing. */
export interface PhotoExif {
  readonly make?: string;
  readonly model?: string;
  readonly software?: string;
}

/** The parts that {@link createPhoto} needs. */
export interface PhotoParts {
  readonly width: number;
  readonly height: number;
  /** `3 * width * height` samples, interleaved red, green, blue, rows from the top. */
  readonly samples: Uint8Array | Uint8ClampedArray | Uint16Array;
  readonly encoding: PhotoEncoding;
  readonly exif?: PhotoExif;
  /** What was done to the file on the way here, in words for the person who gave it. */
  readonly notes?: readonly string[];
}

/** A decoded photo. */
export interface Photo extends LinearPicture {
  readonly width: number;
  readonly height: number;
  readonly channels: 3;
  readonly bitDepth: 8 | 16;
  readonly encoding: PhotoEncoding;
  readonly exif: PhotoExif;
  /** Remarks in words: what was dropped or converted, and what limits the result. */
  readonly notes: readonly string[];
  /** Linear value of a clipped sample: a channel at or above it is only a lower bound. */
  readonly clippedLevel: 1;
  /** Share of the pixels that are clipped, 0..1, in red, green and blue. */
  readonly clippedShare: readonly [number, number, number];
  /** Linear light in 0..1 of some whole rows, planar [3, rows, width]. @throws PictureError outside the photo. */
  readRows(y: number, rows: number): Float32Array;
  /** Linear light in 0..1 of a window, planar [3, height, width]. @throws PictureError outside the photo. */
  readWindow(window: PictureWindow, into?: Float32Array): Float32Array;
  readonly data: PictureData;
}

/** Shares below this are not worth a remark. */
const REMARKABLE_SHARE = 0.001;
const CHANNEL_NAMES = ['red', 'green', 'blue'] as const;

/**
 * Makes a photo of decoded samples, which it keeps without a copy.
 *
 * Adds remarks about clipped channels, black pixels, and a photo without any colour.
 *
 * @throws PhotoError if the size is not positive or does not fit the number of samples.
 */
export function createPhoto(parts: PhotoParts): Photo {
  const { width, height, samples, encoding } = parts;
  if (!(Number.isInteger(width) && Number.isInteger(height) && width >= 1 && height >= 1)) {
    throw new PhotoError(
      `expected a width and height that are positive integers, found ${width} x ${height}`,
    );
  }
  if (samples.length !== 3 * width * height) {
    throw new PhotoError(
      `expected ${3 * width * height} samples for ${width} x ${height} x 3, found ${samples.length}`,
    );
  }
  const bitDepth = samples instanceof Uint16Array ? 16 : 8;
  const census = countExtremes(samples, bitDepth === 16 ? 65535 : 255);

  const data: PictureData = { kind: 'samples', width, height, samples, encoding };
  const { readWindow } = pictureOf(data);

  return {
    width,
    height,
    channels: 3,
    bitDepth,
    encoding,
    exif: parts.exif ?? {},
    notes: [...(parts.notes ?? []), ...census.notes],
    clippedLevel: 1,
    clippedShare: census.clippedShare,
    readRows: (y, rows) => readWindow({ x: 0, y, width, height: rows }),
    readWindow,
    data,
  };
}

/** One pass over the samples: which share is clipped or black, and whether there is any colour at all. */
function countExtremes(
  samples: Uint8Array | Uint8ClampedArray | Uint16Array,
  largest: number,
): { clippedShare: [number, number, number]; notes: string[] } {
  let red = 0;
  let green = 0;
  let blue = 0;
  let black = 0;
  let coloured = 0;
  for (let index = 0; index < samples.length; index += 3) {
    const r = samples[index];
    const g = samples[index + 1];
    const b = samples[index + 2];
    if (r === largest) red++;
    if (g === largest) green++;
    if (b === largest) blue++;
    if (r !== g || g !== b) coloured++;
    else if (r === 0) black++;
  }
  const pixels = samples.length / 3;
  const clippedShare: [number, number, number] = [red / pixels, green / pixels, blue / pixels];
  const notes: string[] = [];
  const clipped = CHANNEL_NAMES.map((name, channel) => ({ name, share: clippedShare[channel] }))
    .filter(({ share }) => share >= REMARKABLE_SHARE)
    .map(({ name, share }) => `${percent(share)} in ${name}`);
  if (clipped.length > 0) {
    notes.push(`clipped pixels: ${clipped.join(', ')}; their true values are only known to be higher`);
  }
  if (black / pixels >= REMARKABLE_SHARE) {
    notes.push(`${percent(black / pixels)} of the pixels are black and hold no spectral information`);
  }
  if (coloured === 0) {
    notes.push('every pixel is grey: nothing but the prior decides the shape of the spectra');
  }
  return { clippedShare, notes };
}

/** "13 %", "2.1 %" or "0.1 %". */
function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

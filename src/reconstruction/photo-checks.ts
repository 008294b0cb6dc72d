/** What photos are refused for, and what is said of how they were decoded: the same words in Node and in a browser. */
import { PhotoError } from './photo.ts';

/** Formats that are read, for messages. */
export const PHOTO_FORMAT_NAMES = 'JPEG, PNG, TIFF, WebP or AVIF';

/** 16383 x 16383: 768 MiB of 8-bit samples, far above any camera and low enough for a laptop. */
export const LARGEST_PIXEL_COUNT = 16383 * 16383;

/**
 * So many pixels are decoded whatever the size of the file; larger photos must have a byte for each
 * {@link MOST_PIXELS_A_BYTE}. A file of one kilobyte could claim all of the pixels above and keep the decoder busy for
 * seconds.
 */
const UNPROVEN_PIXELS = 2 ** 24;
/** What deflate, in PNG and TIFF, makes of a byte at most (RFC 1951); a photo in any format is far from it. */
const MOST_PIXELS_A_BYTE = 1032;

/**
 * Networks look at a pixel's surroundings and the response estimator at the differences between pixels; a
 * photo of one pixel, row or column has neither.
 */
const SMALLEST_SIDE = 2;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** @throws PhotoError if a file has no bytes. */
export function checkNotEmpty(bytes: number, name: string): void {
  if (bytes === 0) throw new PhotoError(`${name}: expected an image, found an empty file`);
}

/**
 * @param bytes size of the file.
 * @throws PhotoError if a photo has fewer than 2 x 2 or more than 268 million pixels, or more than its bytes can hold.
 */
export function checkPhotoSize({ width, height }: Size, bytes: number, name: string): void {
  const pixels = width * height;
  if (pixels > LARGEST_PIXEL_COUNT) {
    throw new PhotoError(
      `${name}: expected at most ${megapixels(LARGEST_PIXEL_COUNT)} megapixels, found ${width} x ${height} = ${megapixels(pixels)} megapixels`,
      { hint: 'crop or downsize it first' },
    );
  }
  if (width < SMALLEST_SIDE || height < SMALLEST_SIDE) {
    throw new PhotoError(
      `${name}: expected at least ${SMALLEST_SIDE} x ${SMALLEST_SIDE} pixels, found ${width} x ${height}`,
      { hint: 'a spectrum is estimated from a pixel and its surroundings' },
    );
  }
  if (pixels <= Math.max(UNPROVEN_PIXELS, MOST_PIXELS_A_BYTE * bytes)) return;
  throw new PhotoError(
    `${name}: expected at least ${Math.ceil(pixels / MOST_PIXELS_A_BYTE)} bytes for ${width} x ${height} pixels, found ${bytes}`,
    { hint: 'the file is truncated or damaged: copy or export it again' },
  );
}

/** A file of a format that is not read. */
export function otherFormat(found: string, name: string): PhotoError {
  return new PhotoError(`${name}: expected ${PHOTO_FORMAT_NAMES}, found ${found}`, {
    hint: 'convert it to PNG or TIFF first',
  });
}

/** A file that is no picture, or whose header cannot be read. */
export function noImage(found: string, name: string, cause?: unknown): PhotoError {
  return new PhotoError(`${name}: expected an image (${PHOTO_FORMAT_NAMES}), found ${found}`, { cause });
}

/** A picture without colours. @param channels without transparency. */
export function greyPhoto(channels: number, name: string): PhotoError {
  return new PhotoError(
    `${name}: expected a colour photo with 3 channels, found a grey one with ${channels}`,
    {
      hint: 'a grey photo holds no information about the spectrum',
    },
  );
}

/** A picture of printing inks. */
export function cmykPhoto(name: string): PhotoError {
  return new PhotoError(`${name}: expected red, green and blue, found CMYK`, {
    hint: 'convert it to RGB first, with the printing profile that it was made for',
  });
}

/** Samples that are neither 8 nor 16 bits. */
export function wrongSamples(found: string, name: string): PhotoError {
  return new PhotoError(`${name}: expected samples of 8 or 16 bits, found ${found}`, {
    hint: 'scale it to 0..65535, save it as a 16-bit TIFF, and give --linear if it is proportional to light',
  });
}

/** Another colour space than RGB. */
export function wrongColours(found: string, name: string): PhotoError {
  return new PhotoError(`${name}: expected red, green and blue, found colour space ${found}`, {
    hint: 'convert it to RGB first',
  });
}

/** A picture whose samples are not all there. */
export function damagedPhoto(reason: string, name: string, cause?: unknown): PhotoError {
  return new PhotoError(`${name}: expected a whole picture, found damaged or missing data (${reason})`, {
    hint: 'the file is truncated or corrupt: copy or export it again',
    cause,
  });
}

/** What happened to the samples on the way, in words. */
export function decodingNotes(about: {
  readonly profile: 'none' | 'converted' | 'damaged' | 'not applied';
  readonly alpha: 'none' | 'colours kept' | 'colours lost';
  readonly pages: number;
}): string[] {
  const notes: string[] = [];
  if (about.profile === 'not applied') {
    notes.push('embedded ICC profile not applied, since the samples are declared linear');
  } else if (about.profile === 'damaged') {
    notes.push('embedded ICC profile is damaged: samples taken as sRGB');
  } else if (about.profile === 'converted') {
    notes.push('embedded ICC profile converted to sRGB');
  }
  if (about.alpha === 'colours kept') {
    notes.push('alpha channel dropped; the colours under it are used as they are');
  } else if (about.alpha === 'colours lost') {
    notes.push(
      'alpha channel dropped; where it lets through, browsers round colours, and give black for none',
    );
  }
  if (about.pages > 1) notes.push(`first of ${about.pages} pages or frames used`);
  return notes;
}

function megapixels(pixels: number): string {
  return Math.round(pixels / 1e6).toString();
}

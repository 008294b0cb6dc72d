/**
 * Photo files to samples: JPEG, PNG, TIFF, WebP and AVIF through sharp. Everything that can be refused is
 * refused from the header, before a pixel is decoded or a large buffer allocated.
 */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import sharp, { type Metadata, type OutputInfo } from 'sharp';
import { createPhoto, type Photo, PhotoError, type PhotoExif } from '../photo.ts';
import { readExif } from './read-exif.ts';

/** Formats that are read, by the names that sharp gives them. */
const FORMATS = new Set(['jpeg', 'png', 'tiff', 'webp', 'heif']);
const FORMAT_NAMES = 'JPEG, PNG, TIFF, WebP or AVIF';

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

/** What the header of a photo says, after orientation. */
export interface PhotoHeader {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 8 | 16;
  readonly format: string;
  readonly hasProfile: boolean;
  readonly hasAlpha: boolean;
  /** Number of frames or pages; only the first is read. */
  readonly pages: number;
  readonly exif: PhotoExif;
}

/**
 * Reads the header of a photo and refuses what cannot be reconstructed; decodes no pixels.
 *
 * @throws PhotoError if the file is missing, empty or no image; if its format is not JPEG, PNG, TIFF, WebP or
 * AVIF; if it is grey, CMYK or not RGB; if its samples are not 8 or 16 bit integers; if it has fewer than
 * 2 x 2 or more than 268 million pixels, or more than its bytes can hold.
 */
export async function readPhotoHeader(path: string): Promise<PhotoHeader> {
  const name = basename(path);
  const size = await fileSize(path, name);
  if (size === 0) {
    throw new PhotoError(`${name}: expected an image, found an empty file`);
  }
  const metadata = await readMetadata(path, name);
  if (!FORMATS.has(metadata.format) || (metadata.format === 'heif' && metadata.compression !== 'av1')) {
    const found = metadata.format === 'heif' ? 'HEIC' : metadata.format.toUpperCase();
    throw new PhotoError(`${name}: expected ${FORMAT_NAMES}, found ${found}`, {
      hint: 'convert it to PNG or TIFF first',
    });
  }
  checkColours(metadata, name);
  const { width, height } = metadata.autoOrient;
  if (width * height > LARGEST_PIXEL_COUNT) {
    throw new PhotoError(
      `${name}: expected at most ${megapixels(LARGEST_PIXEL_COUNT)} megapixels, found ${width} x ${height} = ${megapixels(width * height)} megapixels`,
      { hint: 'crop or downsize it first' },
    );
  }
  if (width < SMALLEST_SIDE || height < SMALLEST_SIDE) {
    throw new PhotoError(
      `${name}: expected at least ${SMALLEST_SIDE} x ${SMALLEST_SIDE} pixels, found ${width} x ${height}`,
      { hint: 'a spectrum is estimated from a pixel and its surroundings' },
    );
  }
  checkBytes(size, metadata, name);
  return {
    width,
    height,
    bitDepth: metadata.depth === 'ushort' ? 16 : 8,
    format: metadata.format === 'heif' ? 'avif' : metadata.format,
    hasProfile: metadata.hasProfile,
    hasAlpha: metadata.hasAlpha,
    pages: metadata.pages ?? 1,
    exif: metadata.exif === undefined ? {} : readExif(metadata.exif),
  };
}

/**
 * Decodes a photo: orientation applied, embedded ICC profile converted to sRGB, alpha dropped; 16-bit files
 * stay 16 bit. Everything that was done to the samples is said in `notes`.
 *
 * With `linear` the samples are taken as proportional to light: no curve is undone and no profile applied.
 *
 * @throws PhotoError as {@link readPhotoHeader} does, and if the file is truncated or damaged.
 */
export async function decodePhoto(path: string, options: { readonly linear?: boolean } = {}): Promise<Photo> {
  const header = await readPhotoHeader(path);
  const linear = options.linear ?? false;
  const wanted = header.hasProfile && !linear;
  const first = await decodeSamples(path, header, wanted);
  const invalid = wanted && first.warnings.some((warning) => /profile/i.test(warning));
  const { data, info } = invalid ? await decodeSamples(path, header, false) : first;
  return createPhoto({
    width: info.width,
    height: info.height,
    samples: sharedSamples(data, header.bitDepth === 16),
    encoding: linear ? 'linear' : 'srgb',
    exif: header.exif,
    notes: describe(header, linear, invalid),
  });
}

/** Interleaved samples as bytes, upright, and what the decoder warned of. */
async function decodeSamples(
  path: string,
  header: PhotoHeader,
  applyProfile: boolean,
): Promise<{ data: Buffer; info: OutputInfo; warnings: string[] }> {
  const deep = header.bitDepth === 16;
  const warnings: string[] = [];
  const pipeline = sharp(path, {
    failOn: 'error',
    limitInputPixels: LARGEST_PIXEL_COUNT,
    ignoreIcc: !applyProfile,
    autoOrient: true,
  });
  pipeline.on('warning', (warning: string) => warnings.push(warning));
  pipeline.removeAlpha().toColourspace(deep ? 'rgb16' : 'srgb');
  if (deep && applyProfile) {
    pipeline.withIccProfile('srgb'); // sharp alone converts 16-bit pictures to Display P3 only
  }
  try {
    const decoded = await pipeline
      .raw({ depth: deep ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { ...decoded, warnings };
  } catch (cause) {
    throw new PhotoError(
      `${basename(path)}: expected a whole picture, found damaged or missing data (${reason(cause)})`,
      { hint: 'the file is truncated or corrupt: copy or export it again', cause },
    );
  }
}

/** What happened to the samples on the way, in words. */
function describe(header: PhotoHeader, linear: boolean, invalidProfile: boolean): string[] {
  const notes: string[] = [];
  if (header.hasProfile && linear) {
    notes.push('embedded ICC profile not applied, since the samples are declared linear');
  } else if (invalidProfile) {
    notes.push('embedded ICC profile is damaged: samples taken as sRGB');
  } else if (header.hasProfile) {
    notes.push('embedded ICC profile converted to sRGB');
  }
  if (header.hasAlpha) {
    notes.push('alpha channel dropped; the colours under it are used as they are');
  }
  if (header.pages > 1) {
    notes.push(`first of ${header.pages} pages or frames used`);
  }
  return notes;
}

async function fileSize(path: string, name: string): Promise<number> {
  try {
    const found = await stat(path);
    if (!found.isFile()) {
      throw new PhotoError(
        `${name}: expected a photo file, found ${found.isDirectory() ? 'a folder' : 'no regular file'}`,
      );
    }
    return found.size;
  } catch (cause) {
    if (cause instanceof PhotoError) throw cause;
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new PhotoError(
      missing
        ? `${path}: expected a photo, found no such file`
        : `${path}: cannot be read (${reason(cause)})`,
      { cause },
    );
  }
}

async function readMetadata(path: string, name: string): Promise<Metadata> {
  try {
    return await sharp(path, { limitInputPixels: false }).metadata();
  } catch (cause) {
    const found = /unsupported image format/.test(reason(cause))
      ? 'no image'
      : `a damaged file (${reason(cause)})`;
    throw new PhotoError(`${name}: expected an image (${FORMAT_NAMES}), found ${found}`, { cause });
  }
}

function checkColours(metadata: Metadata, name: string): void {
  const { space, depth, channels } = metadata;
  if (space === 'b-w' || space === 'grey16' || channels < 3) {
    throw new PhotoError(
      `${name}: expected a colour photo with 3 channels, found a grey one with ${metadata.hasAlpha ? channels - 1 : channels}`,
      { hint: 'a grey photo holds no information about the spectrum' },
    );
  }
  if (space === 'cmyk') {
    throw new PhotoError(`${name}: expected red, green and blue, found CMYK`, {
      hint: 'convert it to RGB first, with the printing profile that it was made for',
    });
  }
  if (depth !== 'uchar' && depth !== 'ushort') {
    throw new PhotoError(`${name}: expected samples of 8 or 16 bits, found ${depth}`, {
      hint: 'scale it to 0..65535, save it as a 16-bit TIFF, and give --linear if it is proportional to light',
    });
  }
  if (space !== 'srgb' && space !== 'rgb' && space !== 'rgb16') {
    throw new PhotoError(`${name}: expected red, green and blue, found colour space ${space}`, {
      hint: 'convert it to RGB first',
    });
  }
}

/** @throws PhotoError if a file is too small for the pixels that it claims. */
function checkBytes(size: number, { width, height }: Metadata, name: string): void {
  const pixels = width * height;
  if (pixels <= Math.max(UNPROVEN_PIXELS, MOST_PIXELS_A_BYTE * size)) return;
  throw new PhotoError(
    `${name}: expected at least ${Math.ceil(pixels / MOST_PIXELS_A_BYTE)} bytes for ${width} x ${height} pixels, found ${size}`,
    { hint: 'the file is truncated or damaged: copy or export it again' },
  );
}

/** The samples on memory that threads can share; the decoder's own buffer is let go. */
function sharedSamples(bytes: Buffer, deep: boolean): Uint8Array | Uint16Array {
  const memory = new SharedArrayBuffer(bytes.byteLength);
  new Uint8Array(memory).set(bytes);
  return deep ? new Uint16Array(memory) : new Uint8Array(memory);
}

/** First line of an error's message. */
function reason(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.split('\n', 1)[0].replace(/^Input file /, '');
}

function megapixels(pixels: number): string {
  return Math.round(pixels / 1e6).toString();
}

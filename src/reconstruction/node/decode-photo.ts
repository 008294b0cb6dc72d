/**
 * Photo files to samples: JPEG, PNG, TIFF, WebP and AVIF through sharp. Everything that can be refused is
 * refused from the header, before a pixel is decoded or a large buffer allocated.
 */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import sharp, { type Metadata, type OutputInfo } from 'sharp';
import { createPhoto, type Photo, PhotoError, type PhotoExif } from '../photo.ts';
import {
  checkNotEmpty,
  checkPhotoSize,
  cmykPhoto,
  damagedPhoto,
  decodingNotes,
  greyPhoto,
  LARGEST_PIXEL_COUNT,
  noImage,
  otherFormat,
  wrongColours,
  wrongSamples,
} from '../photo-checks.ts';
import { readExif } from '../read-exif.ts';

/** A photo file: by its path, or as bytes in memory with the name that messages give it. */
export type PhotoFile = string | { readonly bytes: Uint8Array; readonly name: string };

/** Formats that are read, by the names that sharp gives them. */
const FORMATS = new Set(['jpeg', 'png', 'tiff', 'webp', 'heif']);

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
export async function readPhotoHeader(file: PhotoFile): Promise<PhotoHeader> {
  const name = nameOf(file);
  const size = typeof file === 'string' ? await fileSize(file, name) : file.bytes.length;
  checkNotEmpty(size, name);
  const metadata = await readMetadata(file, name);
  if (!FORMATS.has(metadata.format) || (metadata.format === 'heif' && metadata.compression !== 'av1')) {
    throw otherFormat(metadata.format === 'heif' ? 'HEIC' : metadata.format.toUpperCase(), name);
  }
  checkColours(metadata, name);
  const { width, height } = metadata.autoOrient;
  checkPhotoSize({ width, height }, size, name);
  return {
    width,
    height,
    bitDepth: metadata.depth === 'ushort' ? 16 : 8,
    format: metadata.format === 'heif' ? 'avif' : metadata.format,
    hasProfile: metadata.hasProfile,
    hasAlpha: metadata.hasAlpha,
    pages: metadata.pages ?? 1,
    exif: metadata.exif === undefined ? {} : readExif(metadata.exif).exif,
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
export async function decodePhoto(
  file: PhotoFile,
  options: { readonly linear?: boolean } = {},
): Promise<Photo> {
  const header = await readPhotoHeader(file);
  const linear = options.linear ?? false;
  const wanted = header.hasProfile && !linear;
  const first = await decodeSamples(file, header, wanted);
  const invalid = wanted && first.warnings.some((warning) => /profile/i.test(warning));
  const { data, info } = invalid ? await decodeSamples(file, header, false) : first;
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
  file: PhotoFile,
  header: PhotoHeader,
  applyProfile: boolean,
): Promise<{ data: Buffer; info: OutputInfo; warnings: string[] }> {
  const deep = header.bitDepth === 16;
  const warnings: string[] = [];
  const pipeline = sharp(sourceOf(file), {
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
    throw damagedPhoto(reason(cause), nameOf(file), cause);
  }
}

/** What happened to the samples on the way, in words. */
function describe({ hasProfile, hasAlpha, pages }: PhotoHeader, linear: boolean, invalidProfile: boolean) {
  const applied = linear ? 'not applied' : invalidProfile ? 'damaged' : 'converted';
  return decodingNotes({
    profile: hasProfile ? applied : 'none',
    alpha: hasAlpha ? 'colours kept' : 'none',
    pages,
  });
}

function nameOf(file: PhotoFile): string {
  return typeof file === 'string' ? basename(file) : file.name;
}

/** What sharp reads. */
function sourceOf(file: PhotoFile): string | Uint8Array {
  return typeof file === 'string' ? file : file.bytes;
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

async function readMetadata(file: PhotoFile, name: string): Promise<Metadata> {
  try {
    return await sharp(sourceOf(file), { limitInputPixels: false }).metadata();
  } catch (cause) {
    const found = /unsupported image format/.test(reason(cause))
      ? 'no image'
      : `a damaged file (${reason(cause)})`;
    throw noImage(found, name, cause);
  }
}

function checkColours({ space, depth, channels, hasAlpha }: Metadata, name: string): void {
  if (space === 'b-w' || space === 'grey16' || channels < 3) {
    throw greyPhoto(hasAlpha ? channels - 1 : channels, name);
  }
  if (space === 'cmyk') throw cmykPhoto(name);
  if (depth !== 'uchar' && depth !== 'ushort') throw wrongSamples(depth, name);
  if (space !== 'srgb' && space !== 'rgb' && space !== 'rgb16') throw wrongColours(space, name);
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
  return message.split('\n', 1)[0].replace(/^Input (?:file|buffer) /, '');
}

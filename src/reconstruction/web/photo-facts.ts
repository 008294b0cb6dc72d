/** What the first bytes of a photo file say, read by a few lines a format, so that much is refused before it is decoded. */
import { noImage, otherFormat } from '../photo-checks.ts';
import { avifFacts } from './avif-facts.ts';
import { BrokenHeader } from './broken-header.ts';
import { jpegFacts } from './jpeg-facts.ts';
import { type PngFacts, pngFacts } from './png-facts.ts';
import { webpFacts } from './webp-facts.ts';

/** What a photo file says of itself. Sizes are those stored, before the picture is turned upright. */
export interface PhotoFacts {
  readonly format: 'jpeg' | 'png' | 'webp' | 'avif';
  readonly width: number;
  readonly height: number;
  readonly colours: 'rgb' | 'grey' | 'cmyk';
  /** Bits of a sample. */
  readonly bits: number;
  readonly hasAlpha: boolean;
  readonly hasProfile: boolean;
  /** The EXIF block, from its TIFF header on. */
  readonly exif?: Uint8Array;
  /** Frames; only the first is read. */
  readonly pages: number;
  /** What is missing of the file, if something is. */
  readonly missing?: string;
}

/** Formats by their first bytes. */
export type PhotoFormat = PhotoFacts['format'] | 'tiff';

/**
 * Which format the bytes are of.
 *
 * @throws PhotoError if it is another picture format or none.
 */
export function photoFormat(bytes: Uint8Array, name: string): PhotoFormat {
  const starts = (...start: readonly number[]): boolean =>
    start.every((byte, index) => bytes[index] === byte);
  const word = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (starts(0xff, 0xd8, 0xff)) return 'jpeg';
  if (starts(0x89, 0x50, 0x4e, 0x47)) return 'png';
  if (starts(0x49, 0x49, 42, 0) || starts(0x4d, 0x4d, 0, 42)) return 'tiff';
  if (starts(0x49, 0x49, 43, 0) || starts(0x4d, 0x4d, 0, 43)) return 'tiff';
  if (word(0) === 'RIFF' && word(8) === 'WEBP') return 'webp';
  if (word(0) === 'GIF8') throw otherFormat('GIF', name);
  if (starts(0x42, 0x4d)) throw otherFormat('BMP', name);
  if (word(4) === 'ftyp') {
    const brands = Array.from({ length: 12 }, (_, index) => word(8 + 4 * index));
    if (brands.includes('avif') || brands.includes('avis')) return 'avif';
    throw otherFormat(/^(hei|hev|mif)/.test(brands[0]) ? 'HEIC' : `a file of the kind '${brands[0]}'`, name);
  }
  throw noImage('no image', name);
}

/** Reads what a file of a format says. @throws PhotoError if its header is damaged; what is missing behind it is told. */
export function photoFacts(
  format: PhotoFacts['format'],
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
): PhotoFacts | PngFacts {
  try {
    return READERS[format](bytes);
  } catch (cause) {
    // A file that ends within its header reads beyond its bytes.
    if (cause instanceof RangeError || cause instanceof BrokenHeader) {
      throw noImage(`a damaged file (${cause.message.toLowerCase()})`, name, cause);
    }
    throw cause;
  }
}

const READERS: Readonly<Record<PhotoFacts['format'], (bytes: Uint8Array<ArrayBuffer>) => PhotoFacts>> = {
  jpeg: jpegFacts,
  png: pngFacts,
  webp: webpFacts,
  avif: avifFacts,
};

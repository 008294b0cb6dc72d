/** The chunks of a PNG file. Source: W3C, "Portable Network Graphics (PNG) Specification (Third Edition)". */
import { crc32 } from '../../cube/formats/png-bands/png-header.ts';
import { BrokenHeader, viewOf, wordAt } from './broken-header.ts';
import type { PhotoFacts } from './photo-facts.ts';

/** What a PNG file says, with what its samples are unpacked by. */
export interface PngFacts extends PhotoFacts {
  /** Colour type 2 or 6, not interlaced: samples that our own reader unpacks. */
  readonly plain: boolean;
  /** Samples that a pixel has in the packed rows of a plain picture. */
  readonly channels: 3 | 4;
  /** Where the chunk with the EXIF block begins and ends. */
  readonly exifChunk?: readonly [from: number, to: number];
  /** Packed samples. */
  readonly packed: readonly Uint8Array<ArrayBuffer>[];
}

/** What a PNG file says. @throws BrokenHeader or RangeError if its header is none. */
export function pngFacts(bytes: Uint8Array<ArrayBuffer>): PngFacts {
  const view = viewOf(bytes);
  if (view.getUint32(8) !== 13 || wordAt(bytes, 12) !== 'IHDR') throw new BrokenHeader('no header chunk');
  if (crc32(bytes.subarray(12, 29)) !== view.getUint32(29))
    throw new BrokenHeader('a header with a wrong check sum');
  const [bits, colour, , , interlace] = bytes.subarray(24, 29);
  const packed: Uint8Array<ArrayBuffer>[] = [];
  let [hasProfile, hasAlpha, pages] = [false, colour === 4 || colour === 6, 1];
  let exif: Uint8Array | undefined;
  let exifChunk: readonly [number, number] | undefined;
  let missing: string | undefined = 'it ends too early';
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const kind = wordAt(bytes, at + 4);
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (at + 12 + length > bytes.length) break;
    if (kind === 'IDAT') {
      packed.push(data);
      if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length)) {
        missing = 'a check sum is wrong';
        break;
      }
    } else if (kind === 'iCCP' || kind === 'cICP') hasProfile = true;
    else if (kind === 'tRNS') hasAlpha = true;
    else if (kind === 'eXIf') {
      exif = data;
      exifChunk = [at, at + 12 + length];
    } else if (kind === 'acTL' && length >= 8) pages = Math.max(1, view.getUint32(at + 8));
    else if (kind === 'IEND') {
      missing = undefined;
      break;
    }
    at += 12 + length;
  }
  return {
    format: 'png',
    width: view.getUint32(16),
    height: view.getUint32(20),
    colours: colour === 0 || colour === 4 ? 'grey' : 'rgb',
    bits: bits === 16 ? 16 : 8,
    hasAlpha,
    hasProfile,
    ...(exif === undefined ? {} : { exif }),
    pages,
    ...(missing === undefined ? {} : { missing }),
    plain: (colour === 2 || colour === 6) && (bits === 8 || bits === 16) && interlace === 0,
    channels: colour === 6 ? 4 : 3,
    ...(exifChunk === undefined ? {} : { exifChunk }),
    packed,
  };
}

/** The few EXIF fields that say which camera took a photo, and which way is up. */
import parseExif from 'exif-reader';
import type { PhotoExif } from './photo.ts';

/** What is read of an EXIF block. */
export interface ExifFacts {
  readonly exif: PhotoExif;
  /** 1..8: which way the stored rows and columns lie; 1 where nothing says so. */
  readonly orientation: number;
}

/**
 * Make, model, software and orientation of an EXIF block; nothing where the block is damaged, since nothing but
 * the automatic choice of the camera rests on the names.
 *
 * Source: CIPA DC-008-2012 (EXIF 2.3), tags 0x010F, 0x0110, 0x0112, 0x0131.
 */
export function readExif(block: Uint8Array): ExifFacts {
  try {
    const image = parseExif(new ExifBytes(block) as unknown as Parameters<typeof parseExif>[0]).Image;
    const make = text(image?.Make);
    const model = text(image?.Model);
    const software = text(image?.Software);
    const turned: unknown = image?.Orientation;
    return {
      exif: {
        ...(make === undefined ? {} : { make }),
        ...(model === undefined ? {} : { model }),
        ...(software === undefined ? {} : { software }),
      },
      orientation: typeof turned === 'number' && turned >= 1 && turned <= 8 ? turned : 1,
    };
  } catch {
    return { exif: {}, orientation: 1 };
  }
}

/** Bytes with the methods that the parser calls of those that Node's own have and a browser's have not. */
class ExifBytes extends Uint8Array {
  readonly #view = new DataView(this.buffer, this.byteOffset, this.byteLength);

  override toString(_encoding?: string, start = 0, end = this.length): string {
    let result = '';
    for (const byte of this.subarray(start, end)) result += String.fromCharCode(byte & 0x7f);
    return result;
  }

  readInt8 = (at: number): number => this.#view.getInt8(at);
  readUInt16LE = (at: number): number => this.#view.getUint16(at, true);
  readUInt16BE = (at: number): number => this.#view.getUint16(at);
  readInt16LE = (at: number): number => this.#view.getInt16(at, true);
  readInt16BE = (at: number): number => this.#view.getInt16(at);
  readUInt32LE = (at: number): number => this.#view.getUint32(at, true);
  readUInt32BE = (at: number): number => this.#view.getUint32(at);
  readInt32LE = (at: number): number => this.#view.getInt32(at, true);
  readInt32BE = (at: number): number => this.#view.getInt32(at);
}

/** The printable part of a text field, or undefined if nothing is left. */
function text(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const printable = value
    .replace(/[^\x20-\x7e\u00a0-\u024f]+/g, ' ')
    .trim()
    .slice(0, 120);
  return printable === '' ? undefined : printable;
}

/**
 * What a PNG file says of itself, checked before anything is unpacked. Source: W3C, "Portable Network Graphics
 * (PNG) Specification (Third Edition)". Bands are grey, 8 or 16 bits, not interlaced; everything else is refused.
 */
import type { ByteSource } from '../../files/byte-source.ts';
import { CubeError } from '../../spectral-cube.ts';

/** Size and depth of a grey picture. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly depth: 8 | 16;
}

/** A chunk within the bytes of a file. */
export interface PngChunk {
  readonly type: string;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Bytes of the signature and the first chunk, which is the header. */
export const PNG_HEADER_BYTES = 33;

export const PNG_SIGNATURE: Uint8Array = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** What each colour type of the specification is, for messages. */
const COLOUR_TYPES: Readonly<Record<number, string>> = {
  0: 'grey',
  2: 'colour (3 channels)',
  3: 'colour from a palette',
  4: 'grey with transparency',
  6: 'colour with transparency',
};

/**
 * Reads the header of a PNG file.
 *
 * @throws CubeError unless it is a grey picture of 8 or 16 bits that is not interlaced.
 */
export async function readPngHeader(file: ByteSource): Promise<PngHeader> {
  const bytes = new Uint8Array(await file.read(0, Math.min(PNG_HEADER_BYTES, file.size)));
  const found = (what: string, hint = ''): CubeError =>
    new CubeError(`expected a grey PNG file of 8 or 16 bits, found ${what} in ${file.name}`, { hint });
  if (bytes.length < PNG_HEADER_BYTES || PNG_SIGNATURE.some((byte, index) => bytes[index] !== byte)) {
    throw found('another file');
  }
  const view = new DataView(bytes.buffer);
  if (
    view.getUint32(8) !== 13 ||
    chunkType(bytes, 8) !== 'IHDR' ||
    view.getUint32(29) !== crc32(bytes.subarray(12, 29))
  ) {
    throw found('a damaged header');
  }
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const [depth, colour, compression, filter, interlace] = bytes.subarray(24, 29);
  if (colour !== 0) {
    throw found(
      COLOUR_TYPES[colour] ?? `colour type ${colour}`,
      'a folder of bands has one grey picture a band',
    );
  }
  if (depth !== 8 && depth !== 16) throw found(`${depth} bits`);
  if (interlace !== 0) throw found('an interlaced one', 'save it without interlacing');
  if (compression !== 0 || filter !== 0) throw found(`compression ${compression}, filter ${filter}`);
  if (width < 1 || height < 1 || width >= 2 ** 31 || height >= 2 ** 31)
    throw found(`${width} x ${height} pixels`);
  return { width, height, depth };
}

/** The chunks of a whole file. @throws CubeError if one ends beyond the file, or the last is missing. */
export function pngChunks(bytes: Uint8Array<ArrayBuffer>, name: string): PngChunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: PngChunk[] = [];
  for (let at = PNG_SIGNATURE.length; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = chunkType(bytes, at);
    if (at + 12 + length > bytes.length) break;
    chunks.push({ type, data: bytes.subarray(at + 8, at + 8 + length) });
    if (type === 'IEND') return chunks;
    at += 12 + length;
  }
  throw new CubeError(
    `expected a whole PNG file in ${name}, found one that cannot be decoded: it ends too early`,
    {
      hint: 'copy or download it again',
    },
  );
}

function chunkType(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at + 4, at + 8));
}

/** The remainder of every byte, as the specification's annex D tabulates it. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++)
    remainder = remainder & 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1;
  return remainder;
});

/** The check sum of a chunk's type and data. */
export function crc32(bytes: Uint8Array): number {
  let remainder = 0xffffffff;
  for (const byte of bytes) remainder = CRC_TABLE[(remainder ^ byte) & 0xff] ^ (remainder >>> 8);
  return (remainder ^ 0xffffffff) >>> 0;
}

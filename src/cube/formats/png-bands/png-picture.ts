/**
 * Grey PNG pictures, unpacked and packed. Read by our own few lines because no library can be held to a size: the
 * unpacked bytes are counted as they come, and only as many rows as are wanted are unpacked.
 */
import type { ByteSource } from '../../files/byte-source.ts';
import { checkWholeSamples, type ReadLimits } from '../../files/read-limits.ts';
import { CubeError } from '../../spectral-cube.ts';
import { DEFLATE_RATIO, deflate, inflate, withinMemory } from '../deflate.ts';
import { formatCount, HOST_IS_LITTLE_ENDIAN, swapBytes } from '../raw/sample-type.ts';
import { paethLine, unfilterLine } from './png-filters.ts';
import { crc32, PNG_SIGNATURE, type PngHeader, pngChunks } from './png-header.ts';

/** Stored numbers of a picture, row by row. */
export type PngSamples = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/**
 * Unpacks the first rows of a picture.
 *
 * @param rows how many; all of them are checked against the picture's check sum, fewer are not.
 * @throws CubeError if the file is damaged, or more than the header says.
 */
export async function readPngRows(
  file: ByteSource,
  header: PngHeader,
  rows: number,
  limits: ReadLimits,
): Promise<PngSamples> {
  const { width, height, depth } = header;
  const { name } = file;
  checkWholeSamples([height, width], limits, name);
  const lineBytes = 1 + (width * depth) / 8;
  const mostBytes = 2 * height * lineBytes + limits.textBytes;
  if (file.size > mostBytes) {
    throw new CubeError(
      `expected at most ${formatCount(mostBytes)} bytes for ${width} x ${height} pixels, found ${formatCount(file.size)} in ${name}`,
    );
  }
  const chunks = pngChunks(new Uint8Array(await file.read(0, file.size)), name);
  const packed = chunks.flatMap(({ type, data }) => (type === 'IDAT' ? [data] : []));
  const packedBytes = packed.reduce((sum, { length }) => sum + length, 0);
  if (packedBytes * DEFLATE_RATIO < height * lineBytes) {
    throw new CubeError(
      `expected packed samples of ${width} x ${height} pixels, found ${formatCount(packedBytes)} bytes in ${name}, which cannot hold them`,
    );
  }
  return withinMemory(name, () => unpackRows(packed, header, rows, name));
}

async function unpackRows(
  packed: readonly Uint8Array<ArrayBuffer>[],
  { width, height, depth }: PngHeader,
  rows: number,
  name: string,
): Promise<PngSamples> {
  const lineBytes = 1 + (width * depth) / 8;
  const most = rows * lineBytes;
  const lines = await inflate(packed, { most, prefix: rows < height, name });
  if (lines.length < most) {
    throw new CubeError(
      `expected ${height} rows of ${width} pixels in ${name}, found a picture that cannot be decoded: it has ${formatCount(lines.length)} of ${formatCount(most)} bytes`,
    );
  }
  return unfilter(lines, lineBytes, depth, name);
}

function unfilter(
  lines: Uint8Array<ArrayBuffer>,
  lineBytes: number,
  depth: 8 | 16,
  name: string,
): PngSamples {
  const rows = lines.length / lineBytes;
  const rowBytes = lineBytes - 1;
  const samples = new Uint8Array(rows * rowBytes);
  let above: Uint8Array = new Uint8Array(rowBytes);
  for (let row = 0; row < rows; row++) {
    const from = row * lineBytes;
    const line = samples.subarray(row * rowBytes, (row + 1) * rowBytes);
    line.set(lines.subarray(from + 1, from + lineBytes));
    if (!unfilterLine(lines[from], line, above, depth / 8)) {
      throw new CubeError(`expected a filter among 0..4 in row ${row} of ${name}, found ${lines[from]}`);
    }
    above = line;
  }
  if (depth === 8) return samples;
  if (HOST_IS_LITTLE_ENDIAN) swapBytes(samples, 2);
  return new Uint16Array(samples.buffer);
}

/**
 * A grey PNG file, every row filtered with Paeth's guess.
 *
 * @param samples most significant byte first where `depth` is 16.
 */
export async function encodePng(samples: Uint8Array, header: PngHeader): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height, depth } = header;
  const rowBytes = (width * depth) / 8;
  const lines = new Uint8Array(height * (rowBytes + 1));
  let above: Uint8Array = new Uint8Array(rowBytes);
  for (let row = 0; row < height; row++) {
    const line = samples.subarray(row * rowBytes, (row + 1) * rowBytes);
    const to = row * (rowBytes + 1);
    lines[to] = 4;
    paethLine(lines.subarray(to + 1, to + 1 + rowBytes), line, above, depth / 8);
    above = line;
  }
  const size = new Uint8Array(13);
  const view = new DataView(size.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  view.setUint8(8, depth);
  const chunks = [chunk('IHDR', size), chunk('IDAT', await deflate(lines)), chunk('IEND', new Uint8Array(0))];
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, PNG_SIGNATURE.length));
  bytes.set(PNG_SIGNATURE);
  let at = PNG_SIGNATURE.length;
  for (const part of chunks) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

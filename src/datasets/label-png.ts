/**
 * Label maps as PNG files: a number a pixel in grey, in the index of a palette, or in a colour. The bytes are counted
 * as they are unpacked, so that no file takes more memory than its header says.
 */
import type { ByteSource } from '../cube/files/byte-source.ts';
import { checkWholeSamples, type ReadLimits } from '../cube/files/read-limits.ts';
import { inflate } from '../cube/formats/deflate.ts';
import { unfilterLine } from '../cube/formats/png-bands/png-filters.ts';
import { PNG_SIGNATURE, pngChunks } from '../cube/formats/png-bands/png-header.ts';
import { formatCount } from '../cube/formats/raw/sample-type.ts';
import { DatasetError } from './dataset.ts';
import type { StoredLabels } from './label-map.ts';

/** Channels of the colour types that hold labels. */
const CHANNELS: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
]);

/** Most pixels of a label map, and so of one that a small file claims: far above any camera of a set. */
const MOST_PIXELS = 2 ** 26;

interface LabelPngHeader {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly channels: number;
}

/**
 * Reads the numbers of a label picture: grey levels and palette indices as they are, colours as
 * `red * 65536 + green * 256 + blue`.
 *
 * @throws DatasetError if it is no PNG file, has transparency, is interlaced, its colours have 16 bits, or it has more
 * than 67 million pixels.
 * @throws CubeError if the file is damaged or larger than the limits allow.
 */
export async function readLabelPng(file: ByteSource, limits: ReadLimits): Promise<StoredLabels> {
  const header = await readHeader(file);
  const { width, height, depth, channels } = header;
  checkWholeSamples([height, width, channels], limits, file.name);
  if (width * height > MOST_PIXELS) {
    throw new DatasetError(
      `expected a label map of at most ${formatCount(MOST_PIXELS)} pixels, found ${width} x ${height} in ${file.name}`,
    );
  }
  const rowBytes = Math.ceil((width * depth * channels) / 8);
  const most = height * (rowBytes + 1);
  // What deflate adds to samples that do not shrink is far below this, and so is text in a label map.
  const mostBytes = 2 * most + limits.textBytes;
  if (file.size > mostBytes) {
    throw new DatasetError(
      `expected at most ${formatCount(mostBytes)} bytes for ${width} x ${height} labels, found ${formatCount(file.size)} in ${file.name}`,
    );
  }
  const chunks = pngChunks(new Uint8Array(await file.read(0, file.size)), file.name);
  const packed = chunks.flatMap(({ type, data }) => (type === 'IDAT' ? [data] : []));
  const lines = await inflate(packed, { most, name: file.name });
  if (lines.length < most) {
    throw new DatasetError(
      `expected ${height} rows of ${width} labels in ${file.name}, found ${formatCount(lines.length)} of ${formatCount(most)} bytes`,
    );
  }
  return { width, height, stored: unpackLines(lines, header, rowBytes, file.name) };
}

async function readHeader(file: ByteSource): Promise<LabelPngHeader> {
  const bytes = new Uint8Array(await file.read(0, Math.min(33, file.size)));
  const found = (what: string): DatasetError =>
    new DatasetError(`expected a label map as a PNG file, found ${what} in ${file.name}`);
  if (bytes.length < 33 || PNG_SIGNATURE.some((byte, index) => bytes[index] !== byte))
    throw found('another file');
  const view = new DataView(bytes.buffer);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const [depth, colour, , , interlace] = bytes.subarray(24, 29);
  const channels = CHANNELS.get(colour);
  if (channels === undefined) throw found('a picture with transparency');
  if (interlace !== 0) throw found('an interlaced picture');
  const depths = colour === 0 ? [1, 2, 4, 8, 16] : colour === 2 ? [8] : [1, 2, 4, 8];
  if (!depths.includes(depth)) throw found(`${depth} bits a sample`);
  if (width < 1 || height < 1 || width >= 2 ** 31 || height >= 2 ** 31)
    throw found(`${width} x ${height} pixels`);
  return { width, height, depth, channels };
}

function unpackLines(
  lines: Uint8Array,
  { width, height, depth, channels }: LabelPngHeader,
  rowBytes: number,
  name: string,
): Uint8Array | Uint16Array | Uint32Array {
  const pixelBytes = Math.max(1, (depth * channels) / 8);
  const stored =
    channels === 3
      ? new Uint32Array(width * height)
      : depth === 16
        ? new Uint16Array(width * height)
        : new Uint8Array(width * height);
  let above: Uint8Array = new Uint8Array(rowBytes);
  for (let row = 0; row < height; row++) {
    const from = row * (rowBytes + 1);
    const line = lines.subarray(from + 1, from + 1 + rowBytes);
    if (!unfilterLine(lines[from], line, above, pixelBytes)) {
      throw new DatasetError(`expected a filter among 0..4 in row ${row} of ${name}, found ${lines[from]}`);
    }
    for (let column = 0; column < width; column++) {
      stored[row * width + column] = numberAt(line, column, depth, channels);
    }
    above = line;
  }
  return stored;
}

function numberAt(line: Uint8Array, column: number, depth: number, channels: number): number {
  if (channels === 3) return line[3 * column] * 65536 + line[3 * column + 1] * 256 + line[3 * column + 2];
  if (depth === 8) return line[column];
  if (depth === 16) return line[2 * column] * 256 + line[2 * column + 1];
  const bit = column * depth;
  return (line[bit >> 3] >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
}

/**
 * Small data sets in the published layouts, generated: for tests of what is found, read and checked. Paths to bytes,
 * as `memoryFiles` takes them; `writeTree` puts them on a disk.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import h5wasm from 'h5wasm/node';
import sharp from 'sharp';
import { crc32, PNG_SIGNATURE } from '../src/cube/formats/png-bands/png-header.ts';
import type { DatasetContext } from '../src/datasets/dataset.ts';
import { readPicture } from '../src/datasets/node/read-picture.ts';
import { startHdf5Here } from './start-hdf5-here.ts';

/** Contents of files by path. */
export type Tree = Map<string, Uint8Array<ArrayBuffer>>;

/** Reads pictures and HDF5 files in memory. */
export const MEMORY_CONTEXT: DatasetContext = {
  startHdf5: startHdf5Here,
  readPicture: async (source) => readPicture(new Uint8Array(await source.read(0, source.size)), source.name),
};

/** Puts a tree on the disk. */
export async function writeTree(folder: string, tree: Tree): Promise<void> {
  for (const [path, bytes] of tree) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

export function text(content: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(content);
}

/** How the samples of a PNG file are stored. */
export interface PngForm {
  readonly width: number;
  readonly height: number;
  readonly depth: 1 | 2 | 4 | 8 | 16;
  /** Colour type of the specification: 0 grey, 2 colour, 3 palette, 6 colour with transparency. */
  readonly colour?: 0 | 2 | 3 | 6;
  readonly interlaced?: boolean;
}

/** A PNG file without filters; `at` gives each stored sample. */
export function png(
  { width, height, depth, colour = 0, interlaced = false }: PngForm,
  at: (column: number, row: number, channel: number) => number,
): Uint8Array<ArrayBuffer> {
  const channels = colour === 2 ? 3 : colour === 6 ? 4 : 1;
  const rowBytes = Math.ceil((width * channels * depth) / 8);
  const lines = new Uint8Array(height * (rowBytes + 1));
  for (let row = 0; row < height; row++) {
    const line = lines.subarray(row * (rowBytes + 1) + 1, (row + 1) * (rowBytes + 1));
    for (let index = 0; index < width * channels; index++) {
      const value = at(Math.floor(index / channels), row, index % channels);
      if (depth === 16) line.set([value >> 8, value & 255], 2 * index);
      else line[(index * depth) >> 3] |= value << (8 - depth - ((index * depth) & 7));
    }
  }
  const size = new Uint8Array(13);
  new DataView(size.buffer).setUint32(0, width);
  new DataView(size.buffer).setUint32(4, height);
  size.set([depth, colour, 0, 0, interlaced ? 1 : 0], 8);
  const palette = Uint8Array.from({ length: 768 }, (_, index) => index % 251);
  return join8([
    PNG_SIGNATURE,
    chunk('IHDR', size),
    ...(colour === 3 ? [chunk('PLTE', palette.subarray(0, 3 * 2 ** depth))] : []),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  new DataView(bytes.buffer).setUint32(0, data.length);
  bytes.set(text(type), 4);
  bytes.set(data, 8);
  new DataView(bytes.buffer).setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

function join8(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A JPEG photo of some colours that depend on `seed`. */
export async function jpeg(width: number, height: number, seed = 0): Promise<Uint8Array<ArrayBuffer>> {
  const samples = Uint8Array.from(
    { length: 3 * width * height },
    (_, index) => 40 + ((index * (7 + seed) + seed * 31) % 180),
  );
  const bytes = await sharp(samples, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
  return new Uint8Array(bytes);
}

/** A variable of a MATLAB file: sizes along its axes, and its numbers with the first axis fastest. */
export interface MatVariable {
  readonly name: string;
  readonly shape: readonly number[];
  readonly numbers: ArrayLike<number>;
}

/** A MATLAB 5 file with variables of doubles, not packed, as `save -v6` writes it. */
export function mat5(variables: readonly MatVariable[]): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(128).fill(0x20);
  header.set(text('MATLAB 5.0 MAT-file'));
  new DataView(header.buffer).setUint16(124, 0x0100, true);
  header.set(text('IM'), 126);
  return join8([header, ...variables.map(matrix)]);
}

/**
 * A MATLAB 7.3 file as the HDF5 library writes it: axes in reverse, packed in pieces, doubles unless `counts` asks for
 * 16-bit numbers.
 */
export async function mat73(
  variables: readonly MatVariable[],
  { counts = false } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  await h5wasm.ready;
  const folder = await mkdtemp(join(tmpdir(), 'spectralift-'));
  try {
    const path = join(folder, 'scene.mat');
    const file = new h5wasm.File(path, 'w');
    for (const { name, shape, numbers } of variables) {
      const small = counts && shape.length === 3;
      file
        .create_dataset({
          name,
          shape: shape.toReversed(),
          data: small ? Uint16Array.from(numbers) : Float64Array.from(numbers),
          chunks: shape.toReversed().map((size) => Math.ceil(size / 2)),
          compression: 3,
        })
        ?.create_attribute('MATLAB_class', small ? 'uint16' : 'double');
    }
    file.close();
    return new Uint8Array(await readFile(path));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function matrix({ name, shape, numbers }: MatVariable): Uint8Array {
  return element(14, [
    element(6, [Uint32Array.of(6, 0)]), // class double, no flags
    element(5, [Int32Array.from(shape)]),
    element(1, [text(name)]),
    element(9, [Float64Array.from(numbers)]),
  ]);
}

function element(
  type: number,
  parts: readonly (Uint8Array | Uint32Array | Int32Array | Float64Array)[],
): Uint8Array {
  const data = join8(
    parts.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
  );
  const bytes = new Uint8Array(8 + Math.ceil(data.length / 8) * 8);
  new DataView(bytes.buffer).setUint32(0, type, true);
  new DataView(bytes.buffer).setUint32(4, data.length, true);
  bytes.set(data, 8);
  return bytes;
}

/** Sample of a generated scene in 0..1: smooth in all directions, another scene for another seed. */
export function sceneSample(column: number, row: number, band: number, seed = 0): number {
  return 0.3 + 0.2 * Math.sin((column + 2 * row) / 9 + seed) + 0.1 * Math.cos(band / 5 + row / 17 + seed);
}

/** A cube of 31 bands as MATLAB keeps it: rows fastest, then columns, then bands. */
export function matCube(name: string, rows: number, columns: number, at: typeof sceneSample): MatVariable {
  const numbers = Float64Array.from({ length: rows * columns * 31 }, (_, index) => {
    const [row, rest] = [index % rows, Math.floor(index / rows)];
    return at(rest % columns, row, Math.floor(rest / columns));
  });
  return { name, shape: [rows, columns, 31], numbers };
}

/** A CAVE scene of 31 grey 16-bit pictures; `at` gives samples in 0..1. */
export function caveScene(
  name: string,
  { width, height }: { readonly width: number; readonly height: number },
  at: typeof sceneSample = sceneSample,
): Tree {
  const band = (index: number): Uint8Array<ArrayBuffer> =>
    png({ width, height, depth: 16 }, (column, row) => Math.round(65535 * at(column, row, index)));
  return new Map(
    Array.from({ length: 31 }, (_, index) => [
      `${name}_ms/${name}_ms_${String(index + 1).padStart(2, '0')}.png`,
      band(index),
    ]),
  );
}

/** Several trees in one. */
export function together(...trees: readonly Tree[]): Tree {
  return new Map(trees.flatMap((tree) => [...tree]));
}

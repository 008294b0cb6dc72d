/**
 * Writes a cube as a MATLAB 7.3 file: an HDF5 file behind 512 bytes that say what it is, with the variables `cube`,
 * `bands` and our description. The file is put together here, so that a cube of any size is written with one band in
 * memory, in Node and in a browser alike. Samples stand as one stretch, or packed in pieces.
 */
import type { CubeSink, CubeSource } from '../../cube-source.ts';
import type { OutputFile, OutputFiles } from '../../files/output-files.ts';
import type { CubeHeader } from '../../spectral-cube.ts';
import { formatCubeDescription } from '../cube-description.ts';
import { type StoreOptions, scaleFactorOf, withEnding } from '../cube-format.ts';
import { deflate } from '../deflate.ts';
import {
  byColumns,
  cubeVariable,
  DESCRIPTION_VARIABLE,
  MATLAB_AXES,
  matlabShape,
  plainJson,
  WAVELENGTHS_VARIABLE,
} from '../matlab-names.ts';
import { checkScaleFactor, clampNotes } from '../raw/raw-writer.ts';
import { encodeSamples, SAMPLE_BYTES, type SampleType } from '../raw/sample-type.ts';
import { bandPlanes, createSpooledSink } from '../spooled-sink.ts';
import { hdf5Start, pieceTree, type StoredPiece, type WrittenDataset } from './hdf5-structure.ts';

/** Bytes before the HDF5 file. */
const USER_BLOCK = 512;

/** Most rows and columns of a packed piece: a window is unpacked without much around it. */
const PIECE_SIDE = 128;

/** The class that MATLAB gives to numbers of each type. */
function matlabClass(type: SampleType): string {
  return type === 'float32' ? 'single' : type === 'float64' ? 'double' : type;
}

/**
 * Opens a MATLAB 7.3 file for writing.
 *
 * @throws CubeError if the options cannot be.
 * @throws FileError if an output exists and may not be replaced, or its folder is missing or not writable.
 */
export async function createMat73Sink(
  outputs: OutputFiles,
  name: string,
  header: CubeHeader,
  options: StoreOptions,
): Promise<CubeSink> {
  checkScaleFactor(scaleFactorOf(options));
  const variable = cubeVariable(options);
  const file = await outputs.create(withEnding(name, ['.mat', '.h5', '.hdf5']));
  return createSpooledSink(header, outputs, (cube) => writeMat73(file, cube, variable, options));
}

async function writeMat73(
  file: OutputFile,
  cube: CubeSource,
  variable: string,
  options: StoreOptions,
): Promise<readonly string[]> {
  const { dataType = 'float32', compress = false } = options;
  const scaleFactor = scaleFactorOf(options);
  const shape = matlabShape(cube).toReversed();
  const tail = new Tail(file);
  const described = (place: WrittenDataset['place'], bands: number, text: number, letters: number) => [
    dataset(variable, dataType, shape, place),
    dataset(WAVELENGTHS_VARIABLE, 'float64', [cube.bands, 1], { address: bands, bytes: 8 * cube.bands }),
    dataset(DESCRIPTION_VARIABLE, 'uint16', [letters, 1], { address: text, bytes: 2 * letters }, 'char'),
  ];
  const chunk = pieceShape(cube);
  const nowhere = compress ? { tree: 0, chunk } : { address: 0, bytes: 0 };
  tail.end = hdf5Start(described(nowhere, 0, 0, 0), 0, 0).length;

  const bands = await tail.add(doubles(cube.wavelengths));
  let clampedSamples = 0;
  const encode = (samples: Float32Array): Uint8Array<ArrayBuffer> => {
    const encoded = encodeSamples(samples, dataType, { scaleFactor, littleEndian: true });
    clampedSamples += encoded.clamped;
    return encoded.bytes;
  };
  const place = compress
    ? await writePieces(tail, cube, chunk, SAMPLE_BYTES[dataType], encode)
    : await writeStretch(tail, cube, encode);
  const description = formatCubeDescription(cube, { axes: MATLAB_AXES, scaleFactor, clampedSamples });
  const letters = codes(plainJson(description));
  const text = await tail.add(letters);
  const start = hdf5Start(
    described(place, bands, text, letters.length / 2),
    USER_BLOCK,
    USER_BLOCK + tail.end,
  );
  await file.writeAt(userBlock(), 0);
  await file.writeAt(start, USER_BLOCK);
  return clampNotes(clampedSamples, cube, { dataType, scaleFactor });
}

/** The end of a file, where more is put. Addresses count from the end of the user block. */
class Tail {
  readonly #file: OutputFile;
  end = 0;

  constructor(file: OutputFile) {
    this.#file = file;
  }

  /** Puts bytes at the end, at a multiple of eight; gives their address. */
  async add(bytes: Uint8Array): Promise<number> {
    const address = Math.ceil(this.end / 8) * 8;
    await this.#file.writeAt(bytes, USER_BLOCK + address);
    this.end = address + bytes.length;
    return address;
  }

  /** Puts bytes right behind those before. */
  async append(bytes: Uint8Array): Promise<void> {
    await this.#file.writeAt(bytes, USER_BLOCK + this.end);
    this.end += bytes.length;
  }
}

/** All samples as one stretch, band after band. */
async function writeStretch(
  tail: Tail,
  cube: CubeSource,
  encode: (samples: Float32Array) => Uint8Array,
): Promise<WrittenDataset['place']> {
  const address = await tail.add(new Uint8Array(0));
  for await (const plane of bandPlanes(cube)) await tail.append(encode(byColumns(plane, cube)));
  return { address, bytes: tail.end - address };
}

/** All samples in packed pieces of one band, and the tree that leads to them. */
async function writePieces(
  tail: Tail,
  cube: CubeSource,
  chunk: readonly number[],
  sampleBytes: number,
  encode: (samples: Float32Array) => Uint8Array<ArrayBuffer>,
): Promise<WrittenDataset['place']> {
  const [columns, rows] = chunk.slice(-2);
  const pieces: StoredPiece[] = [];
  let band = 0;
  for await (const plane of bandPlanes(cube)) {
    for (let x = 0; x < cube.width; x += columns) {
      // Those of one column of pieces are packed at the same time, on as many cores as there are.
      const packed = Array.from({ length: Math.ceil(cube.height / rows) }, (_, index) => {
        const samples = pieceOf(plane, cube, { x, y: index * rows, columns, rows });
        return deflate(shuffled(encode(samples), sampleBytes));
      });
      for (const [index, bytes] of (await Promise.all(packed)).entries()) {
        const offset = [band, x, index * rows].slice(-chunk.length);
        pieces.push({ offset, address: await tail.add(bytes), bytes: bytes.length });
      }
    }
    band++;
  }
  const first = await tail.add(new Uint8Array(0));
  const { nodes, root } = pieceTree(pieces, chunk, sampleBytes, first);
  for (const node of nodes) await tail.append(node);
  return { tree: root, chunk };
}

/** Sizes of a packed piece along the axes of the file. */
function pieceShape({ bands, height, width }: CubeHeader): readonly number[] {
  const plane = [Math.min(PIECE_SIDE, width), Math.min(PIECE_SIDE, height)];
  return bands === 1 ? plane : [1, ...plane];
}

/** A piece of a plane, column by column; zeros where it reaches beyond. */
function pieceOf(
  plane: Float32Array,
  { width, height }: CubeHeader,
  {
    x,
    y,
    columns,
    rows,
  }: { readonly x: number; readonly y: number; readonly columns: number; readonly rows: number },
): Float32Array {
  const piece = new Float32Array(columns * rows);
  for (let row = y; row < Math.min(y + rows, height); row++) {
    for (let column = x; column < Math.min(x + columns, width); column++) {
      piece[(column - x) * rows + row - y] = plane[row * width + column];
    }
  }
  return piece;
}

/** All first bytes of the samples, then all second ones: they pack better. */
function shuffled(bytes: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  const count = bytes.length / size;
  const result = new Uint8Array(bytes.length);
  for (let weight = 0; weight < size; weight++) {
    for (let index = 0; index < count; index++) result[weight * count + index] = bytes[index * size + weight];
  }
  return result;
}

function dataset(
  name: string,
  type: SampleType,
  shape: readonly number[],
  place: WrittenDataset['place'],
  ofClass = matlabClass(type),
): WrittenDataset {
  const attributes: [string, string | number][] = [['MATLAB_class', ofClass]];
  if (ofClass === 'char') attributes.push(['MATLAB_int_decode', 2]); // two bytes a letter
  return { name, type, shape, attributes, place };
}

/** What MATLAB knows the file by. */
function userBlock(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(USER_BLOCK);
  // no date: the same cube gives the same bytes
  const text = `MATLAB 7.3 MAT-file, written by spectralift. HDF5 schema 1.00 .`;
  bytes.set(new TextEncoder().encode(text.padEnd(116)));
  bytes.set([0x00, 0x02, 0x49, 0x4d], 124);
  return bytes;
}

function doubles(values: readonly number[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  for (const [index, value] of values.entries()) view.setFloat64(8 * index, value, true);
  return new Uint8Array(view.buffer);
}

function codes(text: string): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let at = 0; at < text.length; at++) view.setUint16(2 * at, text.charCodeAt(at), true);
  return new Uint8Array(view.buffer);
}

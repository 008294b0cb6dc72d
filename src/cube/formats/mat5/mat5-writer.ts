/**
 * Writes a cube as a MATLAB 5 file: the wavelengths, the samples (rows x columns x bands, column by column, one band
 * after another), the description. One band is in memory at a time.
 */
import type { CubeSink, CubeSource } from '../../cube-source.ts';
import type { OutputFile, OutputFiles } from '../../files/output-files.ts';
import { CubeError, type CubeHeader } from '../../spectral-cube.ts';
import { formatCubeDescription } from '../cube-description.ts';
import { type StoreOptions, scaleFactorOf, withEnding } from '../cube-format.ts';
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
import { encodeSamples, formatCount, SAMPLE_BYTES, type SampleType } from '../raw/sample-type.ts';
import { bandPlanes, createSpooledSink } from '../spooled-sink.ts';
import {
  CHAR_CLASS,
  CLASS_OF,
  COMPRESSED,
  INT32,
  INT8,
  MAT5_HEADER_BYTES,
  MATRIX,
  NUMBER_TYPES,
  UINT32,
} from './mat5-elements.ts';

/** Most bytes of a variable. */
const LARGEST_VARIABLE = 2 ** 31 - 1;

/**
 * Opens a MATLAB 5 file for writing.
 *
 * @throws CubeError if the options cannot be, or the cube has more bytes than a variable may.
 * @throws FileError if an output exists and may not be replaced, or its folder is missing or not writable.
 */
export async function createMat5Sink(
  outputs: OutputFiles,
  name: string,
  header: CubeHeader,
  options: StoreOptions,
): Promise<CubeSink> {
  const { dataType = 'float32' } = options;
  const scaleFactor = scaleFactorOf(options);
  checkScaleFactor(scaleFactor);
  const variable = cubeVariable(options);
  const dataBytes = header.bands * header.height * header.width * SAMPLE_BYTES[dataType];
  const start = arrayStart(
    CLASS_OF[dataType],
    matlabShape(header),
    variable,
    numberCode(dataType),
    dataBytes,
  );
  if (start.length + dataBytes > LARGEST_VARIABLE) {
    throw new CubeError(
      `expected a variable of at most ${formatCount(LARGEST_VARIABLE)} bytes, found ${formatCount(dataBytes)} for ${header.height} x ${header.width} x ${header.bands} ${dataType}`,
      { hint: 'write it as MATLAB 7.3 (mat73), or as a smaller type' },
    );
  }
  const file = await outputs.create(withEnding(name, ['.mat']));
  return createSpooledSink(header, outputs, async (cube) => {
    const appended = new Appended(file);
    await appended.add(fileHeader());
    const add = (bytes: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void> =>
      options.compress === true ? appended.addPacked(bytes) : appended.addAll(bytes);
    await add(wavelengthsVariable(cube.wavelengths));
    let clampedSamples = 0;
    await add(
      cubeBytes(cube, start, (plane) => {
        const encoded = encodeSamples(byColumns(plane, cube), dataType, { scaleFactor, littleEndian: true });
        clampedSamples += encoded.clamped;
        return encoded.bytes;
      }),
    );
    const text = formatCubeDescription(cube, { axes: MATLAB_AXES, scaleFactor, clampedSamples });
    await add(textVariable(plainJson(text)));
    return clampNotes(clampedSamples, cube, { dataType, scaleFactor });
  });
}

/** The samples of a cube as an element. */
async function* cubeBytes(
  cube: CubeSource,
  start: Uint8Array<ArrayBuffer>,
  encode: (plane: Float32Array) => Uint8Array<ArrayBuffer>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  yield start;
  let bytes = 0;
  for await (const plane of bandPlanes(cube)) {
    const encoded = encode(plane);
    bytes += encoded.length;
    yield encoded;
  }
  yield new Uint8Array(padding(bytes));
}

async function* wavelengthsVariable(wavelengths: readonly number[]): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const numbers = new DataView(new ArrayBuffer(8 * wavelengths.length));
  for (const [band, wavelength] of wavelengths.entries()) numbers.setFloat64(8 * band, wavelength, true);
  const shape = [1, wavelengths.length];
  yield arrayStart(CLASS_OF.float64, shape, WAVELENGTHS_VARIABLE, numberCode('float64'), numbers.byteLength);
  yield new Uint8Array(numbers.buffer);
}

async function* textVariable(text: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const letters = new DataView(new ArrayBuffer(2 * text.length));
  for (let at = 0; at < text.length; at++) letters.setUint16(2 * at, text.charCodeAt(at), true);
  const shape = [1, text.length];
  yield arrayStart(CHAR_CLASS, shape, DESCRIPTION_VARIABLE, numberCode('uint16'), letters.byteLength);
  yield new Uint8Array(letters.buffer);
  yield new Uint8Array(padding(letters.byteLength));
}

/** Bytes that go one after another to the end of a file. */
class Appended {
  readonly #file: OutputFile;
  #position = 0;

  constructor(file: OutputFile) {
    this.#file = file;
  }

  async add(bytes: Uint8Array): Promise<void> {
    await this.#file.writeAt(bytes, this.#position);
    this.#position += bytes.length;
  }

  async addAll(parts: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void> {
    for await (const part of parts) await this.add(part);
  }

  /** The same as a packed element, whose size is known and written when all is packed. */
  async addPacked(parts: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void> {
    const tagAt = this.#position;
    await this.add(tagBytes(COMPRESSED, 0));
    await this.addAll(packed(parts));
    const bytes = this.#position - tagAt - 8;
    if (bytes > LARGEST_VARIABLE) {
      throw new CubeError(
        `expected a packed variable of at most ${formatCount(LARGEST_VARIABLE)} bytes, found ${formatCount(bytes)}`,
        { hint: 'write it as MATLAB 7.3 (mat73)' },
      );
    }
    await this.#file.writeAt(tagBytes(COMPRESSED, bytes), tagAt);
  }
}

/** Bytes as zlib packs them. */
async function* packed(
  parts: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const iterator = parts[Symbol.asyncIterator]();
  const stream = new ReadableStream<BufferSource>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
  });
  const reader = stream.pipeThrough(new CompressionStream('deflate')).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

function fileHeader(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(MAT5_HEADER_BYTES);
  const text = 'MATLAB 5.0 MAT-file, written by spectralift'; // no date: the same cube gives the same bytes
  bytes.set(new TextEncoder().encode(text.padEnd(116)));
  bytes.set([0x00, 0x01, 0x49, 0x4d], 124);
  return bytes;
}

/** Everything of an array up to its numbers. */
function arrayStart(
  classNumber: number,
  shape: readonly number[],
  name: string,
  dataCode: number,
  dataBytes: number,
): Uint8Array<ArrayBuffer> {
  const sizes = new DataView(new ArrayBuffer(4 * shape.length));
  for (const [axis, size] of shape.entries()) sizes.setInt32(4 * axis, size, true);
  const parts = [
    element(UINT32, Uint8Array.of(classNumber, 0, 0, 0, 0, 0, 0, 0)),
    element(INT32, new Uint8Array(sizes.buffer)),
    element(INT8, new TextEncoder().encode(name)),
    tagBytes(dataCode, dataBytes),
  ];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return joined([tagBytes(MATRIX, length + dataBytes + padding(dataBytes)), ...parts]);
}

/** A small element whole: in its tag where it fits there. */
function element(type: number, data: Uint8Array): Uint8Array<ArrayBuffer> {
  if (data.length <= 4) {
    const bytes = new Uint8Array(8);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, type, true);
    view.setUint16(2, data.length, true);
    bytes.set(data, 4);
    return bytes;
  }
  return joined([tagBytes(type, data.length), data, new Uint8Array(padding(data.length))]);
}

function tagBytes(type: number, bytes: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, type, true);
  view.setUint32(4, bytes, true);
  return new Uint8Array(view.buffer);
}

/** Bytes that fill up to a multiple of eight. */
function padding(bytes: number): number {
  return (8 - (bytes % 8)) % 8;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function numberCode(type: SampleType): number {
  for (const [code, known] of NUMBER_TYPES) if (known === type) return code;
  throw new CubeError(`expected a type of MATLAB, found ${type}`);
}

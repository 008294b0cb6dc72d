/**
 * Safetensors files: an 8-byte length, a JSON header, then the numbers. The format in which weights, golden
 * values and checkpoints are kept. Read and written: float32; read also: float64 (rounded to float32).
 */
import { SpectraliftError } from '../errors.ts';

/** Bytes that are no safetensors file, or one that this reader does not know. */
export class SafetensorsError extends SpectraliftError {
  readonly _tag = 'SafetensorsError';
}

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface SafetensorsFile {
  readonly tensors: Map<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const BYTES = new Map([
  ['F32', 4],
  ['F64', 8],
]);

/** Longest header that is read, bytes: the names and shapes of a hundred thousand tensors. */
const LONGEST_HEADER = 8_388_608;
/** Most axes of a tensor. */
const MOST_AXES = 16;
/** Characters of a name or type in a message. */
const SHOWN = 60;

function parseHeader(bytes: Uint8Array): { header: Record<string, unknown>; start: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length >= 8 ? Number(view.getBigUint64(0, true)) : Number.NaN;
  if (!(length >= 2 && length <= bytes.length - 8)) {
    throw new SafetensorsError(
      `expected a safetensors file with a JSON header of 2..${Math.max(0, bytes.length - 8)} bytes, found a length of ${length}`,
    );
  }
  if (length > LONGEST_HEADER) {
    throw new SafetensorsError(
      `expected a safetensors file with a JSON header of at most ${LONGEST_HEADER} bytes, found one of ${length}`,
    );
  }
  try {
    const header: unknown = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length)),
    );
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) {
      return { header: header as Record<string, unknown>, start: 8 + length };
    }
  } catch {
    // told below
  }
  throw new SafetensorsError(
    'expected a JSON object as the header of a safetensors file, found something else',
  );
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
  return (
    typeof dtype === 'string' &&
    Array.isArray(shape) &&
    shape.length <= MOST_AXES &&
    shape.every(isCount) &&
    Array.isArray(offsets) &&
    offsets.length === 2 &&
    offsets.every(isCount)
  );
}

/**
 * Reads every tensor of a file. No bytes belong to two tensors, so that a small file cannot ask for much memory.
 *
 * @throws SafetensorsError if the bytes are truncated, offsets lie, tensors overlap, a type is neither float32 nor
 * float64, or the header is over 8 MiB, gives a tensor more than 16 axes or holds metadata that are no texts.
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { header, start } = parseHeader(bytes);
  const available = bytes.length - start;
  const tensors = new Map<string, StoredTensor>();
  let metadata: Readonly<Record<string, string>> = {};
  let taken = 0;
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') {
      metadata = readMetadata(value);
      continue;
    }
    const title = `tensor '${name.slice(0, SHOWN)}'`;
    if (!isEntry(value)) {
      throw new SafetensorsError(
        `${title}: expected dtype, a shape of at most ${MOST_AXES} sizes and data_offsets`,
      );
    }
    const width = BYTES.get(value.dtype);
    if (width === undefined)
      throw new SafetensorsError(`${title}: expected F32 or F64, found ${value.dtype.slice(0, SHOWN)}`);
    const [from, to] = value.data_offsets;
    const count = value.shape.reduce((product, size) => product * size, 1);
    if (to > available || to - from !== count * width) {
      throw new SafetensorsError(
        `${title}: expected ${count * width} bytes within ${available} for [${value.shape.join(', ')}] ${value.dtype}, found offsets ${from}..${to}`,
        { hint: 'the file is truncated or damaged' },
      );
    }
    taken += to - from;
    if (taken > available) {
      throw new SafetensorsError(
        `${title}: expected tensors that share no bytes, found ${taken} bytes in them and ${available} in the file`,
        { hint: 'the file is damaged or made to use up memory' },
      );
    }
    // not bytes.slice(): a Node Buffer's slice shares its memory
    const copy = new Uint8Array(bytes.subarray(start + from, start + to)).buffer;
    tensors.set(name, {
      shape: value.shape,
      data: width === 4 ? new Float32Array(copy) : Float32Array.from(new Float64Array(copy)),
    });
  }
  return { tensors, metadata };
}

/** Texts about the file. @throws SafetensorsError if they are no object of texts, as the format has them. */
function readMetadata(value: unknown): Readonly<Record<string, string>> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
  if (entries === undefined || Array.isArray(value) || !entries.every(isText)) {
    throw new SafetensorsError(
      "expected '__metadata__' of a safetensors file to hold texts, found something else",
    );
  }
  return Object.fromEntries(entries);
}

function isText(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string';
}

/** Writes tensors as float32, in the order of the map. */
export function writeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  let offset = 0;
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = JSON.stringify(header);
  const head = new TextEncoder().encode(text);
  const padded = Math.ceil(head.length / 8) * 8; // the format aligns the numbers with trailing spaces
  const bytes = new Uint8Array(8 + padded + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.fill(0x20, 8, 8 + padded);
  bytes.set(head, 8);
  let position = 8 + padded;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return bytes;
}

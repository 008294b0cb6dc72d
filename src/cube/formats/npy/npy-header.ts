/**
 * The header of a NumPy `.npy` file: what kind of numbers, in which order, how many along each axis.
 * Source: NumPy Enhancement Proposal 1 and `numpy.lib.format`, versions 1.0, 2.0 and 3.0.
 */
import { SAMPLE_BYTES, type SampleType } from '../raw/sample-type.ts';
import { CubeError } from '../../spectral-cube.ts';

/** Bytes at the start of a file that tell how long its header is. */
export const NPY_PREFIX_BYTES = 12;

/** Longest header that is read; that of a plain array has about a hundred bytes. */
const LONGEST_HEADER = 65_536;

/** Most axes of an array, as in NumPy. */
const MOST_AXES = 64;

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

const TYPES: ReadonlyMap<string, SampleType> = new Map([
  ['u1', 'uint8'],
  ['i1', 'int8'],
  ['u2', 'uint16'],
  ['i2', 'int16'],
  ['u4', 'uint32'],
  ['i4', 'int32'],
  ['u8', 'uint64'],
  ['i8', 'int64'],
  ['f4', 'float32'],
  ['f8', 'float64'],
]);

/** What the header of a `.npy` file says. */
export interface NpyHeader {
  readonly type: SampleType;
  readonly littleEndian: boolean;
  /** Sizes along each axis. */
  readonly shape: readonly number[];
  /** True where the first axis is the fastest in the file, not the last. */
  readonly fortranOrder: boolean;
  /** Bytes before the first sample. */
  readonly dataOffset: number;
  /** Bytes that the whole file must have. */
  readonly fileBytes: number;
}

/**
 * Bytes from the start of the file to its first sample.
 *
 * @param prefix the first {@link NPY_PREFIX_BYTES} bytes of the file, or fewer if it has no more.
 * @throws CubeError if the bytes are not those of a `.npy` file or announce a header over 65,536 bytes.
 */
export function npyDataOffset(prefix: Uint8Array, file: string): number {
  if (prefix.length < 10 || MAGIC.some((byte, index) => prefix[index] !== byte)) {
    throw new CubeError(`expected ${file} to begin with the bytes of a NumPy .npy file, found others`, {
      hint: 'write it with numpy.save',
    });
  }
  const version = prefix[6];
  if (version < 1 || version > 3 || prefix[7] !== 0 || (version > 1 && prefix.length < NPY_PREFIX_BYTES)) {
    throw new CubeError(`expected .npy version 1.0, 2.0 or 3.0, found ${version}.${prefix[7]} in ${file}`);
  }
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > LONGEST_HEADER) {
    throw new CubeError(
      `expected an .npy header of at most ${LONGEST_HEADER} bytes, found ${length} in ${file}`,
    );
  }
  return (version === 1 ? 10 : 12) + length;
}

/**
 * Reads the header of a `.npy` file.
 *
 * @param bytes the file up to its first sample, see {@link npyDataOffset}.
 * @throws CubeError if the array is structured, not numeric, or of a size that no file can have.
 */
export function parseNpyHeader(bytes: Uint8Array, file: string): NpyHeader {
  const dataOffset = npyDataOffset(bytes.subarray(0, NPY_PREFIX_BYTES), file);
  if (bytes.length < dataOffset) {
    throw new CubeError(`expected an .npy header of ${dataOffset} bytes, found ${bytes.length} in ${file}`);
  }
  const text = new TextDecoder().decode(bytes.subarray(bytes[6] === 1 ? 10 : 12, dataOffset));
  const descriptor = /['"]descr['"]\s*:\s*(?:'([^']*)'|"([^"]*)")/.exec(text);
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  const sizes = /['"]shape['"]\s*:\s*\(([\dL,\s]*)\)/.exec(text)?.[1];
  const code = descriptor?.[1] ?? descriptor?.[2];
  const type = code === undefined ? undefined : TYPES.get(code.slice(1));
  const bigEndian = code?.startsWith('>') === true;
  if (code === undefined || type === undefined || !/^[<>|=]/.test(code)) {
    const found = code === undefined ? 'none or a structured one' : `'${code.slice(0, 24)}'`;
    throw new CubeError(`expected a numeric type like '<f4' or '<u2', found ${found} in ${file}`, {
      hint: 'save the array as float32: numpy.save(path, cube.astype("float32"))',
    });
  }
  if (order === undefined || sizes === undefined) {
    throw new CubeError(`expected 'fortran_order' and 'shape' in the header of ${file}, found one or none`);
  }
  const shape = (sizes.match(/\d+/g) ?? []).map(Number);
  if (shape.length > MOST_AXES) {
    throw new CubeError(`expected an array of at most ${MOST_AXES} axes, found ${shape.length} in ${file}`);
  }
  const samples = shape.reduce((product, size) => product * size, 1);
  const fileBytes = dataOffset + samples * SAMPLE_BYTES[type];
  if (!(shape.every(Number.isSafeInteger) && Number.isSafeInteger(fileBytes))) {
    throw new CubeError(`expected a size that a file can have, found shape (${shape.join(', ')}) in ${file}`);
  }
  return {
    type,
    littleEndian: !bigEndian,
    shape,
    fortranOrder: order === 'True',
    dataOffset,
    fileBytes,
  };
}

/**
 * The bytes before the samples of a row-by-row array, version 1.0, padded so that samples begin at a multiple of 64.
 */
export function formatNpyHeader(
  shape: readonly number[],
  {
    type = 'float32',
    littleEndian = true,
  }: { readonly type?: SampleType; readonly littleEndian?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const code = [...TYPES].find(([, known]) => known === type)?.[0];
  const order = SAMPLE_BYTES[type] === 1 ? '|' : littleEndian ? '<' : '>';
  const text = `{'descr': '${order}${code}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const total = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = new Uint8Array(total).fill(0x20);
  bytes.set(MAGIC);
  bytes.set([1, 0, (total - 10) & 0xff, (total - 10) >> 8], 6);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes[total - 1] = 0x0a;
  return bytes;
}

/** Every type that an array can have. */
export const NPY_TYPES: readonly SampleType[] = [...TYPES.values()];

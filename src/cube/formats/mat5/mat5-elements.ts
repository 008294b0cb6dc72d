/**
 * The pieces that a MATLAB 5 file is made of: a header of 128 bytes, then elements, each a tag (type, size) and its
 * data. An array is an element that holds elements: its class, its sizes, its name, its numbers.
 * Source: MathWorks, "MAT-File Format", level 5 MAT-files.
 */
import { CubeError } from '../../spectral-cube.ts';
import { formatCount, SAMPLE_BYTES, type SampleType } from '../raw/sample-type.ts';

/** Bytes before the first element. */
export const MAT5_HEADER_BYTES = 128;
/** Bytes of the start of an array that hold its class, sizes, name and the tag of its numbers. */
export const MAT5_ARRAY_START = 1024;

/** Types of elements that hold other elements. */
export const MATRIX = 14;
export const COMPRESSED = 15;

/** Types of elements that the parts of an array have. */
export const INT8 = 1;
export const INT32 = 5;
export const UINT32 = 6;

/** Types of elements that hold numbers. */
export const NUMBER_TYPES: ReadonlyMap<number, SampleType> = new Map([
  [1, 'int8'],
  [2, 'uint8'],
  [3, 'int16'],
  [4, 'uint16'],
  [5, 'int32'],
  [6, 'uint32'],
  [7, 'float32'],
  [9, 'float64'],
  [12, 'int64'],
  [13, 'uint64'],
]);

/** Types of elements that hold text, and how its bytes are read. */
const TEXT_TYPES: ReadonlyMap<number, SampleType | 'utf-8'> = new Map([
  [1, 'uint8'],
  [2, 'uint8'],
  [4, 'uint16'],
  [16, 'utf-8'],
  [17, 'uint16'],
  [18, 'uint32'],
]);

/** Classes of arrays, from 1. */
const CLASSES = [
  'cell',
  'struct',
  'object',
  'char',
  'sparse',
  'double',
  'single',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'function',
  'opaque',
] as const;
/** Number of the class of each numeric type. */
export const CLASS_OF: Readonly<Record<SampleType, number>> = {
  float64: 6,
  float32: 7,
  int8: 8,
  uint8: 9,
  int16: 10,
  uint16: 11,
  int32: 12,
  uint32: 13,
  int64: 14,
  uint64: 15,
};
export const CHAR_CLASS = 4;
const NUMERIC_FROM = 6;
/** Classes whose arrays do not begin with sizes and a name. */
const NAMELESS_FROM = 16;

const COMPLEX = 0x08;
const MOST_AXES = 32;

/** The type and place of the data of an element. */
export interface Mat5Tag {
  readonly type: number;
  readonly bytes: number;
  /** Where its data begin and where the next element does, counted as the position that was given. */
  readonly data: number;
  readonly next: number;
}

/** The start of an array. */
export interface Mat5Array {
  readonly name: string;
  readonly kind: string;
  readonly shape: readonly number[];
  /** Why it cannot be read as an array of numbers, as in "which is <refused>"; absent where it can. */
  readonly refused?: string;
  /** How its numbers or letters are stored, and where within the array; absent where it has none. */
  readonly stored?: { readonly type: SampleType | 'utf-8'; readonly at: number; readonly bytes: number };
}

/**
 * Whether a file of which these are the first bytes is a MATLAB 5 file, and its order of bytes.
 *
 * @param bytes the first {@link MAT5_HEADER_BYTES} bytes of the file, or fewer if it has no more.
 */
export function mat5ByteOrder(bytes: Uint8Array): 'little' | 'big' | undefined {
  const [low, high, first, second] = bytes.subarray(124, MAT5_HEADER_BYTES);
  if (low === 0x00 && high === 0x01 && first === 0x49 && second === 0x4d) return 'little';
  if (low === 0x01 && high === 0x00 && first === 0x4d && second === 0x49) return 'big';
  return undefined;
}

/** Reads elements from bytes in one order. */
export class Mat5Elements {
  readonly littleEndian: boolean;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #file: string;

  constructor(bytes: Uint8Array, littleEndian: boolean, file: string) {
    this.littleEndian = littleEndian;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#file = file;
  }

  /** The tag at a position. @throws CubeError if the bytes end before. */
  tag(position: number): Mat5Tag {
    this.#need(position, 8);
    const first = this.#view.getUint32(position, this.littleEndian);
    const small = first >>> 16;
    if (small > 0) {
      // Up to four bytes of data stand in the tag itself.
      if (small > 4) throw this.#wrong(`expected a small element of at most 4 bytes, found ${small}`);
      return { type: first & 0xffff, bytes: small, data: position + 4, next: position + 8 };
    }
    const bytes = this.#view.getUint32(position + 4, this.littleEndian);
    const data = position + 8;
    // A packed element is followed by the next without a gap.
    const next = data + (first === COMPRESSED ? bytes : Math.ceil(bytes / 8) * 8);
    return { type: first, bytes, data, next };
  }

  /**
   * The start of an array.
   *
   * @param position of its first part, behind its own tag.
   * @param length bytes that the array has in the file; more than are at hand.
   * @throws CubeError if its parts are not those of an array or its numbers do not fit its sizes.
   */
  array(position: number, length: number): Mat5Array {
    const flags = this.tag(position);
    if (flags.type !== UINT32 || flags.bytes !== 8) {
      throw this.#wrong(`expected the flags of an array, found an element of type ${flags.type}`);
    }
    this.#need(flags.data, 4);
    const word = this.#view.getUint32(flags.data, this.littleEndian);
    const number = word & 0xff;
    const kind = number === 0 ? undefined : CLASSES.at(number - 1);
    if (kind === undefined) {
      throw this.#wrong(`expected a class of arrays from 1 to ${CLASSES.length}, found ${number}`);
    }
    if (number >= NAMELESS_FROM) return { name: '', kind, shape: [], refused: `of class ${kind}` };
    const sizes = this.tag(flags.next);
    const shape = this.#sizes(sizes);
    const name = this.tag(sizes.next);
    if (![1, 2, 16].includes(name.type)) {
      throw this.#wrong(`expected the name of an array, found an element of type ${name.type}`);
    }
    this.#need(name.data, name.bytes);
    const text = new TextDecoder().decode(this.#bytes.subarray(name.data, name.data + name.bytes));
    const described = { name: text, kind, shape };
    const numeric = number >= NUMERIC_FROM;
    if (!numeric && number !== CHAR_CLASS) return { ...described, refused: `of class ${kind}` };
    const complex = ((word >>> 8) & COMPLEX) > 0;
    const refused = complex ? 'complex' : numeric ? undefined : 'text';
    const stored = this.#stored(this.tag(name.next), described, numeric);
    if (stored.at + stored.bytes > position + length) {
      throw this.#wrong(
        `expected the numbers of '${text.slice(0, 60)}' within its ${formatCount(length)} bytes, found ${formatCount(stored.bytes)} bytes from byte ${formatCount(stored.at - position)}`,
      );
    }
    return { ...described, stored, ...(refused === undefined ? {} : { refused }) };
  }

  #sizes(tag: Mat5Tag): number[] {
    const axes = tag.bytes / 4;
    if (tag.type !== INT32 || !Number.isInteger(axes) || axes < 1 || axes > MOST_AXES) {
      throw this.#wrong(
        `expected the sizes of an array, found an element of type ${tag.type} and ${tag.bytes} bytes`,
      );
    }
    this.#need(tag.data, tag.bytes);
    const shape = Array.from({ length: axes }, (_, axis) =>
      this.#view.getInt32(tag.data + 4 * axis, this.littleEndian),
    );
    const bad = shape.find((size) => size < 0);
    if (bad !== undefined) throw this.#wrong(`expected sizes that are not negative, found ${bad}`);
    return shape;
  }

  /** How the numbers of an array are stored. */
  #stored(
    tag: Mat5Tag,
    { name, shape }: Pick<Mat5Array, 'name' | 'shape'>,
    numeric: boolean,
  ): NonNullable<Mat5Array['stored']> {
    const type = (numeric ? NUMBER_TYPES : TEXT_TYPES).get(tag.type);
    const what = `'${name.slice(0, 60)}'`;
    if (type === undefined)
      throw this.#wrong(`expected numbers in ${what}, found an element of type ${tag.type}`);
    const samples = shape.reduce((product, size) => product * size, 1);
    // Text in UTF-8 has one byte or more a letter.
    const expected = type === 'utf-8' ? tag.bytes : samples * SAMPLE_BYTES[type];
    if (expected !== tag.bytes) {
      throw this.#wrong(
        `expected ${formatCount(expected)} bytes for ${shape.join(' x ')} ${type} in ${what}, found ${formatCount(tag.bytes)}`,
      );
    }
    return { type, at: tag.data, bytes: tag.bytes };
  }

  #need(position: number, length: number): void {
    if (position + length <= this.#bytes.length) return;
    throw this.#wrong(
      `expected ${length} more bytes of an element, found ${Math.max(0, this.#bytes.length - position)}`,
    );
  }

  #wrong(message: string): CubeError {
    return new CubeError(`${message} in ${this.#file}`, {
      hint: 'the file is damaged: copy or save it again',
    });
  }
}

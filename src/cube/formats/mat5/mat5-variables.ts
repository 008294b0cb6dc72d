/**
 * The variables of a MATLAB 5 file: a walk over its elements that reads the start of each array and steps over the
 * rest, and the numbers of one of them. Packed variables are unpacked only as far as is needed.
 */
import type { ByteSource } from '../../files/byte-source.ts';
import type { ReadLimits } from '../../files/read-limits.ts';
import { CubeError } from '../../spectral-cube.ts';
import type { NamedArray } from '../named-arrays.ts';
import { formatCount, type SampleType, type SampleView, viewSamples } from '../raw/sample-type.ts';
import { checkPacking } from '../whole-array.ts';
import { inflateStretch } from './inflate-stretch.ts';
import {
  COMPRESSED,
  MAT5_ARRAY_START,
  MAT5_HEADER_BYTES,
  MATRIX,
  type Mat5Array,
  Mat5Elements,
  type Mat5Tag,
  mat5ByteOrder,
} from './mat5-elements.ts';

/** A variable; its shape is rows x columns x ... */
export interface Mat5Variable extends NamedArray {
  readonly stored?: Mat5Stored;
}

/** Where the numbers or letters of a variable are, the first axis fastest. */
export interface Mat5Stored {
  readonly type: SampleType | 'utf-8';
  /** Position of the first in the file, or in what `packed` becomes. */
  readonly at: number;
  readonly bytes: number;
  /** Absent where the numbers stand in the file as they are. */
  readonly packed?: Mat5Packed;
}

/** Packed bytes of a file and how many they become. */
export interface Mat5Packed {
  readonly position: number;
  readonly length: number;
  readonly unpacked: number;
}

/** A MATLAB 5 file whose variables are known. */
export interface Mat5File {
  readonly file: ByteSource;
  readonly littleEndian: boolean;
  readonly variables: readonly Mat5Variable[];
}

/**
 * Finds the variables of a file. Where a name comes twice the later one counts, as in MATLAB.
 *
 * @throws CubeError if the file is no MATLAB 5 file, an element does not lie within it, or there are more variables
 * than the limit.
 */
export async function readMat5(file: ByteSource, limits: ReadLimits): Promise<Mat5File> {
  const start = new Uint8Array(await file.read(0, Math.min(MAT5_HEADER_BYTES, file.size)));
  const order = mat5ByteOrder(start);
  if (order === undefined) {
    throw new CubeError(`expected the header of a MATLAB 5 file, found other bytes in ${file.name}`, {
      hint: "save it with save('cube.mat', 'cube', '-v7'); files of MATLAB 4 are not read",
    });
  }
  const littleEndian = order === 'little';
  const variables = new Map<string, Mat5Variable>();
  let count = 0;
  for (let position = MAT5_HEADER_BYTES; position < file.size; count++) {
    if (count >= limits.entries) {
      throw new CubeError(
        `expected at most ${formatCount(limits.entries)} variables, found more in ${file.name}`,
        { hint: 'if this is what it holds, raise the limit on entries' },
      );
    }
    const { variable, next } = await readElement(file, position, littleEndian);
    // What has no name is for MATLAB's own use.
    if (variable.name !== '') variables.set(variable.name, variable);
    position = next;
  }
  return { file, littleEndian, variables: [...variables.values()] };
}

/** One element of a file and the position of the next. */
async function readElement(
  file: ByteSource,
  position: number,
  littleEndian: boolean,
): Promise<{ readonly variable: Mat5Variable; readonly next: number }> {
  const length = Math.min(file.size - position, 8 + MAT5_ARRAY_START);
  const bytes = new Uint8Array(await file.read(position, length));
  const tag = new Mat5Elements(bytes, littleEndian, file.name).tag(0);
  checkTag(tag, file.size - position, file.name);
  if (tag.type === MATRIX) {
    const array = arrayOf(bytes, tag, littleEndian, file.name);
    // The last element may lack the bytes that fill it up to a multiple of eight.
    return { variable: variableOf(array, position), next: Math.min(position + tag.next, file.size) };
  }
  if (tag.type !== COMPRESSED) {
    throw new CubeError(
      `expected a variable at byte ${formatCount(position)}, found an element of type ${tag.type} in ${file.name}`,
      { hint: 'the file is damaged: copy or save it again' },
    );
  }
  const packed = { position: position + tag.data, length: tag.bytes };
  return { variable: await readPacked(file, packed, littleEndian), next: position + tag.next };
}

/** The start of an array, read from no byte beyond its end. */
function arrayOf(bytes: Uint8Array, tag: Mat5Tag, littleEndian: boolean, name: string): Mat5Array {
  const own = bytes.subarray(0, tag.data + tag.bytes);
  return new Mat5Elements(own, littleEndian, name).array(tag.data, tag.bytes);
}

function checkTag(tag: Mat5Tag, left: number, name: string): void {
  if (tag.data + tag.bytes <= left) return;
  throw new CubeError(
    `expected an element of ${formatCount(tag.bytes)} bytes, found ${formatCount(Math.max(0, left - tag.data))} bytes left in ${name}`,
    { hint: 'the file was cut short: copy or save it again' },
  );
}

/** The start of a packed variable; no more of it is unpacked. */
async function readPacked(
  file: ByteSource,
  packed: { readonly position: number; readonly length: number },
  littleEndian: boolean,
): Promise<Mat5Variable> {
  const bytes = await unpackedPrefix(file, packed, 8 + MAT5_ARRAY_START);
  const tag = new Mat5Elements(bytes, littleEndian, file.name).tag(0);
  if (tag.type !== MATRIX) {
    throw new CubeError(
      `expected a packed variable, found a packed element of type ${tag.type} in ${file.name}`,
      { hint: 'the file is damaged: copy or save it again' },
    );
  }
  const array = arrayOf(bytes, tag, littleEndian, file.name);
  checkPacking(packed.length, tag.bytes, `'${array.name.slice(0, 60)}' in ${file.name}`);
  return variableOf(array, 0, { ...packed, unpacked: tag.data + tag.bytes });
}

function variableOf({ stored, ...array }: Mat5Array, position: number, packed?: Mat5Packed): Mat5Variable {
  if (stored === undefined) return array;
  return {
    ...array,
    stored: { ...stored, at: position + stored.at, ...(packed === undefined ? {} : { packed }) },
  };
}

async function unpackedPrefix(
  file: ByteSource,
  packed: { readonly position: number; readonly length: number },
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(most);
  let length = 0;
  for await (const piece of inflateStretch(file, packed)) {
    const fitting = piece.subarray(0, most - length);
    bytes.set(fitting, length);
    length += fitting.length;
    if (length === most) break;
  }
  return bytes.slice(0, length);
}

/**
 * The numbers or letters of a packed variable, piece by piece; at the end the whole of it was unpacked and its check
 * sum compared.
 *
 * @throws CubeError if it becomes more or fewer bytes than it says.
 */
export async function* unpackStored(
  file: ByteSource,
  stored: Pick<Mat5Stored, 'at' | 'bytes'>,
  packed: Mat5Packed,
  stop?: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const { at, bytes } = stored;
  // The bytes that fill the element up to a multiple of eight may come too.
  const most = Math.ceil(packed.unpacked / 8) * 8;
  let done = 0;
  for await (const piece of inflateStretch(file, packed)) {
    stop?.throwIfAborted();
    const from = Math.min(Math.max(at - done, 0), piece.length);
    const to = Math.min(Math.max(at + bytes - done, 0), piece.length);
    if (to > from) yield piece.subarray(from, to);
    done += piece.length;
    if (done > most) break;
  }
  if (done < packed.unpacked || done > most) {
    throw new CubeError(
      `expected a packed variable of ${formatCount(packed.unpacked)} bytes, found ${done > most ? 'more' : formatCount(done)} in ${file.name}`,
      { hint: 'the file is damaged: copy or save it again' },
    );
  }
}

/** All stored bytes of a small variable. */
async function storedBytes(file: ByteSource, stored: Mat5Stored): Promise<ArrayBuffer> {
  const { at, bytes, packed } = stored;
  if (packed === undefined) return file.read(at, bytes);
  const all = new Uint8Array(bytes);
  let length = 0;
  for await (const piece of unpackStored(file, stored, packed)) {
    all.set(piece, length);
    length += piece.length;
  }
  return all.buffer;
}

/** All numbers of a list. @throws CubeError if the variable holds none or the file ends before. */
export async function readNumbers(mat: Mat5File, variable: Mat5Variable): Promise<SampleView> {
  const { stored, name } = variable;
  if (stored === undefined || stored.type === 'utf-8') {
    throw new CubeError(`expected numbers in '${name}' of ${mat.file.name}, found ${variable.kind}`);
  }
  return viewSamples(await storedBytes(mat.file, stored), stored.type, mat.littleEndian);
}

/**
 * The text of a variable of letters, column by column as MATLAB keeps it.
 *
 * @throws CubeError if the variable holds none or more than the limit on texts.
 */
export async function readText(mat: Mat5File, variable: Mat5Variable, limits: ReadLimits): Promise<string> {
  const { stored, name } = variable;
  if (stored === undefined || variable.kind !== 'char') {
    throw new CubeError(`expected text in '${name}' of ${mat.file.name}, found ${variable.kind}`);
  }
  if (stored.bytes > limits.textBytes) {
    throw new CubeError(
      `expected at most ${formatCount(limits.textBytes)} bytes of text, found ${formatCount(stored.bytes)} in '${name}' of ${mat.file.name}`,
    );
  }
  const buffer = await storedBytes(mat.file, stored);
  if (stored.type === 'utf-8') return new TextDecoder().decode(buffer);
  const codes = viewSamples(buffer, stored.type, mat.littleEndian);
  let text = '';
  for (let index = 0; index < codes.length; index++) {
    const code = Number(codes[index]);
    text += code <= 0xffff ? String.fromCharCode(code) : letterOf(code);
  }
  return text;
}

function letterOf(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}

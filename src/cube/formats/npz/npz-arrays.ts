/**
 * The arrays of a NumPy archive. The `.npy` header within each member says what it holds, and proves how many bytes
 * it must have: what the directory declares is held against it. Of a deflated member no more is unpacked than that.
 */
import type { ByteSource } from '../../files/byte-source.ts';
import { CubeError } from '../../spectral-cube.ts';
import type { NamedArray } from '../named-arrays.ts';
import { NPY_PREFIX_BYTES, type NpyHeader, npyDataOffset, parseNpyHeader } from '../npy/npy-header.ts';
import { formatCount, type SampleView, viewSamples } from '../raw/sample-type.ts';
import { checkPacking } from '../whole-array.ts';
import type { ZipMember } from './zip-archive.ts';

/** An array of an archive; `header` is there unless it is refused. */
export interface NpzArray extends NamedArray {
  readonly member: ZipMember;
  readonly header?: NpyHeader;
}

const NPY_ENDING = '.npy';

/** Bytes read at once to see a header; that of a plain array has 128. */
const FIRST_BYTES = 512;

/** Most packed bytes that are unpacked to see a header. */
const PACKED_HEADER_BYTES = 4096;

/** Packed bytes unpacked at once: at most 132 kB come of them, and an archive may have ten thousand members. */
const PACKED_STEP = 128;

/**
 * The arrays among the members of an archive.
 *
 * @throws CubeError if the file ends within one.
 * @throws FileError if the disk refuses.
 */
export async function readNpzArrays(file: ByteSource, members: readonly ZipMember[]): Promise<NpzArray[]> {
  const arrays: NpzArray[] = [];
  for (const member of members) {
    if (member.name.endsWith(NPY_ENDING)) arrays.push(await arrayOf(file, member));
  }
  return arrays;
}

async function arrayOf(file: ByteSource, member: ZipMember): Promise<NpzArray> {
  const name = member.name.slice(0, -NPY_ENDING.length);
  const refuse = (refused: string): NpzArray => ({ name, shape: [], kind: 'unreadable', refused, member });
  if (member.refused !== undefined) return refuse(member.refused);
  const start = member.deflated ? await packedStart(file, member) : await storedStart(file, member);
  if (start === undefined) return refuse('damaged where it begins');
  try {
    const header = parseNpyHeader(start, `'${name.slice(0, 60)}'`);
    const { shape, type, fileBytes } = header;
    if (fileBytes === member.bytes) return { name, shape, kind: type, member, header };
    return refuse(
      `declared to have ${formatCount(member.bytes)} bytes, but ${formatCount(fileBytes)} by its header`,
    );
  } catch (error) {
    if (error instanceof CubeError) return refuse(`none that is read: ${error.message}`);
    throw error;
  }
}

/** The bytes of a stored member up to its first sample, or fewer if it has no more. */
async function storedStart(file: ByteSource, { position, bytes }: ZipMember): Promise<Uint8Array> {
  const start = new Uint8Array(await file.read(position, Math.min(bytes, FIRST_BYTES)));
  const wanted = Math.min(bytes, headerBytes(start));
  return wanted <= start.length ? start : new Uint8Array(await file.read(position, wanted));
}

/** The same of a deflated member; undefined if it cannot be unpacked. */
async function packedStart(
  file: ByteSource,
  { position, packedBytes }: ZipMember,
): Promise<Uint8Array | undefined> {
  const { Inflate } = await import('fflate');
  const packed = new Uint8Array(await file.read(position, Math.min(packedBytes, PACKED_HEADER_BYTES)));
  let start = new Uint8Array(0);
  const inflate = new Inflate((piece) => {
    const longer = new Uint8Array(start.length + piece.length);
    longer.set(start);
    longer.set(piece, start.length);
    start = longer;
  });
  try {
    for (let at = 0; at < packed.length && start.length < headerBytes(start); at += PACKED_STEP) {
      inflate.push(packed.subarray(at, at + PACKED_STEP));
    }
  } catch {
    return undefined;
  }
  return start;
}

/** How many bytes must be known to read a header, as far as its own first bytes tell. */
function headerBytes(start: Uint8Array): number {
  if (start.length < NPY_PREFIX_BYTES) return NPY_PREFIX_BYTES;
  try {
    return npyDataOffset(start.subarray(0, NPY_PREFIX_BYTES), '');
  } catch {
    // What is wrong with it shows when it is parsed.
    return 0;
  }
}

/** All content of a small member. @throws as {@link ZipMember.unpack} does. */
export async function memberBytes(member: ZipMember, file: string): Promise<Uint8Array<ArrayBuffer>> {
  const { name, bytes, packedBytes, deflated } = member;
  if (deflated) checkPacking(packedBytes, bytes, `'${name.slice(0, 60)}' in ${file}`);
  const content = new Uint8Array(bytes);
  let length = 0;
  await member.unpack((piece) => {
    content.set(piece, length);
    length += piece.length;
  });
  return content;
}

/** The header of an array. @throws CubeError if the array is refused. */
export function arrayHeaderOf({ name, header, refused }: NpzArray, file: string): NpyHeader {
  if (header !== undefined) return header;
  throw new CubeError(`expected numbers in '${name}' of ${file}, which is ${refused}`);
}

/** All numbers of a list. @throws CubeError if it is refused or damaged. */
export async function readNumbers(array: NpzArray, file: string): Promise<SampleView> {
  const { dataOffset, type, littleEndian } = arrayHeaderOf(array, file);
  const { buffer } = await memberBytes(array.member, file);
  return viewSamples(buffer.slice(dataOffset), type, littleEndian);
}

/**
 * Finds files that are there twice under two names: of the same size, with the same bytes at a few places, and then
 * with the same bytes throughout. Only files that could be equal are read whole, each at most three times however many
 * there are.
 */
import type { ByteSource } from '../../cube/files/byte-source.ts';
import type { InputFiles } from '../../cube/files/input-files.ts';
import { SpectraliftError } from '../../errors.ts';
import { openAt } from '../file-tree.ts';

/** A file that stands for a sample. */
export interface SignedFile {
  readonly sample: string;
  readonly path: string;
}

/** Bytes read at each of the places that files are first compared at. */
const STRETCH = 4096;
/** Bytes compared at a time. */
const BLOCK = 1_048_576;
const HASH_START = 0x811c9dc5;

/**
 * Groups of samples whose files are equal byte by byte. Files that cannot be read are left out.
 *
 * @throws the reason of the signal once it is aborted.
 */
export async function findDuplicates(
  files: readonly SignedFile[],
  root: InputFiles,
  signal?: AbortSignal,
): Promise<readonly (readonly SignedFile[])[]> {
  const bySize = new Map<string, SignedFile[]>();
  for (const file of files) {
    signal?.throwIfAborted();
    const size = await reading(root, file.path, async (source) => String(source.size));
    if (size !== undefined && size !== '0') push(bySize, size, file);
  }
  const groups: SignedFile[][] = [];
  for (const sameSize of bySize.values()) {
    if (sameSize.length < 2) continue;
    for (const alike of await alikeBy(sameSize, (file) => reading(root, file.path, signature), signal)) {
      const whole = (file: SignedFile) => reading(root, file.path, (source) => hashOf(source, signal));
      for (const same of await alikeBy(alike, whole, signal)) {
        const equal = await equalFiles(same, root, signal);
        if (equal.length > 1) groups.push(equal);
      }
    }
  }
  return groups;
}

/** Groups of two files and more that share a sign; files without one are left out. */
async function alikeBy(
  files: readonly SignedFile[],
  signOf: (file: SignedFile) => Promise<string | undefined>,
  signal: AbortSignal | undefined,
): Promise<SignedFile[][]> {
  const bySign = new Map<string, SignedFile[]>();
  for (const file of files) {
    signal?.throwIfAborted();
    const sign = await signOf(file);
    if (sign !== undefined) push(bySign, sign, file);
  }
  return [...bySign.values()].filter(({ length }) => length > 1);
}

function push(map: Map<string, SignedFile[]>, key: string, file: SignedFile): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [file]);
  else known.push(file);
}

async function reading<T>(
  root: InputFiles,
  path: string,
  read: (source: ByteSource) => Promise<T>,
): Promise<T | undefined> {
  try {
    const source = await openAt(root, path);
    try {
      return await read(source);
    } finally {
      await source.close();
    }
  } catch (error) {
    if (error instanceof SpectraliftError) return undefined;
    throw error;
  }
}

/** Bytes at the start, the middle and the end, as text. */
async function signature(source: ByteSource): Promise<string> {
  const length = Math.min(STRETCH, source.size);
  let sign = '';
  for (const at of [0, Math.floor((source.size - length) / 2), source.size - length]) {
    sign += `${hashBytes(new Uint8Array(await source.read(at, length)), HASH_START) >>> 0} `;
  }
  return sign;
}

/** A hash of all bytes, as text. */
async function hashOf(source: ByteSource, signal: AbortSignal | undefined): Promise<string> {
  let hash = HASH_START;
  for (let at = 0; at < source.size; at += BLOCK) {
    signal?.throwIfAborted();
    hash = hashBytes(new Uint8Array(await source.read(at, Math.min(BLOCK, source.size - at))), hash);
  }
  return String(hash >>> 0);
}

/** FNV-1a, 32 bits: good enough to tell files apart that are compared byte by byte afterwards. */
function hashBytes(bytes: Uint8Array, start: number): number {
  let hash = start;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}

/** The first file and those that are equal to it: others share no more than its hash, which chance does not bring. */
async function equalFiles(
  [first, ...others]: readonly SignedFile[],
  root: InputFiles,
  signal: AbortSignal | undefined,
): Promise<SignedFile[]> {
  const equal = [first];
  for (const file of others) {
    signal?.throwIfAborted();
    if (await sameBytes(first.path, file.path, root)) equal.push(file);
  }
  return equal;
}

async function sameBytes(a: string, b: string, root: InputFiles): Promise<boolean> {
  const same = await reading(root, a, (first) =>
    reading(root, b, async (second) => {
      for (let at = 0; at < first.size; at += BLOCK) {
        const length = Math.min(BLOCK, first.size - at);
        const left = new Uint8Array(await first.read(at, length));
        const right = new Uint8Array(await second.read(at, length));
        if (left.some((byte, index) => byte !== right[index])) return false;
      }
      return true;
    }),
  );
  return same === true;
}

/**
 * The HDF5 library (h5wasm) with a file system of one file: whatever a file names beside itself (external links,
 * external storage, virtual data sets, filter plug-ins) is not there. What the library prints about a failure is kept
 * for the message.
 */
import { CubeError } from '../../spectral-cube.ts';
import { formatCount } from '../raw/sample-type.ts';
import type { FileNode, FileSystem, H5Module } from './h5wasm-types.ts';

/** Bytes of a file, without waiting for them. */
export interface SyncBytes {
  readonly size: number;
  /** Fills `target` from `position` on; gives the number of bytes that there were. */
  readInto(target: Uint8Array, position: number): number;
  close?(): void;
}

/** Bytes in memory. */
export function bytesInMemory(bytes: Uint8Array): SyncBytes {
  return {
    size: bytes.length,
    readInto(target, position) {
      const part = bytes.subarray(position, position + target.length);
      target.set(part);
      return part.length;
    },
  };
}

/**
 * A blob, copied into memory, for places that cannot read one piece by piece without waiting.
 *
 * @throws CubeError if it has more than `most` bytes.
 */
export async function blobInMemory(blob: Blob, most: number): Promise<SyncBytes> {
  checkCopied(blob.size, most);
  return bytesInMemory(new Uint8Array(await blob.arrayBuffer()));
}

/** @throws CubeError if a file that must be copied into memory has more than `most` bytes. */
export function checkCopied(bytes: number, most: number): void {
  if (bytes <= most) return;
  throw new CubeError(
    `expected a file of at most ${formatCount(most)} bytes where it is copied into memory, found ${formatCount(bytes)}`,
    { hint: 'open the file by its path, or raise the limit parserBytes if memory suffices' },
  );
}

/** Codes of POSIX as Emscripten numbers them. */
const NO_ENTRY = 44;
const INVALID = 28;
const INPUT_OUTPUT = 29;

const FOLDER_MODE = 0o40555;
const FILE_MODE = 0o100444;

/** Most lines that are kept of what the library prints. */
const KEPT_LINES = 400;

const printed: string[] = [];
let loading: Promise<H5Module> | undefined;

/** The library, loaded when first asked for. */
function loadHdf5(): Promise<H5Module> {
  loading ??= importQuietly();
  return loading;
}

/** Loads the library, which takes hold of the console while it loads. */
async function importQuietly(): Promise<H5Module> {
  const { log, warn, error } = console;
  const keep = (...words: readonly unknown[]): void => {
    if (printed.length < KEPT_LINES) printed.push(words.map(String).join(' '));
  };
  Object.assign(console, { log: keep, warn: keep, error: keep });
  try {
    const { ready } = await import('h5wasm');
    const module = (await ready) as unknown as H5Module;
    const { FS } = module;
    const openAny = FS.open;
    FS.open = (wanted, ...rest) => {
      if (wanted !== openable) throw new FS.ErrnoError(NO_ENTRY);
      return openAny.call(FS, wanted, ...rest);
    };
    return module;
  } finally {
    Object.assign(console, { log, warn, error });
  }
}

/** Forgets what was printed. */
export function forgetPrinted(): void {
  printed.length = 0;
}

/** Why the last call failed, in the words of the library; empty if it said nothing. */
export function printedReason(): string {
  const reasons = printed
    .map((line) => /^\s*#\d+: .*\(\): (.*)$/.exec(line)?.[1])
    .filter((reason) => reason !== undefined);
  const reason = reasons.find((text) => text.includes('filter')) ?? reasons.at(-1) ?? '';
  return reason.slice(0, 200);
}

/** The one path that may be opened at the moment. */
let openable: string | undefined;
let opened = 0;

/** A file that the library has opened. */
export interface OpenedFile {
  readonly module: H5Module;
  readonly id: bigint;
  close(): void;
}

/**
 * Opens a file with the library. Its path can be opened during this call only, so that nothing in the file can lead
 * back to it either.
 *
 * @returns undefined if it is no HDF5 file.
 */
export async function openWithLibrary(bytes: SyncBytes): Promise<OpenedFile | undefined> {
  const module = await loadHdf5();
  const { FS } = module;
  const folder = `/${opened++}`;
  FS.mkdir(folder);
  FS.mount(oneFile(FS, bytes), {}, folder);
  const unmount = (): void => {
    FS.unmount(folder);
    FS.rmdir(folder);
    bytes.close?.();
  };
  forgetPrinted();
  openable = `${folder}/file`;
  try {
    const id = module.open(openable, module.H5F_ACC_RDONLY, false, -1, -1);
    if (id <= 0n) {
      unmount();
      return undefined;
    }
    const close = (): void => {
      module.close_file(id);
      unmount();
    };
    return { module, id, close };
  } finally {
    openable = undefined;
  }
}

/** A file system with a folder in which one file is. */
function oneFile(FS: FileSystem, bytes: SyncBytes): { mount(): FileNode } {
  const about = (node: FileNode) => ({
    dev: 1,
    ino: node.id,
    mode: node.mode,
    nlink: 1,
    uid: 0,
    gid: 0,
    rdev: 0,
    size: node.mode === FILE_MODE ? bytes.size : 0,
    atime: new Date(0),
    mtime: new Date(0),
    ctime: new Date(0),
    blksize: 4096,
    blocks: Math.ceil(bytes.size / 4096),
  });
  return {
    mount() {
      const root = FS.createNode(null, '/', FOLDER_MODE, 0);
      const file = FS.createNode(root, 'file', FILE_MODE, 0);
      root.stream_ops = {};
      root.node_ops = {
        getattr: about,
        lookup(_, name) {
          if (name === 'file') return file;
          throw new FS.ErrnoError(NO_ENTRY);
        },
      };
      file.node_ops = { getattr: about };
      file.stream_ops = {
        llseek(stream, offset, whence) {
          const from = whence === 1 ? stream.position : whence === 2 ? bytes.size : 0;
          if (from + offset < 0) throw new FS.ErrnoError(INVALID);
          return from + offset;
        },
        read(_, heap, at, length, position) {
          const most = Math.max(0, Math.min(length, bytes.size - position));
          if (most === 0) return 0;
          // The library takes bytes that a file no longer has for zeros, so it must not see that they are missing.
          if (filled(bytes, new Uint8Array(heap.buffer, heap.byteOffset + at, most), position)) return most;
          throw new FS.ErrnoError(INPUT_OUTPUT);
        },
      };
      return root;
    },
  };
}

/** Whether all bytes that were wanted could be read. */
function filled(bytes: SyncBytes, target: Uint8Array, position: number): boolean {
  try {
    return bytes.readInto(target, position) === target.length;
  } catch {
    return false; // the disk refuses, or a page may no longer read the file
  }
}

/**
 * Where a writer of a format puts its files. Files of one output appear together, whole, or not at all.
 */
import { FileError } from './file-error.ts';
import { checkPlainName } from './input-files.ts';
import { MemoryFile } from './memory-file.ts';

/** A file in the making; what was written can be read back. */
export interface OutputFile {
  readonly name: string;
  /** Where a library that must write the file itself finds it; absent where there is no file system. */
  readonly temporaryPath?: string;
  /** Writes all of `bytes` at `position`. @throws FileError if the disk refuses. */
  writeAt(bytes: Uint8Array, position: number): Promise<void>;
  /** Reads `length` bytes that were written. @throws CubeError if there are fewer. */
  read(position: number, length: number): Promise<ArrayBuffer>;
}

/** A folder to write into. */
export interface OutputFiles {
  /** Begins a file. @throws FileError if one exists and may not be replaced, or none can be made. */
  create(name: string): Promise<OutputFile>;
  /** Begins a file that never appears: room for samples on their way. */
  spool(): Promise<OutputFile>;
  /** A folder within this one, made if it is missing; its files appear with those of this one. */
  within(folder: string): Promise<OutputFiles>;
  /** Makes all files appear, in the order in which they were begun; gives their paths. */
  commit(): Promise<string[]>;
  /** Removes everything that was written; does nothing after `commit` or a second time. */
  abort(): Promise<void>;
}

/** Pages of 1 MiB that a file in memory has in hand: a strip of rows of every band of a large cube, and some. */
const PAGES_IN_HAND = 128;

/** A folder in memory; `files` holds what was committed, by path. */
export interface MemoryOutput extends OutputFiles {
  readonly files: ReadonlyMap<string, Blob>;
}

/**
 * Outputs kept in memory: what a page offers for download, what a test reads back.
 *
 * @param pagesInHand how many pages of 1 MiB of a file stay in hand; the others are put away as blobs.
 */
export function memoryOutput(pagesInHand = PAGES_IN_HAND): MemoryOutput {
  const begun: { readonly path: string; readonly file: MemoryFile }[] = [];
  const files = new Map<string, Blob>();
  const folder = (prefix: string): OutputFiles => ({
    async create(name) {
      checkPlainName(name);
      const path = prefix + name;
      if (files.has(path) || begun.some((other) => other.path === path)) {
        throw new FileError(`expected ${path} to be free, found a file already there`);
      }
      const file = new MemoryFile(name, pagesInHand);
      begun.push({ path, file });
      return file;
    },
    async spool() {
      return new MemoryFile('a spool in memory', pagesInHand);
    },
    async within(name) {
      checkPlainName(name);
      return folder(`${prefix}${name}/`);
    },
    async commit() {
      const done = begun.splice(0);
      for (const { path, file } of done) files.set(path, file.toBlob());
      return done.map(({ path }) => path);
    },
    async abort() {
      begun.length = 0;
    },
  });
  return { ...folder(''), files };
}

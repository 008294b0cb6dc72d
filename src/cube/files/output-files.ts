/**
 * Where a writer of a format puts its files. Files of one output appear together, whole, or not at all.
 */
import { checkStretch } from './byte-source.ts';
import { FileError } from './file-error.ts';
import { checkPlainName } from './input-files.ts';

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

/** Bytes of a page of a file in memory. */
const PAGE_BYTES = 1_048_576;

/** A file in memory that grows as it is written, page by page. */
class MemoryFile implements OutputFile {
  readonly name: string;
  readonly #pages: Uint8Array<ArrayBuffer>[] = [];
  #size = 0;

  constructor(name: string) {
    this.name = name;
  }

  async writeAt(bytes: Uint8Array, position: number): Promise<void> {
    const end = position + bytes.length;
    while (this.#pages.length * PAGE_BYTES < end) this.#pages.push(new Uint8Array(PAGE_BYTES));
    for (let done = 0; done < bytes.length; ) {
      const at = position + done;
      const within = at % PAGE_BYTES;
      const part = bytes.subarray(done, done + PAGE_BYTES - within);
      this.#pages[Math.floor(at / PAGE_BYTES)].set(part, within);
      done += part.length;
    }
    this.#size = Math.max(this.#size, end);
  }

  async read(position: number, length: number): Promise<ArrayBuffer> {
    checkStretch({ name: this.name, size: this.#size }, position, length);
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const at = position + done;
      const within = at % PAGE_BYTES;
      const page = this.#pages[Math.floor(at / PAGE_BYTES)];
      const part = page.subarray(within, Math.min(PAGE_BYTES, within + length - done));
      bytes.set(part, done);
      done += part.length;
    }
    return bytes.buffer;
  }

  toBlob(): Blob {
    const last = this.#size % PAGE_BYTES;
    const parts = this.#pages.map((page, index) =>
      index === this.#pages.length - 1 && last > 0 ? page.subarray(0, last) : page,
    );
    return new Blob(parts);
  }
}

/** A folder in memory; `files` holds what was committed, by path. */
export interface MemoryOutput extends OutputFiles {
  readonly files: ReadonlyMap<string, Blob>;
}

/** Outputs kept in memory: what a page offers for download, what a test reads back. */
export function memoryOutput(): MemoryOutput {
  const begun: { readonly path: string; readonly file: MemoryFile }[] = [];
  const files = new Map<string, Blob>();
  const folder = (prefix: string): OutputFiles => ({
    async create(name) {
      checkPlainName(name);
      const path = prefix + name;
      if (files.has(path) || begun.some((other) => other.path === path)) {
        throw new FileError(`expected ${path} to be free, found a file already there`);
      }
      const file = new MemoryFile(name);
      begun.push({ path, file });
      return file;
    },
    async spool() {
      return new MemoryFile('a spool in memory');
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

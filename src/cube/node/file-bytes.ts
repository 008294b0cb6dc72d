/**
 * Bytes of a file by position, never more than asked for, and never a buffer for bytes that are not there.
 */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { formatCount } from '../formats/raw/sample-type.ts';
import { CubeError } from '../spectral-cube.ts';
import { type ByteSource, checkStretch, readText, shortOf } from '../files/byte-source.ts';
import { FileError, fileProblem } from '../files/file-error.ts';

/** Most bytes that one call to the system is asked to move; Node refuses 2 GiB and more. */
export const LARGEST_TRANSFER = 2 ** 30;

/** A file opened for reading. */
export class FileBytes implements ByteSource {
  readonly path: string;
  readonly origin: { readonly path: string };
  /** File name without its folder, for messages. */
  readonly name: string;
  /** Size in bytes when it was opened. */
  readonly size: number;
  readonly #handle: FileHandle;

  private constructor(path: string, size: number, handle: FileHandle) {
    this.path = path;
    this.origin = { path };
    this.name = basename(path);
    this.size = size;
    this.#handle = handle;
  }

  /** Opens a file. @throws FileError if it is missing, no file, or not readable. */
  static async open(path: string): Promise<FileBytes> {
    let handle: FileHandle | undefined;
    try {
      // Looked at before it is opened, because opening a pipe would wait for a writer.
      if (!(await stat(path)).isFile())
        throw new FileError(`expected ${path} to be a file, found something else`);
      handle = await open(path, 'r');
      return new FileBytes(path, (await handle.stat()).size, handle);
    } catch (cause) {
      await handle?.close();
      throw fileProblem(cause, `read ${path}`);
    }
  }

  async read(position: number, length: number): Promise<ArrayBuffer> {
    checkStretch(this, position, length);
    return readExactly(this.#handle, this, position, length);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** Reads exactly `length` bytes of an open file. @throws CubeError if it ends before or memory does not suffice. */
export async function readExactly(
  handle: FileHandle,
  file: { readonly path: string; readonly name: string },
  position: number,
  length: number,
): Promise<ArrayBuffer> {
  const bytes = allocateBytes(length, file.name);
  let done = 0;
  try {
    while (done < length) {
      const most = Math.min(length - done, LARGEST_TRANSFER);
      const { bytesRead } = await handle.read(bytes, done, most, position + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
  } catch (cause) {
    throw fileProblem(cause, `read ${file.path}`);
  }
  if (done < length) throw shortOf({ name: file.name, size: position + done }, position, length);
  return bytes.buffer;
}

function allocateBytes(length: number, name: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(length);
  } catch (cause) {
    throw new CubeError(`expected ${formatCount(length)} bytes of memory to read ${name}, found less`, {
      cause,
      hint: 'read smaller windows',
    });
  }
}

/**
 * Reads a small text file whole, as UTF-8.
 *
 * @param limit largest size in bytes.
 * @throws CubeError if the file is larger.
 * @throws FileError if it cannot be read.
 */
export async function readSmallText(path: string, limit: number): Promise<string> {
  const file = await FileBytes.open(path);
  try {
    return await readText(file, limit);
  } finally {
    await file.close();
  }
}

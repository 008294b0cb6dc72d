/**
 * Bytes of a file by position, never more than asked for, and never a buffer for bytes that are not there.
 */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { formatCount } from '../sample-type.ts';
import { CubeError } from '../spectral-cube.ts';
import { FileError, fileProblem } from './file-error.ts';

/** Most bytes that one call to the system is asked to move; Node refuses 2 GiB and more. */
export const LARGEST_TRANSFER = 2 ** 30;

/** A file opened for reading. */
export class FileBytes {
  readonly path: string;
  /** File name without its folder, for messages. */
  readonly name: string;
  /** Size in bytes when it was opened. */
  readonly size: number;
  readonly #handle: FileHandle;

  private constructor(path: string, size: number, handle: FileHandle) {
    this.path = path;
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

  /**
   * Reads exactly `length` bytes.
   *
   * @throws CubeError if the file ends before them; nothing is allocated then.
   * @throws FileError if the disk refuses.
   */
  async read(position: number, length: number): Promise<ArrayBuffer> {
    if (!(position >= 0 && length >= 0 && position + length <= this.size))
      throw this.#short(position, length);
    const bytes = allocateBytes(length, this.name);
    let done = 0;
    try {
      while (done < length) {
        const { bytesRead } = await this.#handle.read(
          bytes,
          done,
          Math.min(length - done, LARGEST_TRANSFER),
          position + done,
        );
        if (bytesRead === 0) break;
        done += bytesRead;
      }
    } catch (cause) {
      throw fileProblem(cause, `read ${this.path}`);
    }
    if (done < length) throw this.#short(position, length);
    return bytes.buffer;
  }

  #short(position: number, length: number): CubeError {
    return new CubeError(
      `expected ${formatCount(length)} bytes from byte ${formatCount(position)} of ${this.name}, found a file of ${formatCount(this.size)} bytes or one that changed while it was read`,
    );
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
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
    if (file.size > limit) {
      throw new CubeError(
        `expected a text file of at most ${formatCount(limit)} bytes, found ${formatCount(file.size)} in ${file.name}`,
      );
    }
    return new TextDecoder().decode(await file.read(0, file.size));
  } finally {
    await file.close();
  }
}

/**
 * Outputs that appear whole or not at all. An output is written under a temporary name in its own folder and
 * renamed when done; several files that belong together are renamed together. Every temporary file is in one
 * registry, so that a signal handler can remove what an interrupted run would leave.
 */
import { closeSync, linkSync, openSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode, FileError, fileProblem } from '../files/file-error.ts';
import type { OutputFile } from '../files/output-files.ts';
import { LARGEST_TRANSFER, readExactly } from './file-bytes.ts';
import { removeStale, temporaryName } from './temporary-names.ts';

const temporaries = new Set<string>();

/**
 * Removes every temporary file that is being written, synchronously: for a signal handler that ends the
 * process. Files that are gone already are passed over.
 */
export function removeTemporaries(): void {
  for (const path of temporaries) removeQuietly(path);
  temporaries.clear();
}

/**
 * Removes the temporary files that killed processes left in a folder, see {@link removeStale}.
 *
 * @throws FileError if the folder cannot be written.
 */
export async function removeStaleTemporaries(folder: string): Promise<void> {
  if (kindOfPath(folder) !== 'folder') return;
  const probe = await AtomicFile.create(join(folder, 'clock'), { overwrite: true });
  try {
    await removeStale(folder, statSync(probe.temporaryPath).mtimeMs);
  } finally {
    await probe.abort();
  }
}

/** Whether an existing output may be replaced. */
export interface OverwriteOption {
  /** Replaces an existing file; without it an existing file is an error. */
  readonly overwrite?: boolean;
}

/** A file in the making; `commitTogether` makes it appear under `path`, `abort` removes it. */
export class AtomicFile implements OutputFile {
  readonly path: string;
  readonly temporaryPath: string;
  readonly overwrite: boolean;
  readonly #handle: FileHandle;
  #open = true;

  private constructor(path: string, temporaryPath: string, overwrite: boolean, handle: FileHandle) {
    this.path = path;
    this.temporaryPath = temporaryPath;
    this.overwrite = overwrite;
    this.#handle = handle;
  }

  /**
   * Opens a temporary file beside `path`.
   *
   * @throws FileError if the output exists and may not be replaced, is a folder, or if its folder is missing
   * or not writable.
   */
  static async create(path: string, options: OverwriteOption = {}): Promise<AtomicFile> {
    const overwrite = options.overwrite === true;
    checkFree(path, overwrite);
    const folder = dirname(path);
    checkFolder(folder);
    const temporaryPath = join(folder, temporaryName());
    try {
      // Made without a pause: an interrupt between asking for the file and having it would leave it behind.
      closeSync(openSync(temporaryPath, 'wx'));
      temporaries.add(temporaryPath);
      return new AtomicFile(path, temporaryPath, overwrite, await open(temporaryPath, 'r+'));
    } catch (cause) {
      if (temporaries.delete(temporaryPath)) removeQuietly(temporaryPath);
      throw fileProblem(cause, `write into the folder ${folder}`);
    }
  }

  /** Writes all of `bytes` at `position` from the start of the file. @throws FileError if the disk refuses. */
  async writeAt(bytes: Uint8Array, position: number): Promise<void> {
    let done = 0;
    try {
      while (done < bytes.length) {
        const { bytesWritten } = await this.#handle.write(
          bytes,
          done,
          Math.min(bytes.length - done, LARGEST_TRANSFER),
          position + done,
        );
        done += bytesWritten;
      }
    } catch (cause) {
      throw fileProblem(cause, `write ${this.path}`);
    }
  }

  /** File name without its folder. */
  get name(): string {
    return basename(this.path);
  }

  /** Reads `length` bytes that were written. @throws CubeError if there are fewer. */
  async read(position: number, length: number): Promise<ArrayBuffer> {
    return readExactly(this.#handle, { path: this.path, name: this.name }, position, length);
  }

  /** Closes the temporary file, its bytes handed to the disk. @throws FileError if the disk refuses. */
  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    try {
      try {
        await this.#handle.sync();
      } finally {
        await this.#handle.close();
      }
    } catch (cause) {
      throw fileProblem(cause, `write ${this.path}`);
    }
  }

  /** Closes and removes the temporary file; does nothing once it was renamed or removed. */
  async abort(): Promise<void> {
    if (this.#open) {
      this.#open = false;
      await this.#handle.close().catch(() => undefined);
    }
    if (temporaries.delete(this.temporaryPath)) removeQuietly(this.temporaryPath);
  }
}

/**
 * Makes files appear under their names, in the order given, all or none: when one cannot be renamed, those
 * before it are taken back (a file that was replaced is restored where the file system knows hard links) and
 * every temporary file is removed. The renames run without a pause in which a signal handler could run.
 *
 * @returns the paths in the order given.
 * @throws FileError if an output has appeared meanwhile and may not be replaced, or if a rename fails.
 */
export async function commitTogether(files: readonly AtomicFile[]): Promise<string[]> {
  try {
    for (const file of files) await file.close();
    renameAll(files);
  } catch (cause) {
    for (const file of files) await file.abort();
    throw fileProblem(cause, `rename ${files.map((file) => basename(file.path)).join(' and ')}`);
  }
  return files.map((file) => file.path);
}

function renameAll(files: readonly AtomicFile[]): void {
  const done: { readonly path: string; readonly backup: string | undefined; readonly existed: boolean }[] =
    [];
  try {
    for (const file of files) {
      const existed = checkFree(file.path, file.overwrite);
      const backup = existed && files.length > 1 ? keepBackup(file) : undefined;
      try {
        renameSync(file.temporaryPath, file.path);
      } catch (error) {
        if (backup !== undefined) removeQuietly(backup);
        throw error;
      }
      temporaries.delete(file.temporaryPath);
      done.push({ path: file.path, backup, existed });
    }
  } catch (error) {
    for (const { path, backup, existed } of done.reverse()) {
      if (backup !== undefined) renameSync(backup, path);
      else if (!existed) removeQuietly(path);
    }
    throw error;
  }
  for (const { backup } of done) if (backup !== undefined) removeQuietly(backup);
}

/** A second name for the file that is about to be replaced; undefined where hard links are not known. */
function keepBackup(file: AtomicFile): string | undefined {
  const backup = `${file.temporaryPath.slice(0, -'.tmp'.length)}-old.tmp`;
  try {
    linkSync(file.path, backup);
    return backup;
  } catch {
    return undefined;
  }
}

/**
 * Writes one whole file: it appears with all its bytes or not at all.
 *
 * @throws FileError as {@link AtomicFile.create} and {@link commitTogether} do.
 */
export async function writeFileAtomically(
  path: string,
  content: Uint8Array | string,
  options: OverwriteOption = {},
): Promise<string> {
  const file = await AtomicFile.create(path, options);
  try {
    await file.writeAt(typeof content === 'string' ? new TextEncoder().encode(content) : content, 0);
  } catch (error) {
    await file.abort();
    throw error;
  }
  await commitTogether([file]);
  return path;
}

/** True if a file is there that may be replaced. @throws FileError if one is there that may not. */
function checkFree(path: string, overwrite: boolean): boolean {
  const kind = kindOfPath(path);
  if (kind === 'nothing') return false;
  if (kind === 'folder') {
    throw new FileError(`expected ${path} to be free for a file, found a folder`, {
      hint: 'give the path of a file',
    });
  }
  if (!overwrite) {
    throw new FileError(`expected ${path} to be free, found a file already there`, {
      hint: 'choose another name or allow overwriting (--overwrite)',
    });
  }
  return true;
}

function checkFolder(folder: string): void {
  const kind = kindOfPath(folder);
  if (kind === 'folder') return;
  throw new FileError(
    `expected a folder ${folder} to write into, found ${kind === 'nothing' ? 'none' : 'a file'}`,
    { hint: kind === 'nothing' ? 'create the folder first' : 'choose another folder' },
  );
}

function kindOfPath(path: string): 'nothing' | 'folder' | 'file' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'nothing';
    throw fileProblem(cause, `write ${path}`);
  }
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Gone already, or its folder is: there is nothing left to remove.
  }
}

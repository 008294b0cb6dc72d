/** A folder for outputs, with the folders above it. */
import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { errorCode, fileProblem } from '../files/file-error.ts';

/**
 * Makes a folder, and those above it that are missing; one that is there already is left as it is.
 *
 * Goes up one folder at a time, since the recursive mkdir of Node never ends where a file system refuses a
 * new folder by saying that its parent is missing (as `/proc` does).
 *
 * @throws FileError if a file is in the way or the folder above it cannot be written.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeUpwards(resolve(path));
  } catch (cause) {
    throw fileProblem(cause, `make the folder ${path}`);
  }
}

async function makeUpwards(path: string): Promise<void> {
  const refused = await makeOne(path);
  if (refused === undefined) return;
  const above = dirname(path);
  if (errorCode(refused) !== 'ENOENT' || above === path) throw refused;
  await makeUpwards(above);
  const again = await makeOne(path);
  if (again !== undefined) throw again;
}

/** Why the folder could not be made, or undefined if it is there now. */
async function makeOne(path: string): Promise<unknown> {
  try {
    await mkdir(path);
    return undefined;
  } catch (cause) {
    const folder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    return folder ? undefined : cause;
  }
}

/** Writes the files of an export below a folder: all of them appear, whole, or none. */
import { dirname, join } from 'node:path';
import { AtomicFile, commitTogether, type OverwriteOption } from '../../../cube/node/atomic-file.ts';
import { makeFolder } from '../../../cube/node/make-folder.ts';
import type { RepositoryFile } from '../triton-repository.ts';

/**
 * Writes files; folders are made where they are missing.
 *
 * @returns their paths, in order.
 * @throws FileError if one exists and may not be replaced, or the disk refuses.
 */
export async function writeExport(
  folder: string,
  files: readonly RepositoryFile[],
  options: OverwriteOption = {},
): Promise<string[]> {
  const begun: AtomicFile[] = [];
  try {
    for (const { path, content } of files) {
      const place = join(folder, ...path.split('/'));
      await makeFolder(dirname(place));
      const file = await AtomicFile.create(place, options);
      begun.push(file);
      await file.writeAt(typeof content === 'string' ? new TextEncoder().encode(content) : content, 0);
    }
  } catch (error) {
    for (const file of begun) await file.abort();
    throw error;
  }
  return commitTogether(begun);
}

/** Outputs in a folder on disk. */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileProblem } from '../../cube/files/file-error.ts';
import { checkPlainName } from '../../cube/files/input-files.ts';
import { writeFileAtomically } from '../../cube/node/atomic-file.ts';
import { readSmallText } from '../../cube/node/file-bytes.ts';
import { makeFolder } from '../../cube/node/make-folder.ts';
import { hashFile } from './file-hash.ts';
import type { OutputStore } from './output-account.ts';

/** A folder; it is made when the first file is. */
export function folderStore(folder: string): OutputStore {
  const pathOf = (name: string): string => {
    checkPlainName(name);
    return join(folder, name);
  };
  return {
    place: `the folder ${folder}`,
    size: async (name) => {
      const found = await stat(pathOf(name)).catch(() => undefined);
      if (found === undefined) return undefined;
      return found.isFile() ? found.size : -1;
    },
    text: (name, limit) => readSmallText(pathOf(name), limit).catch(() => undefined),
    sha256: async (name) => (await hashFile(pathOf(name))).sha256,
    put: async (name, text) => {
      await makeFolder(folder);
      await writeFileAtomically(pathOf(name), text, { overwrite: true });
    },
    remove: async (name) => {
      await rm(pathOf(name), { force: true }).catch((cause: unknown) => {
        throw fileProblem(cause, `remove ${name}`);
      });
    },
  };
}

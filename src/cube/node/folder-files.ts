/** A folder on disk to read from and one to write into, as the file formats see them. */
import { lstat, readdir, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError, fileProblem } from '../files/file-error.ts';
import { checkPlainName, type InputFiles } from '../files/input-files.ts';
import type { OutputFiles } from '../files/output-files.ts';
import { AtomicFile, commitTogether, type OverwriteOption } from './atomic-file.ts';
import { FileBytes } from './file-bytes.ts';
import { makeFolder } from './make-folder.ts';

/** A folder on disk to read from; links are followed. */
export function folderInput(folder: string): InputFiles {
  return {
    folder,
    async list() {
      try {
        const entries = await readdir(folder, { withFileTypes: true });
        const isFolder = await Promise.all(
          entries.map(async (entry) =>
            entry.isSymbolicLink() ? await leadsToFolder(join(folder, entry.name)) : entry.isDirectory(),
          ),
        );
        return {
          files: entries.filter((_, index) => !isFolder[index]).map(({ name }) => name),
          folders: entries.filter((_, index) => isFolder[index]).map(({ name }) => name),
        };
      } catch (cause) {
        throw fileProblem(cause, `read the folder ${folder}`);
      }
    },
    async open(name) {
      checkPlainName(name);
      return await FileBytes.open(join(folder, name));
    },
    within(inner) {
      checkPlainName(inner);
      return folderInput(join(folder, inner));
    },
  };
}

async function leadsToFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true;
}

/**
 * A folder on disk to write into. Its files appear with `commit`, in the order in which they were begun, all or
 * none; a folder that was made for them is removed again if they are not.
 */
export function folderOutput(folder: string, options: OverwriteOption = {}): OutputFiles {
  const files: AtomicFile[] = [];
  const spools: AtomicFile[] = [];
  const madeFolders: string[] = [];
  const removeSpools = async () => {
    for (const spool of spools.splice(0)) await spool.abort();
  };
  const outputIn = (path: string): OutputFiles => ({
    async create(name) {
      checkPlainName(name);
      const file = await AtomicFile.create(join(path, name), options);
      files.push(file);
      return file;
    },
    async spool() {
      const spool = await AtomicFile.create(join(folder, `.spectralift-spool-${spools.length}`), {
        overwrite: true,
      });
      spools.push(spool);
      return spool;
    },
    async within(name) {
      checkPlainName(name);
      const inner = join(path, name);
      // A link is not followed: what is written must stay in the folder that was asked for.
      const found = await lstat(inner).catch(() => undefined);
      if (found?.isSymbolicLink() === true) {
        throw new FileError(`expected ${inner} to be a folder or free, found a link`, {
          hint: 'remove the link or choose another name',
        });
      }
      if (found?.isDirectory() !== true) {
        await makeFolder(inner);
        madeFolders.push(inner);
      }
      return outputIn(inner);
    },
    async commit() {
      await removeSpools();
      return commitTogether(files);
    },
    async abort() {
      await removeSpools();
      for (const file of files) await file.abort();
      for (const made of madeFolders.splice(0).reverse()) await rmdir(made).catch(() => undefined);
    },
  });
  return outputIn(folder);
}

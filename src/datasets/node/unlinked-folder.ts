/** A folder on disk as a data set sees it: links are not followed, so that nothing outside of the folder is read. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileProblem } from '../../cube/files/file-error.ts';
import { checkPlainName, type InputFiles } from '../../cube/files/input-files.ts';
import { FileBytes } from '../../cube/node/file-bytes.ts';

/** A folder and the links in it that were met. */
export interface UnlinkedFolder {
  readonly files: InputFiles;
  /** Paths of links, filled while folders are listed. */
  readonly links: ReadonlySet<string>;
}

/** A folder on disk to read from without its links. */
export function unlinkedFolder(folder: string): UnlinkedFolder {
  const links = new Set<string>();
  return { files: inputWithin(folder, links), links };
}

function inputWithin(folder: string, links: Set<string>): InputFiles {
  return {
    folder,
    async list() {
      const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
        throw fileProblem(cause, `read the folder ${folder}`);
      });
      for (const entry of entries) if (entry.isSymbolicLink()) links.add(join(folder, entry.name));
      return {
        files: entries.flatMap((entry) => (entry.isFile() ? [entry.name] : [])),
        folders: entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])),
      };
    },
    async open(name) {
      checkPlainName(name);
      return FileBytes.open(join(folder, name));
    },
    within(inner) {
      checkPlainName(inner);
      return inputWithin(join(folder, inner), links);
    },
  };
}

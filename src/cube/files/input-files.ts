/**
 * The files that stand side by side in one folder, as a reader of a format sees them: by name only. Names come
 * from the folder itself or from the person, never from inside a file.
 */
import { blobBytes, type ByteSource, memoryBytes, readText } from './byte-source.ts';
import { FileError } from './file-error.ts';

/** A folder to read from. */
export interface InputFiles {
  /** What the folder is called, for messages. */
  readonly folder: string;
  /** Names of everything in it, in no order. @throws FileError if it cannot be read. */
  list(): Promise<FolderListing>;
  /** Opens a file of this folder. @throws FileError if it is missing, no file, or not readable. */
  open(name: string): Promise<ByteSource>;
  /** A folder within this one. */
  within(folder: string): InputFiles;
}

/** Names without their folder. */
export interface FolderListing {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** A cube's place: its folder and the name that it is opened by; no name where the folder is the cube. */
export interface CubePlace {
  readonly files: InputFiles;
  readonly name: string;
}

/** Whether something in a folder has this name. */
export async function kindIn(files: InputFiles, name: string): Promise<'nothing' | 'folder' | 'file'> {
  const listing = await files.list();
  if (listing.files.includes(name)) return 'file';
  return listing.folders.includes(name) ? 'folder' : 'nothing';
}

/** The ending of a name with its dot, in lower case; empty if it has none. */
export function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot).toLowerCase() : '';
}

/** A small text of a folder. @throws as {@link readText} and {@link InputFiles.open} do. */
export async function readTextIn(files: InputFiles, name: string, limit: number): Promise<string> {
  const source = await files.open(name);
  try {
    return await readText(source, limit);
  } finally {
    await source.close();
  }
}

/** @throws FileError unless a name is that of one file or folder, without a way to it. */
export function checkPlainName(name: string): void {
  // A NUL ends a name for the system, but not for us.
  if (name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name)) return;
  throw new FileError(`expected a name without a folder, found '${name.slice(0, 80)}'`);
}

/**
 * A folder made of blobs or bytes: what a person dropped on a page, or what a test wrote.
 *
 * @param entries by path, with slashes between folders: `scene_ms/scene_ms_01.png`.
 */
export function memoryFiles(
  entries: ReadonlyMap<string, Blob | Uint8Array<ArrayBuffer>>,
  folder = '',
): InputFiles {
  const prefix = folder === '' ? '' : `${folder}/`;
  const below = [...entries.keys()].filter((path) => path.startsWith(prefix));
  const names = below.map((path) => path.slice(prefix.length));
  return {
    folder: folder === '' ? 'the files given' : folder,
    async list() {
      return {
        files: names.filter((name) => !name.includes('/')),
        folders: [...new Set(names.filter((name) => name.includes('/')).map((name) => name.split('/')[0]))],
      };
    },
    async open(name) {
      checkPlainName(name);
      const content = entries.get(prefix + name);
      if (content === undefined) {
        throw new FileError(`expected to read ${prefix + name}, found nothing there`, {
          hint: 'give all files of the cube together',
        });
      }
      return content instanceof Blob ? blobBytes(name, content) : memoryBytes(name, content);
    },
    within(inner) {
      checkPlainName(inner);
      return memoryFiles(entries, prefix + inner);
    },
  };
}

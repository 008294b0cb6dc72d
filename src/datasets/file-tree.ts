/**
 * The names of everything below a folder. Data sets find their samples in such a listing; files are opened through
 * it by the path that it gave, never by one that stood in a file.
 */
import type { ByteSource } from '../cube/files/byte-source.ts';
import { FileError } from '../cube/files/file-error.ts';
import { type CubePlace, type InputFiles, readTextIn } from '../cube/files/input-files.ts';
import { DatasetError } from './dataset.ts';

/** A folder and the paths of the files below it. */
export interface FileTree {
  readonly root: InputFiles;
  /** Paths below the root, with slashes, in natural order. */
  readonly paths: readonly string[];
  /** Folders below the root that could not be read. */
  readonly closed: readonly string[];
  /** Folders that lie too deep and were not looked into. */
  readonly deeper: readonly string[];
  /** Reads a small text that is among the paths. @throws CubeError if it is larger than `limit` bytes. */
  readText(path: string, limit: number): Promise<string>;
}

/** How far a listing may go. */
export interface TreeOptions {
  /** Folders within folders, 8 unless given: deeper ones are not looked into. */
  readonly depth?: number;
  /** Most files and folders together, a million unless given. */
  readonly entries?: number;
  readonly signal?: AbortSignal;
}

const DEPTH = 8;
const MOST_ENTRIES = 1_000_000;

/** Compares names as a person orders them: `img2` before `img10`. */
const collator = new Intl.Collator('en', { numeric: true });

/** Order of names as a person would have them; equal only where the names are. */
export function compareNames(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/**
 * Lists all files below a folder; names that begin with a dot are left out.
 *
 * @throws FileError if the folder itself cannot be read.
 * @throws DatasetError if there are more files and folders than the limit.
 * @throws the reason of the signal once it is aborted.
 */
export async function listTree(root: InputFiles, options: TreeOptions = {}): Promise<FileTree> {
  const { depth = DEPTH, entries: most = MOST_ENTRIES, signal } = options;
  const paths: string[] = [];
  const closed: string[] = [];
  const deeper: string[] = [];
  let entries = 0;
  const walk = async (folder: InputFiles, prefix: string, below: number): Promise<void> => {
    signal?.throwIfAborted();
    const { files, folders } = await folder.list().catch((error: unknown) => {
      if (prefix === '' || !(error instanceof FileError)) throw error;
      closed.push(prefix);
      return { files: [], folders: [] };
    });
    entries += files.length + folders.length;
    if (entries > most) {
      throw new DatasetError(
        `expected a folder with at most ${most.toLocaleString('en-US')} files and folders, found more in ${root.folder}`,
        { hint: 'give the folder of the data set itself' },
      );
    }
    for (const name of files) if (!name.startsWith('.')) paths.push(prefix + name);
    for (const name of folders) {
      if (name.startsWith('.')) continue;
      if (below === 0) deeper.push(prefix + name);
      else await walk(folder.within(name), `${prefix}${name}/`, below - 1);
    }
  };
  await walk(root, '', depth);
  return {
    root,
    paths: paths.sort(compareNames),
    closed,
    deeper,
    async readText(path, limit) {
      const { files, name } = placeAt(root, path);
      return readTextIn(files, name, limit);
    },
  };
}

/** The folder and the name of a path below a root. */
export function placeAt(root: InputFiles, path: string): CubePlace {
  const parts = path.split('/');
  const name = parts[parts.length - 1];
  return { files: parts.slice(0, -1).reduce((folder, part) => folder.within(part), root), name };
}

/** The folder at a path below a root. */
export function folderAt(root: InputFiles, path: string): InputFiles {
  return path === '' ? root : path.split('/').reduce((folder, part) => folder.within(part), root);
}

/** Opens the file at a path below a root. @throws FileError if it is missing or not readable. */
export async function openAt(root: InputFiles, path: string): Promise<ByteSource> {
  const { files, name } = placeAt(root, path);
  return files.open(name);
}

/** The name of a path's file or folder, without those above it. */
export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder of a path, without a slash at its end; empty at the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Which cubes stand in a folder: each once, whatever number of files it is made of. */
import { endingOf, type InputFiles } from '../files/input-files.ts';
import { CUBE_FORMATS } from './index.ts';

/** A cube in a folder. */
export interface ListedCube {
  /** Its name without an ending: by this cubes of two folders are matched. */
  readonly stem: string;
  /** The name that it is opened by. */
  readonly name: string;
  /** True where it is a folder of its own. */
  readonly isFolder: boolean;
}

/** Words that tools put at the end of a folder or file name to say that it is a multispectral cube. */
const SUFFIXES = /_ms$/i;

const natural = new Intl.Collator('en', { numeric: true });

/**
 * Lists the cubes of a folder by what their names say, in natural order; nothing is opened. Folders count as cubes
 * of one picture a band. Where several names have one stem, the ending that is listed first in the table of formats
 * is taken (a header before its data).
 *
 * @throws FileError if the folder cannot be read.
 */
export async function listCubes(files: InputFiles): Promise<ListedCube[]> {
  const listing = await files.list();
  const endings = CUBE_FORMATS.flatMap((format) => format.endings);
  const cubes = new Map<string, { readonly rank: number; readonly cube: ListedCube }>();
  const add = (cube: ListedCube, rank: number): void => {
    const known = cubes.get(cube.stem);
    if (known === undefined || rank < known.rank) cubes.set(cube.stem, { rank, cube });
  };
  for (const name of listing.files) {
    const ending = endingOf(name);
    const rank = endings.indexOf(ending);
    if (rank < 0 || name.startsWith('.')) continue;
    add(
      { stem: name.slice(0, name.length - ending.length).replace(SUFFIXES, ''), name, isFolder: false },
      rank,
    );
  }
  for (const name of listing.folders) {
    if (!name.startsWith('.'))
      add({ stem: name.replace(SUFFIXES, ''), name, isFolder: true }, endings.length);
  }
  return [...cubes.values()].map(({ cube }) => cube).sort((a, b) => natural.compare(a.stem, b.stem));
}

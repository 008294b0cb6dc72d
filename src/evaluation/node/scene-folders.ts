/** Scenes as they stand in folders: true cubes, and what belongs to each by its name. */
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileProblem } from '../../cube/files/file-error.ts';
import { listCubes } from '../../cube/formats/list-cubes.ts';
import { folderInput } from '../../cube/node/folder-files.ts';
import { EvaluationError } from '../evaluation-error.ts';

/** A cube by its path; `name` is what files of one scene share. */
export interface CubePath {
  readonly name: string;
  readonly path: string;
}

/**
 * The cubes that a path stands for: those in the folder, or the one cube that it is.
 *
 * @param wanted names of the scenes that are wanted; all unless given.
 * @throws FileError if the folder cannot be read. @throws EvaluationError if a wanted scene is not there.
 */
export async function cubesAt(path: string, wanted?: readonly string[]): Promise<CubePath[]> {
  const found = await stat(path).catch((cause: unknown) => {
    throw fileProblem(cause, `read ${path}`);
  });
  const stem = (name: string): string => basename(name, extname(name)).replace(/_ms$/i, '');
  if (!found.isDirectory()) return [{ name: stem(path), path }];
  const listed = await listCubes(folderInput(path));
  const cubes =
    listed.length === 0
      ? [{ name: stem(path), path }]
      : listed.map((cube) => ({ name: cube.stem, path: join(path, cube.name) }));
  if (wanted === undefined) return cubes;
  const missing = wanted.filter((name) => !cubes.some((cube) => cube.name === name));
  if (missing.length > 0) {
    throw new EvaluationError(
      `expected the scenes ${wanted.join(', ')} in ${path}, found no ${missing.join(', ')}`,
      {
        hint: `there are ${cubes
          .slice(0, 8)
          .map(({ name }) => name)
          .join(', ')}${cubes.length > 8 ? ', ...' : ''}`,
      },
    );
  }
  return cubes.filter(({ name }) => wanted.includes(name));
}

const PHOTO_ENDINGS = ['.png', '.jpg', '.jpeg', '.tif', '.tiff', '.webp'];

/** Paths of the photos in a folder by the names of their scenes. @throws FileError if it cannot be read. */
export async function photosAt(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw fileProblem(cause, `read the folder ${folder}`);
  });
  const photos = names.filter((name) => PHOTO_ENDINGS.includes(extname(name).toLowerCase())).sort();
  // Challenges name photos after the scene and the way they were made: ARAD_HS_0451_clean.png, _RealWorld.jpg.
  const scene = (name: string): string =>
    basename(name, extname(name)).replace(/_(clean|RealWorld|RGB)$/i, '');
  return new Map(photos.map((name) => [scene(name), join(folder, name)]));
}

/** Cubes in a variable of a MATLAB file, 5 or 7.3, as several sets have them. */
import type { CubeSource } from '../cube/cube-source.ts';
import type { InputFiles } from '../cube/files/input-files.ts';
import { openCubeAt } from '../cube/formats/open-cube.ts';
import { CubeError } from '../cube/spectral-cube.ts';
import type { DatasetContext } from './dataset.ts';
import { placeAt } from './file-tree.ts';

/**
 * Opens a variable as a cube of the set's own wavelengths, whatever the file tells.
 *
 * @throws CubeError if the content is wrong. @throws FileError if the file is missing or not readable.
 */
export function openMatCube(
  path: string,
  variable: string,
  wavelengths: readonly number[],
  files: InputFiles,
  { startHdf5, limits = {} }: DatasetContext,
): Promise<CubeSource> {
  return openCubeAt(placeAt(files, path), { startHdf5, limits, variable, wavelengths });
}

/**
 * The wavelengths that a list in the file itself tells, nm; undefined where it tells none that fit the variable.
 *
 * @throws FileError if the file is missing or not readable.
 */
export async function tellMatWavelengths(
  path: string,
  variable: string,
  files: InputFiles,
  { startHdf5, limits = {} }: DatasetContext,
): Promise<readonly number[] | undefined> {
  try {
    const { wavelengths, ...source } = await openCubeAt(placeAt(files, path), {
      startHdf5,
      limits,
      variable,
    });
    await source.close();
    return wavelengths;
  } catch (error) {
    if (error instanceof CubeError) return undefined;
    throw error;
  }
}

/** A picture of numbers in a variable of a MATLAB 5 file: the masks and label maps that some sets come with. */
import type { InputFiles } from '../cube/files/input-files.ts';
import { DEFAULT_LIMITS } from '../cube/files/read-limits.ts';
import { openMat5 } from '../cube/formats/mat5/mat5-file.ts';
import { type DatasetContext, DatasetError } from './dataset.ts';
import { lastPart, placeAt } from './file-tree.ts';
import type { StoredLabels } from './label-map.ts';

/**
 * Reads a variable of two axes, row by row.
 *
 * @throws CubeError if there is no such variable, or it holds no real numbers.
 * @throws DatasetError if it has other axes. @throws FileError if the file is missing or not readable.
 */
export async function readMat5Plane(
  path: string,
  variable: string,
  files: InputFiles,
  { startHdf5, limits = {} }: DatasetContext,
): Promise<StoredLabels> {
  const mat = await openMat5(placeAt(files, path), { startHdf5, limits: { ...DEFAULT_LIMITS, ...limits } });
  try {
    const shape = mat.variables().find(({ name }) => name === variable)?.shape;
    if (shape !== undefined && shape.length !== 2) {
      throw new DatasetError(
        `expected rows and columns in '${variable}' of ${lastPart(path)}, found ${shape.join(' x ')}`,
      );
    }
    const stored = await mat.readVariable(variable);
    const [height = 0, width = 0] = shape ?? [];
    return { width, height, stored };
  } finally {
    await mat.close();
  }
}

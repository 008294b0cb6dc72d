/**
 * Cubes on disk whatever their format: opened by what stands at a path, written by the ending of a path.
 */
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { type CubeSink, type CubeSource, memorySource, readWholeCube } from '../cube-source.ts';
import { CubeError, createCube, type CubeHeader, type SpectralCube } from '../spectral-cube.ts';
import type { OverwriteOption } from './atomic-file.ts';
import { isCaveFolder, readCaveScene } from './cave-folder.ts';
import { createEnviSink, ENVI_DATA_ENDINGS, openEnvi } from './envi-file.ts';
import { errorCode, FileError, fileProblem } from './file-error.ts';
import { createNpySink, openNpy } from './npy-file.ts';

/**
 * Opens a cube: ENVI (header, data file, or both without their ending), NumPy (`.npy` with an optional `.json`
 * beside it) or the folder of a CAVE scene, which is read whole and not cropped.
 *
 * @throws CubeError if the content is wrong.
 * @throws FileError if nothing that can be read is at the path.
 */
export async function openCube(path: string): Promise<CubeSource> {
  const kind = await kindOf(path);
  const ending = extname(path).toLowerCase();
  if (kind === 'folder') return openCave(path);
  if (ending === '.npy') return openNpy(path);
  const hasHeader = (await kindOf(`${path}.hdr`)) === 'file';
  if (ending === '.hdr' || ENVI_DATA_ENDINGS.includes(ending) || hasHeader) return openEnvi(path);
  if (kind === 'nothing') {
    throw new FileError(`expected a cube at ${path}, found nothing there`, { hint: 'check the path' });
  }
  throw new CubeError(`expected an ENVI cube, a NumPy cube or a CAVE folder, found ${path}`, {
    hint: 'an ENVI cube needs its .hdr file beside it, a NumPy cube ends in .npy',
  });
}

async function openCave(path: string): Promise<CubeSource> {
  if (!(await isCaveFolder(path))) {
    throw new CubeError(`expected a file or the folder of a CAVE scene, found the folder ${path}`, {
      hint: 'a CAVE folder holds <scene>_ms_01.png to <scene>_ms_31.png',
    });
  }
  const cube = await readCaveScene(path, { cropCorruptColumns: false });
  const notes =
    cube.width === 512 && cube.height === 512 ? ['columns 0..3 of a whole CAVE scene hold no picture'] : [];
  return memorySource(cube, notes);
}

async function kindOf(path: string): Promise<'nothing' | 'folder' | 'file'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'nothing';
    throw fileProblem(cause, `read ${path}`);
  }
}

/**
 * Reads a whole cube into memory, see {@link openCube}.
 *
 * @throws CubeError if the content is wrong or memory does not suffice.
 * @throws FileError if nothing that can be read is at the path.
 */
export async function readCube(path: string, signal?: AbortSignal): Promise<SpectralCube> {
  const source = await openCube(path);
  try {
    return await readWholeCube(source, signal);
  } finally {
    await source.close();
  }
}

/** A format that cubes are written in. */
export type CubeFormat = 'envi' | 'npy';

/** How a cube is written. */
export interface WriteCubeOptions extends OverwriteOption {
  /** `npy` for a path that ends in `.npy`, `envi` for any other, unless given. */
  readonly format?: CubeFormat;
  /** `float32` unless given; `uint16` is for ENVI only. */
  readonly dataType?: 'float32' | 'uint16';
  /** Stored number for a sample of 1, ENVI only: 10000 for uint16 and 1 for float32 unless given. */
  readonly scaleFactor?: number;
}

/**
 * Opens a cube for writing in the format that the options or the ending of the path name. A path without the
 * ending of its format gets it.
 *
 * @throws CubeError if the path has the ending of another format or the options do not go together.
 * @throws FileError if an output exists and may not be replaced, or its folder is missing or not writable.
 */
export async function createCubeSink(
  path: string,
  header: CubeHeader,
  options: WriteCubeOptions = {},
): Promise<CubeSink> {
  const ending = extname(path).toLowerCase();
  const format = options.format ?? (ending === '.npy' ? 'npy' : 'envi');
  const { dataType = 'float32', scaleFactor, overwrite = false } = options;
  if (format === 'envi') {
    if (ending === '.npy') throw new CubeError(`expected a path for an ENVI cube, found ${path}`);
    const scale = scaleFactor === undefined ? {} : { scaleFactor };
    return createEnviSink(path, header, { dataType, overwrite, ...scale });
  }
  if (dataType !== 'float32' || scaleFactor !== undefined) {
    throw new CubeError(
      'expected a NumPy cube to be written as float32 without a scale factor, found another',
      {
        hint: 'write ENVI for uint16',
      },
    );
  }
  if (ending === '.hdr' || ENVI_DATA_ENDINGS.includes(ending)) {
    throw new CubeError(`expected a path for a NumPy cube, found ${path}`);
  }
  return createNpySink(ending === '.npy' ? path : `${path}.npy`, header, { overwrite });
}

/**
 * Writes a whole cube; its files appear together or not at all.
 *
 * @returns the paths written, the data file's first, and notes on what was changed (clamped samples).
 * @throws CubeError if the cube cannot be or the options do not go together.
 * @throws FileError if an output exists and may not be replaced, or its folder is missing or not writable.
 */
export async function writeCube(
  path: string,
  cube: SpectralCube,
  options: WriteCubeOptions = {},
): Promise<{ readonly paths: readonly string[]; readonly notes: readonly string[] }> {
  const { data, ...header } = cube;
  createCube(header, data);
  const sink = await createCubeSink(path, header, options);
  try {
    await sink.writeRows(0, cube.height, data);
    return { paths: await sink.finish(), notes: sink.notes };
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

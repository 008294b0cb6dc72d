/** Cubes on disk, by path: the folder and the name that the file formats need. */
import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { type CubeSink, type CubeSource, readWholeCube } from '../cube-source.ts';
import { errorCode, fileProblem } from '../files/file-error.ts';
import type { ReadCubeOptions } from '../formats/cube-format.ts';
import { type CreateCubeOptions, createCubeIn, openCubeAt } from '../formats/open-cube.ts';
import { createCube, type CubeHeader, type SpectralCube } from '../spectral-cube.ts';
import type { OverwriteOption } from './atomic-file.ts';
import { folderInput, folderOutput } from './folder-files.ts';
import { startHdf5 } from './start-hdf5.ts';

/**
 * Opens a cube in any of the formats: a file, one of the two files of an ENVI cube (or both without their ending),
 * or a folder of one picture a band.
 *
 * @throws CubeError if the content is wrong or asks for more than the limits allow.
 * @throws FileError if nothing that can be read is at the path.
 */
export async function openCube(path: string, options: ReadCubeOptions = {}): Promise<CubeSource> {
  const place = (await isFolder(path))
    ? { files: folderInput(path), name: '' }
    : { files: folderInput(dirname(path)), name: basename(path) };
  return openCubeAt(place, { ...options, startHdf5 });
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw fileProblem(cause, `read ${path}`);
  }
}

/**
 * Reads a whole cube into memory, see {@link openCube}.
 *
 * @throws CubeError if the content is wrong or memory does not suffice.
 * @throws FileError if nothing that can be read is at the path.
 */
export async function readCube(
  path: string,
  { signal, ...options }: ReadCubeOptions & { readonly signal?: AbortSignal } = {},
): Promise<SpectralCube> {
  const source = await openCube(path, options);
  try {
    return await readWholeCube(source, signal);
  } finally {
    await source.close();
  }
}

/** How a cube is written. */
export interface WriteCubeOptions extends CreateCubeOptions, OverwriteOption {}

/**
 * Opens a cube for writing in the format that the options or the ending of the path name. A path without an ending
 * of its format gets one.
 *
 * @throws CubeError if the path has the ending of another format or the options do not go together.
 * @throws FileError if an output exists and may not be replaced, or its folder is missing or not writable.
 */
export async function createCubeSink(
  path: string,
  header: CubeHeader,
  { overwrite = false, ...options }: WriteCubeOptions = {},
): Promise<CubeSink> {
  // A trailing slash names a folder, which has a name all the same.
  const whole = /[/\\]$/.test(path) ? resolve(path) : path;
  return createCubeIn(folderOutput(dirname(whole), { overwrite }), basename(whole), header, options);
}

/**
 * Writes a whole cube; its files appear together or not at all.
 *
 * @returns the paths written and notes on what was changed (clamped samples).
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

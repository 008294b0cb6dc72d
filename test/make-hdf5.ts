/** HDF5 files as the HDF5 library writes them, and cubes of MATLAB 7.3 files that are opened from memory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import h5wasm from 'h5wasm/node';
import type { CubeSource } from '../src/cube/cube-source.ts';
import { memoryFiles } from '../src/cube/files/input-files.ts';
import type { OpenContext } from '../src/cube/formats/cube-format.ts';
import { mat73Format } from '../src/cube/formats/mat73/mat73-file.ts';
import { testContext } from './format-laws.ts';

/** A file that the library writes. */
export type MadeHdf5 = InstanceType<typeof h5wasm.File>;

let folder: string | undefined;
let made = 0;

/** The path of a file that `make` fills, in a folder that {@link removeMade} removes. */
export async function hdf5Path(
  make: (file: MadeHdf5) => void,
  name: string = `${made++}.h5`,
): Promise<string> {
  await h5wasm.ready;
  folder ??= mkdtempSync(join(tmpdir(), 'spectralift-'));
  const path = join(folder, name);
  const file = new h5wasm.File(path, 'w');
  make(file);
  file.close();
  return path;
}

/** The bytes of such a file. */
export async function hdf5(make: (file: MadeHdf5) => void): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(await hdf5Path(make)));
}

/** Removes the files that were made. */
export function removeMade(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true });
  folder = undefined;
}

/** Opens the cube of a file, in this thread. */
export function openHdf5Cube(
  bytes: Uint8Array<ArrayBuffer>,
  name = 'a.h5',
  options: Partial<OpenContext> = {},
): Promise<CubeSource> {
  const files = memoryFiles(new Map([[name, bytes]]));
  return mat73Format.open({ files, name }, { ...testContext, ...options });
}

/** Counts from 0. */
export function counting(length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => index);
}

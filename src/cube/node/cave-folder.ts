/** Scenes of the CAVE set on disk, see `formats/png-bands/cave-scene.ts`. */
import { resolve } from 'node:path';
import { wholeWindow } from '../cube-source.ts';
import { FileError } from '../files/file-error.ts';
import { DEFAULT_LIMITS } from '../files/read-limits.ts';
import { caveSceneOf, caveSceneWithin, corruptColumns } from '../formats/png-bands/cave-scene.ts';
import { openCaveScene } from '../formats/png-bands/png-bands-file.ts';
import { createCube, type SpectralCube } from '../spectral-cube.ts';
import { folderInput } from './folder-files.ts';
import { startHdf5 } from './start-hdf5.ts';

/** What is cropped when a scene is read. */
export interface CaveOptions {
  /** Leaves out columns 0..3, which are corrupt, of a whole 512 x 512 scene; smaller windows stay whole. */
  readonly cropCorruptColumns: boolean;
}

/**
 * Reads a scene: 31 bands, 400..700 nm, samples in 0..1.
 *
 * The set calls its samples reflectance; they are reflectance times local shading.
 *
 * @param path the folder with the PNG files, or a folder that holds one such folder.
 * @throws CubeError if a band is missing, is no grey PNG file, or has another size than the first.
 * @throws FileError if the folder is missing or not readable.
 */
export async function readCaveScene(path: string, options: CaveOptions): Promise<SpectralCube> {
  const files = folderInput(resolve(path));
  const listing = await files.list();
  const scene = caveSceneOf(files, listing) ?? (await caveSceneWithin(files, listing));
  if (scene === undefined) {
    throw new FileError(`expected a folder with files <scene>_ms_01.png to 31 in ${path}, found none`, {
      hint: 'give the <scene>_ms folder of a CAVE scene',
    });
  }
  const source = await openCaveScene(scene, { limits: DEFAULT_LIMITS, startHdf5 });
  try {
    const { bands, height, wavelengths, metadata } = source;
    const x = options.cropCorruptColumns ? corruptColumns(source) : 0;
    const width = source.width - x;
    const data = await source.readWindow({ ...wholeWindow(source), x, width });
    return createCube({ bands, height, width, wavelengths, metadata }, data);
  } finally {
    await source.close();
  }
}

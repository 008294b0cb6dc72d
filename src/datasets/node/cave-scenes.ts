/** Reads the scenes of a CAVE folder, split into those that train and those that validate. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CubeError, type SpectralCube } from '../../cube/spectral-cube.ts';
import { readCaveScene } from '../../cube/node/cave-folder.ts';
import { CAVE_VALIDATION } from '../cave.ts';

export interface NamedScene {
  readonly name: string;
  readonly cube: SpectralCube;
}

export type CaveSplit = 'train' | 'validation';

/**
 * Reads every scene of one split below `folder` (`<scene>_ms` folders), corrupt columns cropped.
 *
 * @throws CubeError if the folder holds no scene of that split.
 */
export async function readCaveScenes(folder: string, split: CaveSplit): Promise<NamedScene[]> {
  const entries = await readdir(folder).catch((cause: unknown) => {
    throw new CubeError(`expected a folder of CAVE scenes at ${folder}, found none`, { cause });
  });
  const names = entries
    .filter((entry) => entry.endsWith('_ms'))
    .map((entry) => entry.slice(0, -'_ms'.length))
    .filter((name) => CAVE_VALIDATION.includes(name) === (split === 'validation'))
    .sort();
  if (names.length === 0) {
    throw new CubeError(`expected folders named <scene>_ms of the ${split} split in ${folder}, found none`);
  }
  const scenes: NamedScene[] = [];
  for (const name of names) {
    scenes.push({
      name,
      cube: await readCaveScene(join(folder, `${name}_ms`), { cropCorruptColumns: true }),
    });
  }
  return scenes;
}

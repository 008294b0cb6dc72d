/**
 * What the shipped models are trained from, read from one folder: `cave/` with scenes, and optionally `spectra/`
 * with measured daylights and reflectances. Cameras come from the built-in catalogue. Held-out cameras and every tenth daylight
 * never train, so that both can measure what generalises.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cameraNames, catalogueCamera } from '../../camera/catalogue.ts';
import type { CameraResponse } from '../../camera/camera-response.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { caveUnsaturated } from '../cave.ts';
import type { SampledScene } from '../patch-sampler.ts';
import { readCaveScenes } from './cave-scenes.ts';
import { readSpectralTable } from './spectral-table.ts';

export interface TrainingSources {
  readonly scenes: readonly SampledScene[];
  readonly cameras: readonly CameraResponse[];
  readonly lights: readonly Float64Array[];
  /** Reflectances of single surfaces. Those of colour charts are left out: charts stand in validation scenes. */
  readonly reflectances: readonly Float64Array[];
}

const DAYLIGHTS = join('spectra', 'ill_daylightSpectra.csv');
const REFLECTANCES = [
  'ref_sfu1995',
  'ref_munsell462_nickerson',
  'ref_vrhel_objects170',
  'ref_skin_caucasian_vrhel19',
];

/** Measured daylights that train, nine of ten; none where there is no table. @param folder with `spectra/`. */
export async function readDaylights(folder: string): Promise<Float64Array[]> {
  return (await readIfThere(join(folder, DAYLIGHTS))).filter((_, index) => index % 10 !== 0);
}

/** Reflectances of single surfaces, without those of colour charts; none where there are no tables. */
export async function readReflectances(folder: string): Promise<Float64Array[]> {
  const tables = await Promise.all(
    REFLECTANCES.map((name) => readIfThere(join(folder, 'spectra', `${name}.csv`))),
  );
  return tables.flat();
}

async function readIfThere(path: string): Promise<Float64Array[]> {
  return existsSync(path) ? readSpectralTable(path, VISIBLE_31) : [];
}

/** Reads scenes, cameras and lights; `heldOut` names catalogue cameras that must not train. */
export async function readTrainingSources(
  folder: string,
  heldOut: readonly string[],
): Promise<TrainingSources> {
  const names = heldOut.map((name) => catalogueCamera(name).name);
  const scenes = await readCaveScenes(join(folder, 'cave'), 'train');
  return {
    scenes: scenes.map(({ cube }) => ({ cube, mask: caveUnsaturated(cube) })),
    cameras: cameraNames()
      .filter((name) => !names.includes(name))
      .map((name) => catalogueCamera(name)),
    lights: await readDaylights(folder),
    reflectances: await readReflectances(folder),
  };
}

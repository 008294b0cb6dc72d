/**
 * What the two ARAD sets of the NTIRE challenges share: MATLAB files with the variable `cube` (482 rows x 512 columns
 * x 31 bands in 0..1), `bands` (400..700 nm) and RGB pictures that were computed from the cubes.
 */
import type { CubeSource } from '../cube/cube-source.ts';
import type { InputFiles } from '../cube/files/input-files.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import type { CubeExpectations, CubeSample, DatasetContext } from './dataset.ts';
import { derivedSource } from './derived-source.ts';
import { openMatCube, tellMatWavelengths } from './mat-cube.ts';

/** The variable that holds the samples. */
const VARIABLE = 'cube';

/** Cubes of both sets. */
export const ARAD_EXPECTED: CubeExpectations = {
  width: 512,
  height: 482,
  turned: false,
  wavelengths: VISIBLE_31,
  minimum: 0,
  maximum: 1,
};

/** Opens the variable `cube` of a scene. */
export async function openAradCube(
  { name, cube }: CubeSample,
  files: InputFiles,
  context: DatasetContext,
): Promise<CubeSource> {
  const source = await openMatCube(cube, VARIABLE, VISIBLE_31, files, context);
  return derivedSource(source, {
    metadata: {
      quantity: 'radiance',
      assumption: 'relative to the largest of each scene, as distributed',
      source: name,
      description: `ARAD scene ${name}`,
    },
  });
}

/** The wavelengths that `bands` of a scene tells; undefined where it tells none. */
export function tellAradWavelengths(
  { cube }: CubeSample,
  files: InputFiles,
  context: DatasetContext,
): Promise<readonly number[] | undefined> {
  return tellMatWavelengths(cube, VARIABLE, files, context);
}

/** Numbers with four digits from `first` to `last`, after a prefix. */
export function aradNames(prefix: string, first: number, last: number): readonly string[] {
  return Array.from(
    { length: last - first + 1 },
    (_, index) => prefix + String(first + index).padStart(4, '0'),
  );
}

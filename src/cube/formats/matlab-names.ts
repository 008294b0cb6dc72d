/** Names, types and texts that a cube has in a MATLAB file, whether of level 5 or 7.3. */
import { CubeError, type CubeHeader } from '../spectral-cube.ts';
import type { StoreOptions } from './cube-format.ts';
import type { AxisOrder } from './raw/raw-layout.ts';
import type { SampleType } from './raw/sample-type.ts';

/** The variable with the description of the cube, JSON. */
export const DESCRIPTION_VARIABLE = 'spectralift';
/** The variable with the wavelengths in nanometres; ARAD, NTIRE and ICVL call it so. */
export const WAVELENGTHS_VARIABLE = 'bands';

/** Every type that a variable of numbers can have. */
export const MATLAB_TYPES: readonly SampleType[] = [
  'float32',
  'float64',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'uint64',
  'int64',
];

/** What the axes of a cube are in MATLAB. */
export const MATLAB_AXES: AxisOrder = ['row', 'column', 'band'];

/** Sizes of a cube in MATLAB, which knows no last axis of one step. */
export function matlabShape({ bands, height, width }: CubeHeader): readonly number[] {
  return bands === 1 ? [height, width] : [height, width, bands];
}

/**
 * The name of the variable that holds the samples, `cube` unless given.
 *
 * @throws CubeError if MATLAB would not take it, or another variable has it.
 */
export function cubeVariable({ variable = 'cube' }: StoreOptions): string {
  if (!/^[A-Za-z][A-Za-z0-9_]{0,62}$/.test(variable)) {
    throw new CubeError(
      `expected a MATLAB name (a letter, then at most 62 letters, digits and '_'), found '${variable.slice(0, 80)}'`,
    );
  }
  if (variable === DESCRIPTION_VARIABLE || variable === WAVELENGTHS_VARIABLE) {
    throw new CubeError(`expected another name than '${variable}', which the file needs for itself`);
  }
  return variable;
}

/** A text of JSON in letters that every tool reads: others become \u escapes. */
export function plainJson(text: string): string {
  return text.replace(
    /[^\n\x20-\x7e]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A plane `[row, column]` as MATLAB keeps it, column by column. */
export function byColumns(plane: Float32Array, { height, width }: CubeHeader): Float32Array {
  const turned = new Float32Array(plane.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++)
      turned[column * height + row] = plane[row * width + column];
  }
  return turned;
}

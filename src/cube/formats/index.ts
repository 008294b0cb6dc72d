/** Every file format of cubes. A new one is added here; the table in the docs is made from this list. */
import type { CubeFormat } from './cube-format.ts';
import { enviFormat } from './envi/envi-file.ts';
import { enviLibraryFormat } from './envi/envi-library.ts';
import { npyFormat } from './npy/npy-file.ts';

/** All formats, those that are tried first where endings are shared before the others. */
export const CUBE_FORMATS: readonly CubeFormat[] = [enviFormat, enviLibraryFormat, npyFormat];

/** Every file format of cubes. A new one is added here; the table in the docs is made from this list. */
import type { CubeFormat } from './cube-format.ts';
import { enviFormat } from './envi/envi-file.ts';
import { enviLibraryFormat } from './envi/envi-library.ts';
import { mat5Format } from './mat5/mat5-file.ts';
import { mat73Format } from './mat73/mat73-file.ts';
import { npyFormat } from './npy/npy-file.ts';
import { npzFormat } from './npz/npz-file.ts';
import { pngBandsFormat } from './png-bands/png-bands-file.ts';
import { tiffFormat } from './tiff/tiff-file.ts';

/** All formats, those that are tried first where endings are shared before the others. */
export const CUBE_FORMATS: readonly CubeFormat[] = [
  enviFormat,
  enviLibraryFormat,
  npyFormat,
  npzFormat,
  tiffFormat,
  mat5Format,
  mat73Format,
  pngBandsFormat,
];

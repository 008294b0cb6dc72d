/** How much a file may ask of the machine before it is refused. Every limit can be set; `SECURITY.md` lists them. */

import { CubeError } from '../spectral-cube.ts';
import { formatCount } from '../formats/raw/sample-type.ts';

/** Limits on reading. */
export interface ReadLimits {
  /** Largest text beside or within a file (headers, descriptions), bytes. */
  readonly textBytes: number;
  /** Most bands of a cube. */
  readonly bands: number;
  /** Most samples that a format which can only be read whole may unpack, over all bands. */
  readonly wholeSamples: number;
  /** Most entries of an archive, variables of a MATLAB file, pages of a TIFF file, objects of an HDF5 file. */
  readonly entries: number;
  /** Deepest nesting of structures within a file. */
  readonly depth: number;
  /** Longest time that one call of a foreign parser (HDF5) may take, milliseconds. */
  readonly parserMilliseconds: number;
  /** Most memory that a foreign parser (HDF5) may take, bytes. */
  readonly parserBytes: number;
}

/** The limits that hold unless others are given. */
export const DEFAULT_LIMITS: ReadLimits = {
  textBytes: 8_388_608,
  bands: 4096,
  wholeSamples: 2 ** 29,
  entries: 10_000,
  depth: 32,
  parserMilliseconds: 60_000,
  parserBytes: 2 ** 30,
};

/** @throws CubeError if a file has more bands than the limit. */
export function checkBands(bands: number, limits: ReadLimits, file: string): void {
  if (bands <= limits.bands) return;
  throw new CubeError(
    `expected at most ${formatCount(limits.bands)} bands, found ${formatCount(bands)} in ${file}`,
    {
      hint: 'if this is what it holds, raise the limit on bands',
    },
  );
}

/** @throws CubeError if a cube that can only be read whole has more samples than the limit. */
export function checkWholeSamples(shape: readonly number[], limits: ReadLimits, file: string): void {
  const samples = shape.reduce((product, size) => product * size, 1);
  if (samples <= limits.wholeSamples) return;
  throw new CubeError(
    `expected at most ${formatCount(limits.wholeSamples)} samples in a file that must be read whole, found ${formatCount(samples)} in ${file}`,
    { hint: 'raise the limit if memory suffices, or store the cube as ENVI, NPY or MATLAB 7.3' },
  );
}

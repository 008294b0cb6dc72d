/** The CIE fluorescent lamps. */
import { bandAverages } from './band-averages.ts';
import { FLUORESCENT_FIRST, FLUORESCENT_LAMPS, FLUORESCENT_STEP } from './fluorescent-table.ts';
import { SpectraError } from './spectra-error.ts';

/** The names of the tabulated lamps. */
export function fluorescentNames(): string[] {
  return [...FLUORESCENT_LAMPS.keys()];
}

/**
 * Relative spectral power of a CIE fluorescent lamp; its mercury lines are averaged over the bands of the grid, as
 * {@link bandAverages} states.
 *
 * @param name `F1`..`F12`, upper case.
 * @param grid wavelengths in nanometres within 380..780.
 * @returns one value a wavelength, scaled so that the average around 560 nm is 100.
 * @throws SpectraError if the lamp is unknown or the grid leaves the table.
 * Source: CIE 15, table T.6.1.
 */
export function fluorescent(name: string, grid: readonly number[]): Float64Array {
  const table = FLUORESCENT_LAMPS.get(name);
  if (table === undefined) {
    throw new SpectraError(`expected one of ${fluorescentNames().join(', ')}, found '${name}'`);
  }
  const wavelengths = table.map((_, row) => FLUORESCENT_FIRST + FLUORESCENT_STEP * row);
  return bandAverages(table, wavelengths, grid, name);
}

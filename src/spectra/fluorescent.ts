/**
 * The CIE fluorescent lamps. Their mercury lines are narrower than a band, so a grid that is coarser than
 * the table gets band averages, not point samples.
 */
import { FLUORESCENT_FIRST, FLUORESCENT_LAMPS, FLUORESCENT_STEP } from './fluorescent-table.ts';
import { SpectraError } from './spectra-error.ts';
import { checkGrid, resample } from './wavelengths.ts';

/** Wavelength at which every lamp is 100, nm. */
const REFERENCE = 560;

/** The names of the tabulated lamps. */
export function fluorescentNames(): string[] {
  return [...FLUORESCENT_LAMPS.keys()];
}

/**
 * Relative spectral power of a CIE fluorescent lamp.
 *
 * A sample is the average of the table (5 nm) under a triangle as wide as the distance to the neighbouring
 * wavelengths of the grid: on a 10 nm grid 1/4, 1/2, 1/4; on a grid of 5 nm or finer it is the table,
 * interpolated linearly.
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
  checkGrid(grid);
  const wavelengths = table.map((_, row) => FLUORESCENT_FIRST + FLUORESCENT_STEP * row);
  const end = wavelengths[wavelengths.length - 1];
  if (grid[0] < FLUORESCENT_FIRST || grid[grid.length - 1] > end) {
    throw new SpectraError(
      `expected wavelengths within ${FLUORESCENT_FIRST}..${end} nm, where ${name} is tabulated, found ${grid[0]}..${grid[grid.length - 1]} nm`,
    );
  }
  const fine = resample(table, wavelengths, wavelengths, 'nearest');
  const at560 = bandAverage(fine, wavelengths, REFERENCE, spacingAt(grid, nearestBand(grid, REFERENCE)));
  return Float64Array.from(
    grid,
    (wavelength, band) => (100 * bandAverage(fine, wavelengths, wavelength, spacingAt(grid, band))) / at560,
  );
}

function nearestBand(grid: readonly number[], wavelength: number): number {
  let best = 0;
  for (let band = 1; band < grid.length; band++) {
    if (Math.abs(grid[band] - wavelength) < Math.abs(grid[best] - wavelength)) best = band;
  }
  return best;
}

/** Distance to the nearer neighbour of a band; the table's own step if the grid has one band only. */
function spacingAt(grid: readonly number[], band: number): number {
  const before = band > 0 ? grid[band] - grid[band - 1] : Number.POSITIVE_INFINITY;
  const after = band + 1 < grid.length ? grid[band + 1] - grid[band] : Number.POSITIVE_INFINITY;
  const spacing = Math.min(before, after);
  return Number.isFinite(spacing) ? spacing : FLUORESCENT_STEP;
}

function bandAverage(
  table: Float64Array,
  wavelengths: readonly number[],
  centre: number,
  spacing: number,
): number {
  if (spacing <= FLUORESCENT_STEP) return resample(table, wavelengths, [centre], 'nearest')[0];
  let sum = 0;
  let weights = 0;
  for (let row = 0; row < wavelengths.length; row++) {
    const weight = 1 - Math.abs(wavelengths[row] - centre) / spacing;
    if (weight <= 0) continue;
    sum += weight * table[row];
    weights += weight;
  }
  return sum / weights;
}

/**
 * A finely tabulated light on the bands of a grid. Lines and peaks are narrower than a band, so a grid that is coarser
 * than the table gets band averages, not point samples.
 */
import { SpectraError } from './spectra-error.ts';
import { checkGrid, resample } from './wavelengths.ts';

/** Wavelength at which every light is 100, nm. */
const REFERENCE = 560;

/**
 * Averages of a table under a triangle as wide as the distance to the neighbouring wavelengths of the grid: from a
 * table of 5 nm on a 10 nm grid 1/4, 1/2, 1/4; on a grid as fine as the table or finer it is the table, interpolated
 * linearly.
 *
 * @param table one value a wavelength of `wavelengths`, which ascend at even steps.
 * @param grid wavelengths in nanometres within those of the table.
 * @param name of the light, for messages.
 * @returns one value a wavelength of `grid`, scaled so that the average around 560 nm is 100.
 * @throws SpectraError if the grid does not ascend or leaves the table.
 */
export function bandAverages(
  table: ArrayLike<number>,
  wavelengths: readonly number[],
  grid: readonly number[],
  name: string,
): Float64Array {
  checkGrid(grid);
  const end = wavelengths[wavelengths.length - 1];
  if (grid[0] < wavelengths[0] || grid[grid.length - 1] > end) {
    throw new SpectraError(
      `expected wavelengths within ${wavelengths[0]}..${end} nm, where ${name} is tabulated, found ${grid[0]}..${grid[grid.length - 1]} nm`,
    );
  }
  const step = wavelengths[1] - wavelengths[0];
  /** Distance to the nearer neighbour of a band; the table's own step if the grid has one band only. */
  const spacingAt = (band: number): number => {
    const before = band > 0 ? grid[band] - grid[band - 1] : Number.POSITIVE_INFINITY;
    const after = band + 1 < grid.length ? grid[band + 1] - grid[band] : Number.POSITIVE_INFINITY;
    const spacing = Math.min(before, after);
    return Number.isFinite(spacing) ? spacing : step;
  };
  const averageAt = (centre: number, spacing: number): number => {
    if (spacing <= step) return resample(table, wavelengths, [centre], 'nearest')[0];
    let [sum, weights] = [0, 0];
    for (let row = 0; row < wavelengths.length; row++) {
      const weight = 1 - Math.abs(wavelengths[row] - centre) / spacing;
      if (weight <= 0) continue;
      sum += weight * table[row];
      weights += weight;
    }
    return sum / weights;
  };
  const at560 = averageAt(REFERENCE, spacingAt(nearestBand(grid, REFERENCE)));
  return Float64Array.from(
    grid,
    (wavelength, band) => (100 * averageAt(wavelength, spacingAt(band))) / at560,
  );
}

function nearestBand(grid: readonly number[], wavelength: number): number {
  let best = 0;
  for (let band = 1; band < grid.length; band++) {
    if (Math.abs(grid[band] - wavelength) < Math.abs(grid[best] - wavelength)) best = band;
  }
  return best;
}

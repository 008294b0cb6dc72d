/** Which stretch of the spectrum a band stands for. */
import { checkGrid } from './wavelengths.ts';

/**
 * The edges of the bands: half way between neighbours; the first and the last band reach as far outwards as inwards.
 *
 * @param grid band centres in nanometres, ascending; a single band is taken to be 1 nm wide.
 * @returns one more value than there are bands, ascending: band b stands for edges b to b + 1.
 * @throws SpectraError if the grid does not ascend.
 */
export function bandEdges(grid: readonly number[]): Float64Array {
  checkGrid(grid);
  const last = grid.length - 1;
  const edges = new Float64Array(grid.length + 1);
  for (let band = 1; band <= last; band++) edges[band] = (grid[band - 1] + grid[band]) / 2;
  edges[0] = grid[0] - (last === 0 ? 0.5 : edges[1] - grid[0]);
  edges[last + 1] = grid[last] + (last === 0 ? 0.5 : grid[last] - edges[last]);
  return edges;
}

/**
 * How much of each band lies in a range, in nanometres.
 *
 * @param from nanometres. @param to nanometres; both may be infinite, which gives the widths of the bands.
 * @returns one value a band, at least 0.
 * @throws SpectraError if the grid does not ascend.
 */
export function overlapWith(grid: readonly number[], from: number, to: number): Float64Array {
  const edges = bandEdges(grid);
  return Float64Array.from(grid, (_, band) =>
    Math.max(0, Math.min(to, edges[band + 1]) - Math.max(from, edges[band])),
  );
}

/** How pixels share out among cells: every pixel counts for the four cells whose middles are nearest (bilinear). */
import { CELL } from './feature-extractor.ts';

/** For each pixel along a side: the first of its two cells, counted from -1, and the share of the second. */
export interface CellWeights {
  readonly cell: Int32Array;
  readonly share: Float32Array;
}

/** Cells beyond the border on each side that pixels may count for. */
export const MARGIN = 1;

const known = new Map<number, CellWeights>();

/** The shares for a side of `cells` cells; the cell is counted from the margin, so it is at least 0. */
export function cellWeights(cells: number): CellWeights {
  const old = known.get(cells);
  if (old !== undefined) return old;
  const place = Float64Array.from({ length: CELL * cells }, (_, pixel) => (pixel + 0.5) / CELL - 0.5);
  const weights = {
    cell: Int32Array.from(place, (value) => Math.floor(value) + MARGIN),
    share: Float32Array.from(place, (value) => value - Math.floor(value)),
  };
  known.set(cells, weights);
  return weights;
}

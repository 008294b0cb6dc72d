/**
 * The CIE 1931 standard observer on any wavelength grid.
 */
import { CIE1931_FIRST, CIE1931_ROWS, CIE1931_STEP } from './cie1931-table.ts';
import { resample } from './wavelengths.ts';

/** Three colour-matching functions, one sample a wavelength each. */
export interface ColourMatching {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

const TABLE_GRID: readonly number[] = CIE1931_ROWS.map((_, row) => CIE1931_FIRST + CIE1931_STEP * row);

/**
 * The colour-matching functions of the CIE 1931 2-degree observer.
 *
 * @param grid wavelengths in nanometres, ascending.
 * @returns dimensionless functions, y-bar peaks at about 1; 0 outside 380..780 nm; linear between the
 * tabulated wavelengths.
 * @throws SpectraError if the grid does not ascend.
 * Source: CIE 15, table T.4; ISO/CIE 11664-1.
 */
export function cie1931(grid: readonly number[]): ColourMatching {
  const column = (index: 0 | 1 | 2) =>
    resample(
      CIE1931_ROWS.map((row) => row[index]),
      TABLE_GRID,
      grid,
      'zero',
    );
  return { x: column(0), y: column(1), z: column(2) };
}

/** The spectrum of a glowing black body. */
import { checkGrid } from './wavelengths.ts';

/** Wavelength at which every light is 100, nm. */
const REFERENCE = 560;
/** Second radiation constant, nm K (CODATA 2018: 1.438776877e-2 m K). */
export const SECOND_RADIATION = 1.438776877e7;

/**
 * Planck's law, 100 at 560 nm.
 *
 * @param scale second radiation constant over temperature, nm.
 * @param grid wavelengths in nanometres, ascending.
 * @throws SpectraError if the grid does not ascend.
 */
export function planck(scale: number, grid: readonly number[]): Float64Array {
  checkGrid(grid);
  return Float64Array.from(
    grid,
    (wavelength) =>
      100 * (REFERENCE / wavelength) ** 5 * (Math.expm1(scale / REFERENCE) / Math.expm1(scale / wavelength)),
  );
}

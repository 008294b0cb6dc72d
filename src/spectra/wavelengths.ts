/**
 * Wavelength grids and the one way to carry samples from one grid to another.
 */
import { SpectraError } from './spectra-error.ts';

export { SpectraError } from './spectra-error.ts';

/** The 31 bands that the published methods use: 400..700 nm in steps of 10 nm. */
export const VISIBLE_31: readonly number[] = Object.freeze(
  Array.from({ length: 31 }, (_, band) => 400 + 10 * band),
);

/**
 * Checks that a grid has at least one wavelength and that all are positive, finite and ascending.
 *
 * @param grid wavelengths in nanometres.
 * @throws SpectraError naming the first wavelength that breaks the order.
 */
export function checkGrid(grid: readonly number[]): void {
  if (grid.length === 0) throw new SpectraError('expected at least one wavelength, found an empty grid');
  for (let band = 0; band < grid.length; band++) {
    const previous = band === 0 ? 0 : grid[band - 1];
    if (!(Number.isFinite(grid[band]) && grid[band] > previous)) {
      throw new SpectraError(
        `expected wavelengths in nanometres that ascend, found ${grid[band]} after ${previous} at band ${band + 1}`,
      );
    }
  }
}

/**
 * Interpolates samples linearly from one wavelength grid to another.
 *
 * @param values one sample a wavelength of `from`, any unit.
 * @param from wavelengths of the samples in nanometres, ascending.
 * @param to wanted wavelengths in nanometres, ascending.
 * @param outside what holds beyond the ends of `from`: nothing (`zero`) or the end sample (`nearest`).
 * @returns one sample a wavelength of `to`; where `to` meets `from` the sample itself, bit for bit.
 * @throws SpectraError if a grid does not ascend or the number of samples does not fit.
 */
export function resample(
  values: ArrayLike<number>,
  from: readonly number[],
  to: readonly number[],
  outside: 'zero' | 'nearest',
): Float64Array {
  checkGrid(from);
  checkGrid(to);
  if (values.length !== from.length) {
    throw new SpectraError(
      `expected ${from.length} samples, one a wavelength, found ${values.length} for ${from[0]}..${from[from.length - 1]} nm`,
    );
  }
  const result = new Float64Array(to.length);
  const last = from.length - 1;
  let left = 0;
  for (let band = 0; band < to.length; band++) {
    const wavelength = to[band];
    if (wavelength < from[0]) {
      result[band] = outside === 'zero' ? 0 : values[0];
      continue;
    }
    if (wavelength > from[last]) {
      result[band] = outside === 'zero' ? 0 : values[last];
      continue;
    }
    while (left < last && from[left + 1] <= wavelength) left++;
    if (from[left] === wavelength) {
      result[band] = values[left];
      continue;
    }
    const share = (wavelength - from[left]) / (from[left + 1] - from[left]);
    result[band] = values[left] + share * (values[left + 1] - values[left]);
  }
  return result;
}

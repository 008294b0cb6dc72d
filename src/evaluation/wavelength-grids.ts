/** Whether spectra can be compared band by band. */

/** Wavelengths that differ by no more are taken as equal, in nanometres. */
const WAVELENGTH_TOLERANCE = 0.5;

/**
 * What sets two wavelength grids apart, as `expected ..., found ...`; nothing if each band of one is within 0.5 nm of
 * the other's.
 */
export function gridDifference(expected: readonly number[], found: readonly number[]): string | undefined {
  if (expected.length !== found.length) {
    return `expected ${gridText(expected)}, found ${gridText(found)}`;
  }
  const band = expected.findIndex(
    (wavelength, index) => !(Math.abs(wavelength - found[index]) <= WAVELENGTH_TOLERANCE),
  );
  if (band === -1) return undefined;
  return `expected band ${band + 1} at ${expected[band]} nm (within ${WAVELENGTH_TOLERANCE} nm), found ${found[band]} nm`;
}

function gridText(wavelengths: readonly number[]): string {
  return `${wavelengths.length} bands of ${wavelengths[0]}..${wavelengths[wavelengths.length - 1]} nm`;
}

/** How light of one wavelength looks, as nearly as a screen can show it: an ornament for axes, not a measurement. */
import { cie1931, encodeSrgb, XYZ_TO_LINEAR_SRGB } from '../engine/library.ts';

/** CSS colour of a wavelength in nanometres; grey where the eye sees nothing. */
export function wavelengthColour(wavelength: number): string {
  if (!(wavelength >= 380 && wavelength <= 780)) return 'rgb(90 90 90)';
  const { x, y, z } = cie1931([wavelength]);
  const linear = [0, 1, 2].map((row) => {
    const [a, b, c] = XYZ_TO_LINEAR_SRGB.slice(3 * row, 3 * row + 3);
    return Math.max(0, a * x[0] + b * y[0] + c * z[0]);
  });
  const most = Math.max(...linear, 0.35); // dim ends stay dim
  const bytes = linear.map((value) => Math.round(255 * encodeSrgb(Math.min(1, value / most))));
  return `rgb(${bytes.join(' ')})`;
}

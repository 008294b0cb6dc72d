/** The angle between two spectra, from the products that it is made of. */

/**
 * acos(<a, b> / (|a||b| + epsilon)) in degrees, the cosine limited to -1..1, without which rounding turns the angle of
 * equal spectra into not-a-number.
 *
 * Without an epsilon, the angle to a spectrum that is zero throughout is 90, or 0 if both are; with one it is 90.
 *
 * @param inner <a, b>. @param squareA |a|^2. @param squareB |b|^2.
 * @returns 0..180.
 * Source: F. A. Kruse et al., Remote Sensing of Environment 44 (1993), spectral angle mapper.
 */
export function angleBetween(inner: number, squareA: number, squareB: number, epsilon = 0): number {
  const divisor = Math.sqrt(squareA * squareB) + epsilon;
  if (divisor === 0) return squareA === squareB ? 0 : 90;
  return (Math.acos(Math.min(1, Math.max(-1, inner / divisor))) * 180) / Math.PI;
}

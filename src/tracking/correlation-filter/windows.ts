/** The fixed planes of a correlation filter: what its response should be, and the fading towards the border. */

/**
 * A Gaussian around the first cell that goes on at the opposite borders, as a circular shift has it.
 *
 * @param side of the plane in cells. @param sigma standard deviation in cells.
 * @returns row-major, 1 at the first cell.
 */
export function gaussianLabel(side: number, sigma: number): Float32Array {
  const away = (index: number): number => Math.min(index, side - index);
  return Float32Array.from({ length: side * side }, (_, index) => {
    const [y, x] = [away(Math.floor(index / side)), away(index % side)];
    return Math.exp((-0.5 * (x * x + y * y)) / (sigma * sigma));
  });
}

/** Hann's window in two dimensions, row-major: 1 in the middle, near 0 at the border but nowhere 0. */
export function cosineWindow(side: number): Float32Array {
  const one = (index: number): number => 0.5 * (1 - Math.cos((2 * Math.PI * (index + 0.5)) / side));
  return Float32Array.from(
    { length: side * side },
    (_, index) => one(Math.floor(index / side)) * one(index % side),
  );
}

/** Three numbers a pixel from a planar cube: what cameras, observers and false colours have in common. */

/** Pixels per block: three float64 accumulators of this length stay in the nearest cache. */
const BLOCK = 2048;

/**
 * A matrix of three rows applied to every pixel, accumulated in double precision.
 *
 * @param matrix 3 x bands, row-major.
 * @param cube planar `[bands, pixels]`.
 * @returns planar `[3, pixels]`.
 */
export function projectPlanar(matrix: Float64Array, cube: Float32Array): Float32Array {
  const bands = matrix.length / 3;
  const pixels = cube.length / bands;
  const result = new Float32Array(3 * pixels);
  const red = new Float64Array(BLOCK);
  const green = new Float64Array(BLOCK);
  const blue = new Float64Array(BLOCK);
  for (let start = 0; start < pixels; start += BLOCK) {
    const count = Math.min(BLOCK, pixels - start);
    red.fill(0);
    green.fill(0);
    blue.fill(0);
    for (let band = 0; band < bands; band++) {
      const r = matrix[band];
      const g = matrix[bands + band];
      const b = matrix[2 * bands + band];
      const from = band * pixels + start;
      for (let i = 0; i < count; i++) {
        const value = cube[from + i];
        red[i] += r * value;
        green[i] += g * value;
        blue[i] += b * value;
      }
    }
    for (let i = 0; i < count; i++) {
      result[start + i] = red[i];
      result[pixels + start + i] = green[i];
      result[2 * pixels + start + i] = blue[i];
    }
  }
  return result;
}

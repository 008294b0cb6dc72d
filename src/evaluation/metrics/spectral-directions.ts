/** True spectra scaled to length 1, so that they are alike where their shapes are, whatever their brightness. */

/**
 * The spectra of some pixels, each divided by its L2 norm; a spectrum that is zero throughout stays so.
 *
 * @param truth planar `[bands, pixels]`.
 * @param pixels which, as indices.
 * @returns row-major `[pixels, bands]`.
 */
export function spectralDirections(
  truth: ArrayLike<number>,
  bands: number,
  pixels: Int32Array,
): Float64Array {
  const plane = truth.length / bands;
  const result = new Float64Array(pixels.length * bands);
  const squares = new Float64Array(pixels.length);
  for (let band = 0; band < bands; band++) {
    for (let index = 0; index < pixels.length; index++) {
      const value = truth[band * plane + pixels[index]];
      result[index * bands + band] = value;
      squares[index] += value * value;
    }
  }
  for (let index = 0; index < pixels.length; index++) {
    if (squares[index] === 0) continue;
    const scale = 1 / Math.sqrt(squares[index]);
    for (let band = 0; band < bands; band++) result[index * bands + band] *= scale;
  }
  return result;
}

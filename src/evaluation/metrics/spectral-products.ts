/** Inner products of true and estimated spectra, pixel by pixel: what spectral angle and fit are made of. */
import { type CubePair, countedPixels } from './cube-pair.ts';

/** One value a counted pixel, in the order of the pixels. */
export interface SpectralProducts {
  /** Indices of the pixels, ascending. */
  readonly pixels: Int32Array;
  /** <y, z>. */
  readonly inner: Float64Array;
  /** |y|^2. */
  readonly trueSquare: Float64Array;
  /** |z|^2. */
  readonly estimateSquare: Float64Array;
}

/** The products of every counted pixel. @throws EvaluationError if sizes do not fit or no pixel counts. */
export function spectralProducts(pair: CubePair): SpectralProducts {
  const { truth, estimate, bands } = pair;
  const pixels = countedPixels(pair);
  const plane = truth.length / bands;
  const inner = new Float64Array(pixels.length);
  const trueSquare = new Float64Array(pixels.length);
  const estimateSquare = new Float64Array(pixels.length);
  for (let band = 0; band < bands; band++) {
    for (let index = 0; index < pixels.length; index++) {
      const y = truth[band * plane + pixels[index]];
      const z = estimate[band * plane + pixels[index]];
      inner[index] += y * z;
      trueSquare[index] += y * y;
      estimateSquare[index] += z * z;
    }
  }
  return { pixels, inner, trueSquare, estimateSquare };
}

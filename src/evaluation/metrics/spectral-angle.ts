/**
 * Spectral angle: how far two spectra differ in shape, whatever their brightness. On dark pixels, where noise makes
 * the shape, it is large for every method: give a mask of lit pixels, or both figures.
 */
import { angleBetween } from '../../spectra/angle-between.ts';
import type { CubePair } from './cube-pair.ts';
import { meanOf } from './mean-of.ts';
import { spectralProducts } from './spectral-products.ts';

export interface SpectralAngleOptions {
  /** Added to |y||z| that is divided by. Default 0; 1e-6 in Zhu et al., which adds degrees to dark pixels. */
  readonly epsilon?: number;
}

/**
 * The angle of one counted pixel after another, in degrees, as {@link angleBetween} has it.
 *
 * @throws EvaluationError if sizes do not fit or no pixel counts.
 * Source: F. A. Kruse et al., Remote Sensing of Environment 44 (1993), spectral angle mapper.
 */
export function spectralAngles(pair: CubePair, options: SpectralAngleOptions = {}): Float64Array {
  const { epsilon = 0 } = options;
  const { inner, trueSquare, estimateSquare } = spectralProducts(pair);
  return inner.map((product, index) =>
    angleBetween(product, trueSquare[index], estimateSquare[index], epsilon),
  );
}

/**
 * Mean spectral angle over the counted pixels (SAM), in degrees.
 *
 * @throws EvaluationError if sizes do not fit or no pixel counts.
 */
export function spectralAngle(pair: CubePair, options: SpectralAngleOptions = {}): number {
  return meanOf(spectralAngles(pair, options));
}

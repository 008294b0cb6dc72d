/**
 * Spectral angle: how far two spectra differ in shape, whatever their brightness. On dark pixels, where noise makes
 * the shape, it is large for every method: give a mask of lit pixels, or both figures.
 */
import type { CubePair } from './cube-pair.ts';
import { meanOf } from './mean-of.ts';
import { spectralProducts } from './spectral-products.ts';

export interface SpectralAngleOptions {
  /** Added to |y||z| that is divided by. Default 0; 1e-6 in Zhu et al., which adds degrees to dark pixels. */
  readonly epsilon?: number;
}

/**
 * The angle of one counted pixel after another, in degrees: acos(<y, z> / (|y||z| + epsilon)), the cosine limited to
 * -1..1, without which rounding turns the angle of equal spectra into not-a-number.
 *
 * Without an epsilon, the angle of a spectrum that is zero throughout is 90, or 0 if both are; with one it is 90.
 *
 * @throws EvaluationError if sizes do not fit or no pixel counts.
 * Source: F. A. Kruse et al., Remote Sensing of Environment 44 (1993), spectral angle mapper.
 */
export function spectralAngles(pair: CubePair, options: SpectralAngleOptions = {}): Float64Array {
  const { epsilon = 0 } = options;
  const { inner, trueSquare, estimateSquare } = spectralProducts(pair);
  return inner.map((product, index) => {
    const divisor = Math.sqrt(trueSquare[index] * estimateSquare[index]) + epsilon;
    if (divisor === 0) return trueSquare[index] === estimateSquare[index] ? 0 : 90;
    return (Math.acos(Math.min(1, Math.max(-1, product / divisor))) * 180) / Math.PI;
  });
}

/**
 * Mean spectral angle over the counted pixels (SAM), in degrees.
 *
 * @throws EvaluationError if sizes do not fit or no pixel counts.
 */
export function spectralAngle(pair: CubePair, options: SpectralAngleOptions = {}): number {
  return meanOf(spectralAngles(pair, options));
}

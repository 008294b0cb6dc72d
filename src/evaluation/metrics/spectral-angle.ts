/**
 * Spectral angle: how far two spectra differ in shape, whatever their brightness. On dark pixels, where noise makes
 * the shape, it is large for every method: give a mask of lit pixels, or both figures.
 */
import { type CubePair, countedPixels } from './cube-pair.ts';

export interface SpectralAngleOptions {
  /** Added to |y||z| that is divided by. Default 0; 1e-6 in Zhu et al., which adds degrees to dark pixels. */
  readonly epsilon?: number;
}

/**
 * The angle of one counted pixel after another, in degrees: acos(<y, z> / (|y||z| + epsilon)), the cosine limited to
 * -1..1. Where a spectrum is zero throughout the angle is 90, or 0 if both are.
 *
 * @throws EvaluationError if sizes do not fit or no pixel counts.
 * Source: F. A. Kruse et al., Remote Sensing of Environment 44 (1993), spectral angle mapper.
 */
export function spectralAngles(pair: CubePair, options: SpectralAngleOptions = {}): Float64Array {
  const { truth, estimate, bands } = pair;
  const { epsilon = 0 } = options;
  const counted = countedPixels(pair);
  const pixels = truth.length / bands;
  const inner = new Float64Array(counted.length);
  const trueSquare = new Float64Array(counted.length);
  const estimateSquare = new Float64Array(counted.length);
  for (let band = 0; band < bands; band++) {
    for (let index = 0; index < counted.length; index++) {
      const y = truth[band * pixels + counted[index]];
      const z = estimate[band * pixels + counted[index]];
      inner[index] += y * z;
      trueSquare[index] += y * y;
      estimateSquare[index] += z * z;
    }
  }
  return inner.map((product, index) => {
    const lengths = Math.sqrt(trueSquare[index] * estimateSquare[index]);
    if (lengths === 0) return trueSquare[index] === estimateSquare[index] ? 0 : 90;
    return (Math.acos(Math.min(1, Math.max(-1, product / (lengths + epsilon)))) * 180) / Math.PI;
  });
}

/**
 * Mean spectral angle over the counted pixels (SAM), in degrees.
 *
 * @throws EvaluationError if sizes do not fit or no pixel counts.
 */
export function spectralAngle(pair: CubePair, options: SpectralAngleOptions = {}): number {
  const angles = spectralAngles(pair, options);
  return angles.reduce((sum, angle) => sum + angle, 0) / angles.length;
}

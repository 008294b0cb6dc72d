/** The pixels of a scene that an estimate meets worst, with their spectra. */
import { spectrumAt, type SpectralCube } from '../cube/spectral-cube.ts';
import type { WorstPixel } from './evaluation-result.ts';
import { worstPixels } from './metrics/error-maps.ts';
import { LIT_LEVEL, litPixels } from '../cube/lit-pixels.ts';
import type { ErrorMaps } from './protocols/protocol.ts';

/** Least distance between two of them, so that they do not all lie in one spot. */
const APART = 16;

/** How {@link worstPixelsOf} chooses. */
export const WORST_PIXELS_BY = `spectral angle, among pixels whose true mean over bands is above ${LIT_LEVEL} (all, if none is), at least ${APART} pixels apart`;

/**
 * The lit pixels with the largest spectral angle; on dark ones noise makes the angle, so they count only if all are.
 *
 * @param count how many at most.
 */
export function worstPixelsOf(
  truth: SpectralCube,
  estimate: SpectralCube,
  maps: ErrorMaps,
  count: number,
): WorstPixel[] {
  const { width, spectralAngle, relativeError } = maps;
  const lit = litPixels(truth.data, truth.bands);
  const angles = spectralAngle.map((angle, pixel) => (lit[pixel] === 0 ? Number.NaN : angle));
  const ranked = angles.every(Number.isNaN) ? spectralAngle : angles;
  return worstPixels(ranked, { width, count, apart: APART }).map((pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return {
      x,
      y,
      spectralAngle: spectralAngle[pixel],
      relativeError: relativeError[pixel],
      truth: spectrumAt(truth, x, y),
      estimate: spectrumAt(estimate, x, y),
    };
  });
}

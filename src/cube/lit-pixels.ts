/** Which pixels are bright enough for the shape of their spectrum to be more than noise. */
import { CubeError } from './spectral-cube.ts';

/** Mean over bands above which a pixel counts as lit. */
export const LIT_LEVEL = 0.02;

/**
 * 1 at every pixel whose mean over bands is above `level`.
 *
 * @param samples planar `[bands, pixels]`.
 * @param level in the unit of the samples.
 * @throws CubeError if the samples are no multiple of the bands.
 */
export function litPixels(samples: ArrayLike<number>, bands: number, level = LIT_LEVEL): Uint8Array {
  if (!(bands >= 1 && samples.length % bands === 0)) {
    throw new CubeError(`expected samples of ${bands} bands, found ${samples.length} samples`);
  }
  const pixels = samples.length / bands;
  const sums = new Float64Array(pixels);
  for (let band = 0; band < bands; band++) {
    for (let pixel = 0; pixel < pixels; pixel++) sums[pixel] += samples[band * pixels + pixel];
  }
  return Uint8Array.from(sums, (sum) => (sum / bands > level ? 1 : 0));
}

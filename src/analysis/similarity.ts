/** Where in a picture a spectrum is: the spectral angle of every pixel to it. */
import { LIT_LEVEL } from '../cube/lit-pixels.ts';
import { angleBetween } from '../spectra/angle-between.ts';
import { AnalysisError } from './analysis-error.ts';
import { eachBlock, pixelsOf } from './linear-forms.ts';

/** What counts as too dark to have a shape. */
export interface SimilarityOptions {
  /** A pixel whose mean over bands is not above this is dark; in the unit of the samples. Default 0.02. */
  readonly darkBelow?: number;
}

/**
 * The spectral angle of every pixel to a spectrum, in degrees: 0 for the same shape, whatever the brightness.
 *
 * @param samples planar `[bands, pixels]`.
 * @param spectrum one value a band, any scale.
 * @returns one value a pixel, 0..180; not-a-number where the pixel is dark, since noise makes the shape there.
 * @throws AnalysisError if the samples are no multiple of the bands, or the spectrum is zero or not finite.
 * Source: F. A. Kruse et al., Remote Sensing of Environment 44 (1993), spectral angle mapper.
 */
export function similarityMap(
  samples: Float32Array,
  spectrum: ArrayLike<number>,
  options: SimilarityOptions = {},
): Float32Array {
  const { darkBelow = LIT_LEVEL } = options;
  const wanted = Float64Array.from(spectrum);
  const length = wanted.reduce((sum, value) => sum + value * value, 0);
  if (!(Number.isFinite(length) && length > 0)) {
    throw new AnalysisError(`expected a spectrum that is finite and not zero, found a length of ${length}`);
  }
  const bands = wanted.length;
  const map = new Float32Array(pixelsOf(samples, bands));
  const mean = new Float64Array(bands).fill(1 / bands);
  eachBlock(samples, [wanted, mean], ({ start, count, values: [inner, means], squares }) => {
    for (let i = 0; i < count; i++) {
      map[start + i] = means[i] > darkBelow ? angleBetween(inner[i], squares[i], length) : Number.NaN;
    }
  });
  return map;
}

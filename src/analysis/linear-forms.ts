/**
 * What all maps are made of: a few weighted sums over the bands of every pixel, and the length of its spectrum. The
 * studio's fragment shader computes the same on the GPU.
 */
import { AnalysisError } from './analysis-error.ts';

/** Pixels a block: its accumulators stay in the nearest cache. */
const BLOCK = 2048;

/** The sums of some pixels, in double precision; valid until the next block. */
export interface FormsOfBlock {
  /** Index of the first pixel. */
  readonly start: number;
  readonly count: number;
  /** One array a form, one value a pixel. */
  readonly values: readonly Float64Array[];
  /** Sum of squares over the bands, one value a pixel. */
  readonly squares: Float64Array;
}

/**
 * Computes forms of all pixels, block by block.
 *
 * @param samples planar `[bands, pixels]`.
 * @param forms weights of the bands, `bands` values each.
 * @returns the number of pixels.
 * @throws AnalysisError if the samples are no multiple of the bands, or the forms differ in length.
 */
export function eachBlock(
  samples: Float32Array,
  forms: readonly ArrayLike<number>[],
  visit: (block: FormsOfBlock) => void,
): number {
  const bands = forms[0].length;
  const pixels = pixelsOf(samples, bands);
  for (const form of forms) {
    if (form.length !== bands) {
      throw new AnalysisError(`expected ${bands} weights, one a band, found ${form.length}`);
    }
  }
  const values = forms.map(() => new Float64Array(BLOCK));
  const squares = new Float64Array(BLOCK);
  for (let start = 0; start < pixels; start += BLOCK) {
    const count = Math.min(BLOCK, pixels - start);
    for (const sums of values) sums.fill(0);
    squares.fill(0);
    for (let band = 0; band < bands; band++) {
      const from = band * pixels + start;
      for (const [index, form] of forms.entries()) {
        const weight = form[band];
        if (weight === 0) continue;
        const sums = values[index];
        for (let i = 0; i < count; i++) sums[i] += weight * samples[from + i];
      }
      for (let i = 0; i < count; i++) squares[i] += samples[from + i] * samples[from + i];
    }
    visit({ start, count, values, squares });
  }
  return pixels;
}

/** How many pixels the samples are. @throws AnalysisError if they are no multiple of the bands. */
export function pixelsOf(samples: ArrayLike<number>, bands: number): number {
  if (!(bands >= 1 && samples.length % bands === 0)) {
    throw new AnalysisError(`expected samples of ${bands} bands, found ${samples.length} samples`);
  }
  return samples.length / bands;
}

/**
 * Indices of two ranges of the spectrum, as remote sensing uses them: their ratio, or their normalised difference,
 * which brightness and shading leave alone.
 *
 * Source of the normalised difference: J. W. Rouse et al., Third ERTS Symposium, NASA SP-351 (1974) 309.
 */
import { overlapWith } from '../spectra/band-edges.ts';
import { AnalysisError } from './analysis-error.ts';
import { eachBlock, pixelsOf } from './linear-forms.ts';

/** A part of the spectrum, nanometres, `from` below `to`. */
export type WavelengthRange = readonly [from: number, to: number];

/** `ratio`: a / b. `normalised-difference`: (a - b) / (a + b), in -1..1 for positive spectra. */
export type BandIndexKind = 'ratio' | 'normalised-difference';

/**
 * Weights of the bands whose sum over a spectrum is its mean over a range. A band stands for the stretch half way to
 * its neighbours; one that lies in the range in part counts with the part that does.
 *
 * @param wavelengths band centres, nm, ascending.
 * @returns one weight a band, at least 0, of sum 1.
 * @throws AnalysisError if the range is empty or lies outside the bands. @throws SpectraError if they do not ascend.
 */
export function rangeWeights(wavelengths: readonly number[], range: WavelengthRange): Float64Array {
  const [from, to] = range;
  if (!(from < to)) {
    throw new AnalysisError(`expected a range of wavelengths that ascends, found ${from}..${to} nm`);
  }
  const overlaps = overlapWith(wavelengths, from, to);
  const sum = overlaps.reduce((total, width) => total + width, 0);
  if (!(sum > 0)) {
    throw new AnalysisError(
      `expected a range that meets the bands at ${wavelengths[0]}..${wavelengths[wavelengths.length - 1]} nm, found ${from}..${to} nm`,
    );
  }
  return overlaps.map((width) => width / sum);
}

/**
 * The index of two means.
 *
 * @returns not-a-number where the divisor is not positive.
 */
export function bandIndex(kind: BandIndexKind, a: number, b: number): number {
  const divisor = kind === 'ratio' ? b : a + b;
  return divisor > 0 ? (kind === 'ratio' ? a : a - b) / divisor : Number.NaN;
}

/**
 * The index of the means over two ranges, a over b, at every pixel.
 *
 * @param samples planar `[bands, pixels]`.
 * @returns one value a pixel; not-a-number where the divisor is not positive.
 * @throws AnalysisError if the samples are no multiple of the bands, or as {@link rangeWeights}.
 */
export function bandIndexMap(
  samples: Float32Array,
  wavelengths: readonly number[],
  ranges: { readonly a: WavelengthRange; readonly b: WavelengthRange },
  kind: BandIndexKind,
): Float32Array {
  const map = new Float32Array(pixelsOf(samples, wavelengths.length));
  const forms = [rangeWeights(wavelengths, ranges.a), rangeWeights(wavelengths, ranges.b)];
  eachBlock(samples, forms, ({ start, count, values: [a, b] }) => {
    for (let i = 0; i < count; i++) map[start + i] = bandIndex(kind, a[i], b[i]);
  });
  return map;
}

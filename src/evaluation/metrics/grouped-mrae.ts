/**
 * Grouped relative error: the mean over groups of similar true spectra, each counting alike however few pixels it has,
 * and the worst group. Reveals failure on rare materials, which the mean over pixels hides.
 */
import { Random } from '../../random.ts';
import { EvaluationError } from '../evaluation-error.ts';
import { type CubePair, countedPixels } from './cube-pair.ts';
import { type Centroids, kMeans } from './k-means.ts';
import { checkedEpsilon, type MraeOptions } from './mrae.ts';
import { spectralDirections } from './spectral-directions.ts';

/** Pixels whose spectra are scaled at a time. */
const BLOCK = 1024;

/** Rounds of k-means at most. */
export const GROUPING_ROUNDS = 10;

export interface GroupedMraeOptions extends MraeOptions {
  /** Groups wanted; default 1000, as NTIRE 2020. Fewer result where there are fewer distinct shapes. */
  readonly groups?: number;
  /** Pixels, drawn at random, that the groups are fitted to; default 32768. All counted pixels are then grouped. */
  readonly fittedPixels?: number;
  /** Seed of the drawing and of k-means; default 0. Another seed gives other groups, and so another figure. */
  readonly seed?: number;
}

/** Pixels with similar true spectra. */
export interface SpectralGroup {
  /** Mean relative error over the pixels and bands of the group. */
  readonly mrae: number;
  readonly pixels: number;
  /** Mean of the true spectra, in the units of the cube. */
  readonly truth: Float64Array;
  /** Mean of the estimated spectra. */
  readonly estimate: Float64Array;
}

export interface GroupedMrae {
  /** Mean over groups, each counting alike. */
  readonly mean: number;
  readonly worst: SpectralGroup;
  /** Groups that hold a sample that counts. */
  readonly groups: number;
  /** Pixels without a group, because their true spectrum is zero throughout. */
  readonly pixelsLeftOut: number;
  /** Samples left out of the errors, because the true sample plus epsilon is not positive. */
  readonly samplesLeftOut: number;
}

/**
 * Groups the counted pixels by k-means on their true spectra, scaled to L2 norm 1, and averages the relative errors of
 * the groups.
 *
 * @throws EvaluationError if sizes do not fit, no pixel counts or has a spectrum, an option is out of range, or with
 * `zeros: 'refuse'` a true sample plus epsilon is not positive.
 * Source: NTIRE 2020 spectral reconstruction challenge, labelPixelGroup and weightedAccuracy. There groups come from
 * mini-batch k-means without a seed; figures agree only as far as two runs of that agree.
 */
export function groupedMrae(pair: CubePair, options: GroupedMraeOptions): GroupedMrae {
  const { groups = 1000, fittedPixels = 32768, seed = 0, zeros = 'refuse' } = options;
  const epsilon = checkedEpsilon(options.epsilon);
  const { truth, bands } = pair;
  if (!(Number.isInteger(fittedPixels) && fittedPixels >= 1)) {
    throw new EvaluationError(`expected at least 1 pixel to fit groups to, found ${fittedPixels}`);
  }
  const all = countedPixels(pair);
  const pixels = withSpectrum(truth, bands, all);
  if (pixels.length === 0) throw new EvaluationError('expected a true spectrum that is not zero, found none');
  const random = new Random(seed);
  const drawn = drawPixels(pixels, fittedPixels, random);
  const centroids = kMeans(spectralDirections(truth, bands, drawn), {
    dimensions: bands,
    count: groups,
    random,
    rounds: GROUPING_ROUNDS,
  });
  const sums = groupSums(pair, pixels, labels(truth, bands, pixels, centroids), centroids.count, epsilon);
  if (zeros === 'refuse' && sums.leftOut > 0) {
    throw new EvaluationError(
      `expected true samples that are positive with epsilon ${epsilon}, found ${sums.leftOut} that are not`,
      { hint: "give an epsilon, mask dark pixels, or leave such samples out (zeros: 'leave-out')" },
    );
  }
  return { ...summary(sums, bands), pixelsLeftOut: all.length - pixels.length, samplesLeftOut: sums.leftOut };
}

function withSpectrum(truth: ArrayLike<number>, bands: number, pixels: Int32Array): Int32Array {
  const plane = truth.length / bands;
  const lit = new Uint8Array(plane);
  for (let band = 0; band < bands; band++) {
    for (const pixel of pixels) if (truth[band * plane + pixel] !== 0) lit[pixel] = 1;
  }
  return pixels.filter((pixel) => lit[pixel] === 1);
}

/** Some of the pixels, each as likely as any other, ascending; all if there are no more. */
function drawPixels(pixels: Int32Array, count: number, random: Random): Int32Array {
  const drawn = pixels.slice();
  if (count >= drawn.length) return drawn;
  for (let place = 0; place < count; place++) {
    const other = place + random.integer(drawn.length - place);
    [drawn[place], drawn[other]] = [drawn[other], drawn[place]];
  }
  return drawn.slice(0, count).sort();
}

/** The group of each pixel. */
function labels(
  truth: ArrayLike<number>,
  bands: number,
  pixels: Int32Array,
  centroids: Centroids,
): Uint16Array {
  const result = new Uint16Array(pixels.length);
  let guess = 0;
  for (let start = 0; start < pixels.length; start += BLOCK) {
    const block = pixels.subarray(start, start + BLOCK);
    const directions = spectralDirections(truth, bands, block);
    for (let index = 0; index < block.length; index++) {
      guess = centroids.nearest(directions, index * bands, guess);
      result[start + index] = guess;
    }
  }
  return result;
}

interface GroupSums {
  readonly errors: Float64Array;
  readonly samples: Float64Array;
  readonly pixels: Float64Array;
  /** groups x bands, row-major. */
  readonly truth: Float64Array;
  readonly estimate: Float64Array;
  readonly leftOut: number;
}

function groupSums(
  { truth, estimate, bands }: CubePair,
  pixels: Int32Array,
  groupOf: Uint16Array,
  groups: number,
  epsilon: number,
): GroupSums {
  const plane = truth.length / bands;
  const sums = {
    errors: new Float64Array(groups),
    samples: new Float64Array(groups),
    pixels: new Float64Array(groups),
    truth: new Float64Array(groups * bands),
    estimate: new Float64Array(groups * bands),
  };
  let leftOut = 0;
  for (const group of groupOf) sums.pixels[group]++;
  for (let band = 0; band < bands; band++) {
    for (let index = 0; index < pixels.length; index++) {
      const group = groupOf[index];
      const y = truth[band * plane + pixels[index]];
      const z = estimate[band * plane + pixels[index]];
      sums.truth[group * bands + band] += y;
      sums.estimate[group * bands + band] += z;
      if (y + epsilon <= 0) {
        leftOut++;
        continue;
      }
      sums.errors[group] += Math.abs(y - z) / (y + epsilon);
      sums.samples[group]++;
    }
  }
  return { ...sums, leftOut };
}

function summary(sums: GroupSums, bands: number): Pick<GroupedMrae, 'mean' | 'worst' | 'groups'> {
  let worst = -1;
  let worstError = Number.NEGATIVE_INFINITY;
  let total = 0;
  let groups = 0;
  for (let group = 0; group < sums.errors.length; group++) {
    if (sums.samples[group] === 0) continue;
    const error = sums.errors[group] / sums.samples[group];
    total += error;
    groups++;
    if (worst === -1 || error > worstError) {
      worst = group;
      worstError = error;
    }
  }
  if (worst === -1) throw new EvaluationError('expected a positive true sample, found none');
  const mean = (values: Float64Array): Float64Array =>
    values.slice(worst * bands, (worst + 1) * bands).map((sum) => sum / sums.pixels[worst]);
  return {
    mean: total / groups,
    worst: {
      mrae: worstError,
      pixels: sums.pixels[worst],
      truth: mean(sums.truth),
      estimate: mean(sums.estimate),
    },
    groups,
  };
}

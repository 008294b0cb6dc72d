/** Errors pixel by pixel, as pictures: to be looked at, and to find the worst pixels. */
import { type CubePair, countedPixels } from './cube-pair.ts';
import { checkedEpsilon } from './mrae.ts';
import { type SpectralAngleOptions, spectralAngles } from './spectral-angle.ts';

/**
 * The spectral angle of every pixel, in degrees; not-a-number where a pixel does not count.
 *
 * @returns one value a pixel.
 * @throws EvaluationError if sizes do not fit or no pixel counts.
 */
export function spectralAngleMap(pair: CubePair, options: SpectralAngleOptions = {}): Float32Array {
  const map = new Float32Array(pair.truth.length / pair.bands).fill(Number.NaN);
  const angles = spectralAngles(pair, options);
  countedPixels(pair).forEach((pixel, index) => {
    map[pixel] = angles[index];
  });
  return map;
}

/**
 * The mean over bands of |y - z| at every pixel, in the unit of the samples; not-a-number where a pixel does not count.
 *
 * @returns one value a pixel.
 * @throws EvaluationError if sizes do not fit or no pixel counts.
 */
export function absoluteErrorMap(pair: CubePair): Float32Array {
  const { truth, estimate, bands } = pair;
  const plane = truth.length / bands;
  const map = new Float32Array(plane).fill(Number.NaN);
  for (const pixel of countedPixels(pair)) {
    let sum = 0;
    for (let band = 0; band < bands; band++) {
      sum += Math.abs(truth[band * plane + pixel] - estimate[band * plane + pixel]);
    }
    map[pixel] = sum / bands;
  }
  return map;
}

/**
 * The mean over bands of |y - z| / (y + epsilon) at every pixel; not-a-number where a pixel does not count.
 *
 * Bands where y + epsilon is not positive are left out; a pixel where all are is not-a-number.
 *
 * @returns one value a pixel.
 * @throws EvaluationError if sizes do not fit, no pixel counts, or epsilon is negative.
 */
export function relativeErrorMap(pair: CubePair, { epsilon }: { readonly epsilon: number }): Float32Array {
  checkedEpsilon(epsilon);
  const { truth, estimate, bands } = pair;
  const plane = truth.length / bands;
  const counted = countedPixels(pair);
  const sums = new Float64Array(counted.length);
  const counts = new Int32Array(counted.length);
  for (let band = 0; band < bands; band++) {
    for (let index = 0; index < counted.length; index++) {
      const at = band * plane + counted[index];
      const divisor = truth[at] + epsilon;
      if (divisor <= 0) continue;
      sums[index] += Math.abs(truth[at] - estimate[at]) / divisor;
      counts[index]++;
    }
  }
  const map = new Float32Array(plane).fill(Number.NaN);
  counted.forEach((pixel, index) => {
    map[pixel] = sums[index] / counts[index];
  });
  return map;
}

export interface WorstPixelsOptions {
  readonly width: number;
  /** How many at most. */
  readonly count: number;
  /** Least distance between two of them, in pixels along the longer axis; default 1, so that all may be neighbours. */
  readonly apart?: number;
}

/** The pixels with the largest values, largest first, as indices; what is not a number does not count. */
export function worstPixels(map: ArrayLike<number>, options: WorstPixelsOptions): number[] {
  const { width, count, apart = 1 } = options;
  const chosen: number[] = [];
  const near = (a: number, b: number): boolean =>
    Math.max(Math.abs((a % width) - (b % width)), Math.abs(Math.floor(a / width) - Math.floor(b / width))) <
    Math.max(1, apart);
  while (chosen.length < count) {
    let worst = -1;
    for (let pixel = 0; pixel < map.length; pixel++) {
      const larger = worst === -1 ? !Number.isNaN(map[pixel]) : map[pixel] > map[worst];
      if (larger && !chosen.some((other) => near(pixel, other))) worst = pixel;
    }
    if (worst === -1) break;
    chosen.push(worst);
  }
  return chosen;
}

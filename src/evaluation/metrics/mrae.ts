/**
 * Mean relative absolute error. Near black it is ruled by what it divides by, so the epsilon is stated with every
 * figure, and so is how many true samples of zero were left out: real cubes have them, and the challenges' own code,
 * which divides by them, then answers with infinity or not-a-number.
 */
import { EvaluationError } from '../evaluation-error.ts';
import { type CubePair, countedPixels } from './cube-pair.ts';

export interface MraeOptions {
  /** Added to the true sample that is divided by; not negative. State it with every figure: near black it rules. */
  readonly epsilon: number;
  /**
   * What happens where the true sample plus epsilon is not positive: `refuse` (default) is an error, `leave-out`
   * leaves the sample out of the mean and counts it.
   */
  readonly zeros?: 'refuse' | 'leave-out';
}

/** A mean relative error and what it is the mean of. */
export interface RelativeError {
  /** Not-a-number if every sample was left out. */
  readonly mean: number;
  /** Samples that count. */
  readonly samples: number;
  /** Samples left out, because the true sample plus epsilon is not positive. */
  readonly leftOut: number;
}

/**
 * mean |y - z| / (y + epsilon) over all bands and counted pixels, and how many samples that are.
 *
 * @throws EvaluationError if sizes do not fit, no pixel counts, epsilon is negative, or with `zeros: 'refuse'` a true
 * sample plus epsilon is not positive.
 * Source: NTIRE 2018 to 2022 spectral reconstruction challenges (epsilon 0); others take 1e-3, 1e-6 or 1e-8.
 */
export function relativeError(pair: CubePair, options: MraeOptions): RelativeError {
  const epsilon = checkedEpsilon(options.epsilon);
  const { truth, estimate, bands } = pair;
  const counted = countedPixels(pair);
  const pixels = truth.length / bands;
  let sum = 0;
  let leftOut = 0;
  for (let band = 0; band < bands; band++) {
    for (const pixel of counted) {
      const at = band * pixels + pixel;
      const divisor = truth[at] + epsilon;
      if (divisor <= 0) {
        if (options.zeros !== 'leave-out') throw refusal(truth[at], epsilon, band);
        leftOut++;
        continue;
      }
      sum += Math.abs(truth[at] - estimate[at]) / divisor;
    }
  }
  const samples = bands * counted.length - leftOut;
  return { mean: sum / samples, samples, leftOut };
}

/**
 * The mean alone of {@link relativeError}.
 *
 * @throws EvaluationError as that does, and if every sample was left out.
 */
export function mrae(pair: CubePair, options: MraeOptions): number {
  const { mean, samples, leftOut } = relativeError(pair, options);
  if (samples === 0) {
    throw new EvaluationError(
      `expected a true sample that is positive with epsilon ${options.epsilon}, found none in ${leftOut}`,
    );
  }
  return mean;
}

/** The epsilon, if it is one. @throws EvaluationError if it is negative or not a number. */
export function checkedEpsilon(epsilon: number): number {
  if (!(epsilon >= 0)) throw new EvaluationError(`expected an epsilon of at least 0, found ${epsilon}`);
  return epsilon;
}

function refusal(sample: number, epsilon: number, band: number): EvaluationError {
  return new EvaluationError(
    `expected true samples that are positive with epsilon ${epsilon}, found ${sample} in band ${band + 1}`,
    { hint: "give an epsilon, mask dark pixels, or leave such samples out (zeros: 'leave-out')" },
  );
}

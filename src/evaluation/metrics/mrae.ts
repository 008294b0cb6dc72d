/** Mean relative absolute error. */
import { EvaluationError } from '../evaluation-error.ts';
import { type CubePair, countedPixels } from './cube-pair.ts';

export interface MraeOptions {
  /** Added to the true sample that is divided by; not negative. State it with every figure: near black it rules. */
  readonly epsilon: number;
}

/**
 * mean |y - z| / (y + epsilon) over all bands and counted pixels.
 *
 * @throws EvaluationError if sizes do not fit, no pixel counts, epsilon is negative, or a true sample plus epsilon
 * is not positive.
 * Source: NTIRE 2018 to 2022 spectral reconstruction challenges (epsilon 0); others take 1e-3, 1e-6 or 1e-8.
 */
export function mrae(pair: CubePair, { epsilon }: MraeOptions): number {
  if (!(epsilon >= 0)) throw new EvaluationError(`expected an epsilon of at least 0, found ${epsilon}`);
  const { truth, estimate, bands } = pair;
  const counted = countedPixels(pair);
  const pixels = truth.length / bands;
  let sum = 0;
  for (let band = 0; band < bands; band++) {
    for (const pixel of counted) {
      const at = band * pixels + pixel;
      const divisor = truth[at] + epsilon;
      if (!(divisor > 0)) {
        throw new EvaluationError(
          `expected true samples that are positive with epsilon ${epsilon}, found ${truth[at]} in band ${band + 1}`,
          { hint: 'give an epsilon, or mask dark pixels' },
        );
      }
      sum += Math.abs(truth[at] - estimate[at]) / divisor;
    }
  }
  return sum / (bands * counted.length);
}

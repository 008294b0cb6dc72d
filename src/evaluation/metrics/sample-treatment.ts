/** What is done to samples before they are compared; published figures differ in it, so it is always a parameter. */
import { EvaluationError } from '../evaluation-error.ts';

export interface SampleTreatment {
  /** Limits both cubes to this interval first, such as [0, 1]. Without it samples count as they are. */
  readonly clamp?: readonly [low: number, high: number];
  /**
   * Largest integer of the scale that samples are cut to, such as 65535 for 16 bits: sample x largest is computed in
   * float32, its fraction is cut off (towards zero, nothing is limited), and the result divided by the largest again,
   * so that a range of 1 stays 1. The form of the AGD-Net code.
   */
  readonly truncateTo?: number;
}

/**
 * The treatment as a function of one sample; a clamp comes before the truncation.
 *
 * @throws EvaluationError if the interval is empty or the largest integer is none.
 */
export function sampleTreatment({ clamp, truncateTo }: SampleTreatment): (sample: number) => number {
  if (clamp !== undefined && !(clamp[0] < clamp[1])) {
    throw new EvaluationError(`expected a clamp from low to high, found ${clamp[0]} to ${clamp[1]}`);
  }
  if (truncateTo !== undefined && !(Number.isInteger(truncateTo) && truncateTo >= 1)) {
    throw new EvaluationError(`expected a largest integer of at least 1 to truncate to, found ${truncateTo}`);
  }
  const [low, high] = clamp ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (truncateTo === undefined) {
    return clamp === undefined ? (sample) => sample : (sample) => Math.min(high, Math.max(low, sample));
  }
  return (sample) =>
    Math.trunc(Math.fround(Math.fround(Math.min(high, Math.max(low, sample))) * truncateTo)) / truncateTo;
}

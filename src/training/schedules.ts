/** Learning rates by step. */

/** The learning rate at step t = 1..steps. */
export type Schedule = (step: number) => number;

export interface CosineOptions {
  readonly peak: number;
  readonly last: number;
  readonly steps: number;
  /** Steps over which the rate climbs linearly to its peak. Default 0. */
  readonly warmUp?: number;
}

/** Linear warm-up to `peak`, then half a cosine down to `last` (Loshchilov and Hutter 2017, no restarts). */
export function cosineSchedule({ peak, last, steps, warmUp = 0 }: CosineOptions): Schedule {
  return (step) => {
    if (step <= warmUp) return (peak * step) / warmUp;
    const share = Math.min(1, (step - warmUp) / Math.max(1, steps - warmUp));
    return last + ((peak - last) * (1 + Math.cos(Math.PI * share))) / 2;
  };
}

export interface PolynomialOptions {
  readonly peak: number;
  readonly power: number;
  readonly steps: number;
}

/** peak (1 - (t - 1) / steps)^power, as semantic networks are trained. */
export function polynomialSchedule({ peak, power, steps }: PolynomialOptions): Schedule {
  return (step) => peak * (1 - (step - 1) / steps) ** power;
}

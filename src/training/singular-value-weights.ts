/**
 * What the rank loss of AGD-Net (Zhu et al., IEEE TCI 2021) makes of one pair of singular values, p of an estimate and t
 * of the truth. Its gradient is a definition, "singular value weighting": along the k-th pair of singular vectors the
 * estimate is moved by w p, with w = (p - t) / (max(p^2, t^2) + 1e-6). That is the relative error (p - t) / max(p, t) where
 * p is too large, and p / t times it where p is too small: a singular value near zero is hardly raised. The value that is told beside it, |p - t| / (max(p, t) + 1e-6), is
 * another function: its derivative would be near 1 / t however small the error. What the published gradient is the
 * gradient of follows by integration, and is the `potential` here.
 */

/**
 * `intended`: as defined above. `released`: as the released file has it, where w is overwritten by the mask, so that kept
 * singular values shrink whatever the truth is, and the value counts them.
 */
export type RankLossForm = 'intended' | 'released';

/** What a pair of singular values asks for. */
export interface SingularValueWeight {
  /** w: along its singular vectors the estimate is moved by w p. */
  readonly weight: number;
  /** The value as published. */
  readonly value: number;
  /** Its derivative by p is w p; at least 0. */
  readonly potential: number;
}

const EPSILON = 1e-6;

/** The weight of a pair that the masks keep. @param estimate p and @param truth t, both at least 0. */
export function singularValueWeight(
  estimate: number,
  truth: number,
  form: RankLossForm,
): SingularValueWeight {
  if (form === 'released') return { weight: 1, value: 1, potential: estimate ** 2 / 2 };
  const larger = Math.max(estimate, truth);
  return {
    weight: (estimate - truth) / (larger ** 2 + EPSILON),
    value: Math.abs(estimate - truth) / (larger + EPSILON),
    potential: potential(estimate, truth),
  };
}

/**
 * The integral of x (x - t) / (max(x^2, t^2) + 1e-6) from t to p: about (p - t)^2 / 2 t near t, p - t - t ln(p / t)
 * above, (p - t)^2 (2 p + t) / 6 t^2 below.
 */
function potential(p: number, t: number): number {
  if (p <= t) return ((p - t) ** 2 * (2 * p + t)) / (6 * (t ** 2 + EPSILON));
  const root = Math.sqrt(EPSILON);
  const angle = Math.atan2(root * (p - t), EPSILON + p * t); // atan(p / root) - atan(t / root)
  const logarithm = Math.log1p(((p - t) * (p + t)) / (t ** 2 + EPSILON));
  return Math.max(0, p - t - root * angle - (t / 2) * logarithm);
}

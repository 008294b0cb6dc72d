/**
 * The non-negative spectrum nearest to a given one that has a given colour. The problem has one unknown a
 * band, but its dual has one a channel: the answer is max(0, y + C^T l) for three numbers l, which a
 * projected, semi-smooth Newton iteration finds.
 */
import type { CameraResponse } from './camera-response.ts';

/** Weights of the proximal term in successive stages, as shares of the mean squared row length of C. */
const STAGES = [1e-3, 1e-5, 1e-7, 1e-9, 1e-10] as const;
/** Newton steps at most within a stage; few pixels need more than ten in all. */
const STEPS = 60;
/** Step halvings at most within one Newton step. */
const HALVINGS = 40;

/**
 * Solves, one pixel at a time, without allocation: minimise |y' - y|^2 / 2 over y' >= 0 with C y' = X in
 * channels that are equalities and C y' >= X in channels that are lower bounds.
 *
 * The dual is made strictly convex by a proximal term whose weight falls in stages from 1e-3 to 1e-10 of the
 * mean squared row length d of C (the method of multipliers); a stage starts where the last one ended, and
 * the colour being met ends them early. Wherever a non-negative spectrum of the colour exists, at distance t
 * from y, the colour error is at most sqrt(1e-10 d) t, and inside the gamut it is below float32 rounding.
 * Where none exists, the result is the non-negative spectrum whose colour comes nearest. The result is
 * non-negative whenever the iteration stops, which it does after a bounded number of steps.
 * Source: R. T. Rockafellar, 1976 (proximal method of multipliers); L. Qi and D. Sun, 1999 (semi-smooth
 * Newton for best approximation); D. P. Bertsekas, 1982 (projected Newton for the bounds).
 */
export class NonNegativeProjection {
  private readonly matrix: Float64Array;
  private readonly bands: number;
  private readonly scale: number;
  private weight = 0;
  private readonly centre = new Float64Array(3);
  private readonly spectrum: Float64Array;
  private readonly target = new Float64Array(3);
  private readonly multipliers = new Float64Array(3);
  private readonly trial = new Float64Array(3);
  private readonly gradient = new Float64Array(3);
  private readonly hessian = new Float64Array(9);
  private readonly step = new Float64Array(3);

  constructor(response: CameraResponse) {
    this.matrix = response.matrix;
    this.bands = response.bands;
    this.spectrum = new Float64Array(response.bands);
    this.scale = (response.gram[0] + response.gram[4] + response.gram[8]) / 3;
  }

  /**
   * Replaces one pixel of `result`.
   *
   * @param cube planar `[bands, pixels]`, the spectra to stay near to.
   * @param rgb planar `[3, pixels]`, the wanted colours.
   * @param clipLevel channels at or above are lower bounds.
   * @param start where the iteration starts: this pixel's three multipliers without the bound at zero.
   * @param result planar `[bands, pixels]`, written at this pixel.
   */
  solvePixel(
    cube: Float32Array,
    rgb: Float32Array,
    pixel: number,
    pixels: number,
    clipLevel: number,
    start: ArrayLike<number>,
    result: Float32Array,
  ): void {
    const { bands, matrix, spectrum, target, multipliers } = this;
    for (let band = 0; band < bands; band++) spectrum[band] = cube[band * pixels + pixel];
    let bounded = 0;
    for (let channel = 0; channel < 3; channel++) {
      const at = channel * pixels + pixel;
      target[channel] = rgb[at];
      multipliers[channel] = start[channel];
      if (rgb[at] >= clipLevel) bounded |= 1 << channel;
      if (((bounded >> channel) & 1) === 1 && multipliers[channel] < 0) multipliers[channel] = 0;
    }
    this.minimise(bounded);
    const [r, g, b] = multipliers;
    for (let band = 0; band < bands; band++) {
      const value =
        spectrum[band] + r * matrix[band] + g * matrix[bands + band] + b * matrix[2 * bands + band];
      result[band * pixels + pixel] = Math.max(value, 0);
    }
  }

  /** All stages; leaves the answer in `multipliers`. */
  private minimise(bounded: number): void {
    const { multipliers, centre, gradient, target, scale } = this;
    const size = Math.abs(target[0]) + Math.abs(target[1]) + Math.abs(target[2]);
    const tolerance = 1e-9 * size + 1e-14;
    for (const share of STAGES) {
      this.weight = share * scale;
      centre.set(multipliers);
      this.minimiseStage(bounded, tolerance);
      let worst = 0;
      for (let channel = 0; channel < 3; channel++) {
        if (this.isHeld(channel, bounded)) continue;
        const error = gradient[channel] - this.weight * (multipliers[channel] - centre[channel]);
        worst = Math.max(worst, Math.abs(error));
      }
      if (worst <= 4 * tolerance) return;
    }
  }

  /** Projected Newton with step halving on the dual with its proximal term. */
  private minimiseStage(bounded: number, tolerance: number): void {
    const { multipliers, trial, gradient, step } = this;
    let value = this.evaluate(multipliers, true);
    for (let iteration = 0; iteration < STEPS; iteration++) {
      let free = 7;
      let worst = 0;
      for (let channel = 0; channel < 3; channel++) {
        if (this.isHeld(channel, bounded)) free &= ~(1 << channel);
        else worst = Math.max(worst, Math.abs(gradient[channel]));
      }
      if (worst <= tolerance) return;
      this.newtonStep(free);
      let slope = 0;
      for (let channel = 0; channel < 3; channel++) slope += gradient[channel] * step[channel];
      let length = 1;
      let next = Number.POSITIVE_INFINITY;
      for (let halving = 0; halving < HALVINGS; halving++) {
        for (let channel = 0; channel < 3; channel++) {
          const moved = multipliers[channel] + length * step[channel];
          trial[channel] = ((bounded >> channel) & 1) === 1 && moved < 0 ? 0 : moved;
        }
        next = this.evaluate(trial, false);
        if (next <= value + 1e-4 * length * slope) break;
        length /= 2;
      }
      if (!(next < value)) return;
      multipliers.set(trial);
      value = this.evaluate(multipliers, true);
    }
  }

  /** Whether a lower bound is met without its help: its multiplier is 0 and would only fall. */
  private isHeld(channel: number, bounded: number): boolean {
    return ((bounded >> channel) & 1) === 1 && this.multipliers[channel] <= 0 && this.gradient[channel] >= 0;
  }

  /** The dual function with its proximal term; with `derivatives` also its gradient and generalised Hessian. */
  private evaluate(at: Float64Array, derivatives: boolean): number {
    const { bands, matrix, spectrum, gradient, hessian, target, weight, centre } = this;
    const l0 = at[0];
    const l1 = at[1];
    const l2 = at[2];
    const m0 = l0 - centre[0];
    const m1 = l1 - centre[1];
    const m2 = l2 - centre[2];
    let sum = 0;
    let g0 = 0;
    let g1 = 0;
    let g2 = 0;
    let h00 = weight;
    let h01 = 0;
    let h02 = 0;
    let h11 = weight;
    let h12 = 0;
    let h22 = weight;
    for (let band = 0; band < bands; band++) {
      const r = matrix[band];
      const g = matrix[bands + band];
      const b = matrix[2 * bands + band];
      const value = spectrum[band] + l0 * r + l1 * g + l2 * b;
      if (value <= 0) continue;
      sum += value * value;
      if (!derivatives) continue;
      g0 += value * r;
      g1 += value * g;
      g2 += value * b;
      h00 += r * r;
      h01 += r * g;
      h02 += r * b;
      h11 += g * g;
      h12 += g * b;
      h22 += b * b;
    }
    if (derivatives) {
      gradient[0] = g0 + weight * m0 - target[0];
      gradient[1] = g1 + weight * m1 - target[1];
      gradient[2] = g2 + weight * m2 - target[2];
      hessian[0] = h00;
      hessian[1] = h01;
      hessian[2] = h02;
      hessian[4] = h11;
      hessian[5] = h12;
      hessian[8] = h22;
    }
    const penalty = weight * (m0 * m0 + m1 * m1 + m2 * m2);
    return (sum + penalty) / 2 - (l0 * target[0] + l1 * target[1] + l2 * target[2]);
  }

  /** Solves H step = -gradient over the free channels by Cholesky; held channels get no step. */
  private newtonStep(free: number): void {
    const { hessian: h, gradient, step } = this;
    const k0 = free & 1;
    const k1 = (free >> 1) & 1;
    const k2 = (free >> 2) & 1;
    const a = k0 === 1 ? Math.sqrt(h[0]) : 1;
    const b = k0 * k1 === 1 ? h[1] / a : 0;
    const c = k0 * k2 === 1 ? h[2] / a : 0;
    // Rounding may take a tiny pivot below the proximal weight that the exact one is at least.
    const d = k1 === 1 ? Math.sqrt(Math.max(h[4] - b * b, this.weight)) : 1;
    const e = k1 * k2 === 1 ? (h[5] - b * c) / d : 0;
    const f = k2 === 1 ? Math.sqrt(Math.max(h[8] - c * c - e * e, this.weight)) : 1;
    const u = (-k0 * gradient[0]) / a;
    const v = (-k1 * gradient[1] - b * u) / d;
    const w = (-k2 * gradient[2] - c * u - e * v) / f;
    step[2] = (k2 * w) / f;
    step[1] = (k1 * (v - e * step[2])) / d;
    step[0] = (k0 * (u - b * step[1] - c * step[2])) / a;
  }
}

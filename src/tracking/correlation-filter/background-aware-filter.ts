/**
 * The background-aware correlation filter: K planes of a filter that answers the object with a Gaussian and all that
 * surrounds it, in every circular shift, with nothing. The filter lives on a support of the object's size in the middle
 * of a much larger plane; ADMM goes back and forth between frequencies, where the misfit is solved, and cells, where
 * the support is cut out.
 *
 * minimise 1/2 |y - sum_k x_k * h_k|^2 + lambda/2 sum_k |h_k|^2,   h_k zero outside the support
 *
 * Source: H. Kiani Galoogahi, A. Fagg, S. Lucey, "Learning Background-Aware Correlation Filters for Visual Tracking",
 * ICCV 2017, equations 4..8. Constants are those of a public port, except where {@link FILTER_DEFAULTS} says otherwise.
 */
import { TrackingError } from '../tracking-error.ts';
import { type HalfSpectra, PlaneTransform } from './plane-transform.ts';
import { gaussianLabel } from './windows.ts';

/** The numbers of the solver. */
export interface FilterSettings {
  /** Weight of the filter's own size. */
  readonly lambda: number;
  /** First penalty of ADMM, the factor by which it grows, and its largest value; all times the number of cells. */
  readonly penalty: number;
  readonly growth: number;
  readonly largestPenalty: number;
  readonly iterations: number;
  /** Share of the newest frame in the model. */
  readonly learningRate: number;
}

/** Of a public port of BACF; the penalty's start, growth and end are recalled, not checked. */
export const FILTER_DEFAULTS: FilterSettings = {
  lambda: 0.01,
  penalty: 1,
  growth: 10,
  largestPenalty: 1000,
  iterations: 2,
  learningRate: 0.013,
};

/** What a filter is for. */
export interface FilterShape {
  /** Side of the planes in cells, a power of two. */
  readonly side: number;
  /** Number of feature planes. */
  readonly channels: number;
  /** Size of the object in cells, rounded to whole ones, at least 1. */
  readonly support: { readonly width: number; readonly height: number };
  /** Standard deviation of the wanted response, in cells. */
  readonly sigma: number;
}

/** A response: how much every circular shift looks like the object. */
export interface FilterResponse {
  /** Row-major; the first cell stands for no shift. */
  readonly plane: Float32Array;
  readonly spectrum: HalfSpectra;
}

/** A filter that is trained frame by frame. All that it learns is {@link BackgroundAwareFilter.model}. */
export class BackgroundAwareFilter {
  readonly shape: FilterShape;
  readonly settings: FilterSettings;
  readonly transform: PlaneTransform;
  readonly #label: HalfSpectra;
  readonly #seen: HalfSpectra;
  readonly #filter: HalfSpectra;
  readonly #auxiliary: HalfSpectra;
  readonly #multiplier: HalfSpectra;
  readonly #plane: Float32Array;
  #model: HalfSpectra | undefined;

  /** @throws TrackingError if the side is no power of two or the support does not lie within it. */
  constructor(shape: FilterShape, settings: FilterSettings = FILTER_DEFAULTS) {
    const { side, channels, support, sigma } = shape;
    const fits = (length: number): boolean => Number.isInteger(length) && length >= 1 && length <= side;
    if (!(fits(support.width) && fits(support.height))) {
      throw new TrackingError(
        `expected a support of 1..${side} cells a side, found ${support.width} x ${support.height}`,
      );
    }
    this.shape = shape;
    this.settings = settings;
    this.transform = new PlaneTransform(side);
    this.#label = this.transform.allocate(1);
    this.transform.forward(gaussianLabel(side, sigma), this.#label, 0);
    this.#seen = this.transform.allocate(channels);
    this.#filter = this.transform.allocate(channels);
    this.#auxiliary = this.transform.allocate(channels);
    this.#multiplier = this.transform.allocate(channels);
    this.#plane = new Float32Array(side * side);
  }

  /** Spectra of the features as learned so far, `channels * bins`; undefined before the first frame. */
  get model(): HalfSpectra | undefined {
    return this.#model;
  }

  /** Puts back a model that was saved; the filter is what it was then, to the bit. @throws TrackingError if its size differs. */
  restore(model: HalfSpectra): void {
    const expected = this.shape.channels * this.transform.bins;
    if (model.re.length !== expected || model.im.length !== expected) {
      throw new TrackingError(`expected a model of ${expected} numbers, found ${model.re.length}`);
    }
    this.#model = { re: Float32Array.from(model.re), im: Float32Array.from(model.im) };
    this.#solve(this.#model);
  }

  /** Learns a frame. @param features planar `[channels, side, side]`, faded towards the border. */
  learn(features: Float32Array): void {
    this.#analyse(features);
    const { re, im } = this.#seen;
    if (this.#model === undefined) {
      this.#model = { re: Float32Array.from(re), im: Float32Array.from(im) };
    } else {
      const { learningRate } = this.settings;
      const model = this.#model;
      for (let index = 0; index < re.length; index++) {
        model.re[index] += learningRate * (re[index] - model.re[index]);
        model.im[index] += learningRate * (im[index] - model.im[index]);
      }
    }
    this.#solve(this.#model);
  }

  /** The response to features of another frame. @param features as {@link BackgroundAwareFilter.learn} takes them. */
  respond(features: Float32Array): FilterResponse {
    this.#analyse(features);
    const { bins, side } = this.transform;
    const spectrum = this.transform.allocate(1);
    const { re: xr, im: xi } = this.#seen;
    const { re: gr, im: gi } = this.#filter;
    for (let from = 0; from < xr.length; from += bins) {
      for (let bin = 0; bin < bins; bin++) {
        const at = from + bin;
        spectrum.re[bin] += xr[at] * gr[at] + xi[at] * gi[at];
        spectrum.im[bin] += xi[at] * gr[at] - xr[at] * gi[at];
      }
    }
    const plane = new Float32Array(side * side);
    this.transform.inverse(spectrum, plane, 0);
    return { plane, spectrum };
  }

  /** The filter over the cells, planar `[channels, side, side]`; outside the support it is small, not 0. */
  cells(): Float32Array {
    const { channels, side } = this.shape;
    const planes = new Float32Array(channels * side * side);
    for (let channel = 0; channel < channels; channel++) {
      this.transform.inverse(this.#filter, planes, channel);
    }
    return planes;
  }

  #analyse(features: Float32Array): void {
    const { channels, side } = this.shape;
    if (features.length !== channels * side * side) {
      throw new TrackingError(
        `expected ${channels} planes of ${side} x ${side} features, found ${features.length} numbers`,
      );
    }
    for (let channel = 0; channel < channels; channel++) {
      this.transform.forward(features, this.#seen, channel);
    }
  }

  /** ADMM from zero: what it gives depends on the model alone. */
  #solve(model: HalfSpectra): void {
    const { lambda, penalty, growth, largestPenalty, iterations } = this.settings;
    const cells = this.shape.side ** 2;
    const energy = energyOf(model, this.transform.bins);
    for (const { re, im } of [this.#auxiliary, this.#multiplier]) {
      re.fill(0);
      im.fill(0);
    }
    let mu = penalty;
    for (let iteration = 0; iteration < iterations; iteration++) {
      this.#fit(model, energy, mu * cells);
      if (iteration + 1 === iterations) break;
      this.#cut(mu * cells, lambda);
      this.#raise(mu * cells);
      mu = Math.min(largestPenalty, growth * mu);
    }
  }

  /** The filter that fits best at every frequency: (x x^H + mu I) g = q, q = x y - multiplier + mu h (Sherman, Morrison). */
  #fit({ re: xr, im: xi }: HalfSpectra, energy: Float64Array, mu: number): void {
    const { bins } = this.transform;
    const { re: gr, im: gi } = this.#filter;
    const { re: hr, im: hi } = this.#auxiliary;
    const { re: zr, im: zi } = this.#multiplier;
    const label = this.#label.re; // symmetric, so its spectrum is real
    const sumRe = new Float64Array(bins);
    const sumIm = new Float64Array(bins);
    for (let from = 0; from < xr.length; from += bins) {
      for (let bin = 0; bin < bins; bin++) {
        const at = from + bin;
        const qr = xr[at] * label[bin] - zr[at] + mu * hr[at];
        const qi = xi[at] * label[bin] - zi[at] + mu * hi[at];
        gr[at] = qr;
        gi[at] = qi;
        sumRe[bin] += xr[at] * qr + xi[at] * qi;
        sumIm[bin] += xr[at] * qi - xi[at] * qr;
      }
    }
    for (let bin = 0; bin < bins; bin++) {
      sumRe[bin] /= mu + energy[bin];
      sumIm[bin] /= mu + energy[bin];
    }
    for (let from = 0; from < xr.length; from += bins) {
      for (let bin = 0; bin < bins; bin++) {
        const at = from + bin;
        gr[at] = (gr[at] - (xr[at] * sumRe[bin] - xi[at] * sumIm[bin])) / mu;
        gi[at] = (gi[at] - (xr[at] * sumIm[bin] + xi[at] * sumRe[bin])) / mu;
      }
    }
  }

  /** h: what the filter and the multiplier ask for, shrunk, and cut to the support. */
  #cut(mu: number, lambda: number): void {
    const { channels, side, support } = this.shape;
    const left = Math.floor((side - support.width) / 2);
    const top = Math.floor((side - support.height) / 2);
    const { re, im } = this.#auxiliary;
    const share = 1 / (mu + lambda);
    for (let index = 0; index < re.length; index++) {
      re[index] = share * (this.#multiplier.re[index] + mu * this.#filter.re[index]);
      im[index] = share * (this.#multiplier.im[index] + mu * this.#filter.im[index]);
    }
    const { bins } = this.transform;
    for (let channel = 0; channel < channels; channel++) {
      const part = {
        re: re.subarray(channel * bins, (channel + 1) * bins),
        im: im.subarray(channel * bins, (channel + 1) * bins),
      };
      this.transform.inverse(part, this.#plane, 0);
      for (let y = 0; y < side; y++) {
        const row = this.#plane.subarray(y * side, (y + 1) * side);
        if (y < top || y >= top + support.height) row.fill(0);
        else {
          row.fill(0, 0, left);
          row.fill(0, left + support.width);
        }
      }
      this.transform.forward(this.#plane, part, 0);
    }
  }

  /** The multiplier grows where filter and cut filter differ. */
  #raise(mu: number): void {
    const { re, im } = this.#multiplier;
    for (let index = 0; index < re.length; index++) {
      re[index] += mu * (this.#filter.re[index] - this.#auxiliary.re[index]);
      im[index] += mu * (this.#filter.im[index] - this.#auxiliary.im[index]);
    }
  }
}

/** sum_k |x_k|^2 at every frequency. */
function energyOf({ re, im }: HalfSpectra, bins: number): Float64Array {
  const energy = new Float64Array(bins);
  for (let from = 0; from < re.length; from += bins) {
    for (let bin = 0; bin < bins; bin++) energy[bin] += re[from + bin] ** 2 + im[from + bin] ** 2;
  }
  return energy;
}

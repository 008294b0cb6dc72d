/** Structural similarity, with every constant a parameter: published figures differ in window, range and border. */
import { EvaluationError } from '../evaluation-error.ts';
import { type CubePair, countedPixels } from './cube-pair.ts';
import { type SampleTreatment, sampleTreatment } from './sample-treatment.ts';
import { WindowMeans } from './window-means.ts';

/** Everything but the dynamic range. */
export interface SsimWindow extends SampleTreatment {
  readonly width: number;
  readonly height: number;
  /** Side of the window, odd. Default 7, or 11 where `sigma` is given. */
  readonly window?: number;
  /** Standard deviation in pixels of Gaussian weights, 1.5 in Wang et al.; without it the weights are uniform. */
  readonly sigma?: number;
  /**
   * `sample` multiplies variances by N / (N - 1), N pixels in the window (scikit-image), `population` does not (Wang et
   * al.). Default `sample` for uniform weights, `population` for Gaussian ones.
   */
  readonly covariance?: 'sample' | 'population';
  /** `inside` (default): only windows that lie wholly inside. `zeros`: one a pixel, the picture is 0 outside. */
  readonly border?: 'inside' | 'zeros';
  /** Default 0.01. */
  readonly k1?: number;
  /** Default 0.03. */
  readonly k2?: number;
}

export interface SsimOptions extends SsimWindow {
  /** Dynamic range L. Default 1; the published figures of Zhu et al. used 2, which flatters. */
  readonly range?: number;
}

/** Structural similarity for one or several dynamic ranges. */
export interface StructuralSimilarity {
  /** Mean over bands of the mean over windows, one value a range; not-a-number if no window counts. */
  readonly values: readonly number[];
  /** Windows that count, in each band. */
  readonly windows: number;
}

/**
 * Mean over bands of the mean structural similarity (ASSIM). With a mask, a window counts if all its pixels do.
 *
 * @throws EvaluationError if sizes do not fit, no window counts, or the window is even or larger than the image.
 * Source: Z. Wang et al., IEEE TIP 13 (2004), Eq. 13; the defaults are those of scikit-image.
 */
export function ssim(pair: CubePair, options: SsimOptions): number {
  const { values, windows } = structuralSimilarity(pair, options, [options.range ?? 1]);
  if (windows === 0) {
    throw new EvaluationError(
      `expected a window of ${windowSide(options)} x ${windowSide(options)} pixels that all count, found none`,
    );
  }
  return values[0];
}

/**
 * The same for several dynamic ranges at once, which costs hardly more than one.
 *
 * @throws EvaluationError if sizes do not fit, no pixel counts, or the window is even or larger than the image.
 */
export function structuralSimilarity(
  pair: CubePair,
  options: SsimWindow,
  ranges: readonly number[],
): StructuralSimilarity {
  const { width, height, sigma, border = 'inside', k1 = 0.01, k2 = 0.03 } = options;
  const { truth, estimate, bands, mask } = pair;
  const side = checkedSide(pair, options);
  const pad = border === 'zeros' ? (side - 1) / 2 : 0;
  const paddedWidth = width + 2 * pad;
  const size = paddedWidth * (height + 2 * pad);
  const means = new WindowMeans(paddedWidth, height + 2 * pad, side, sigma);
  const places = countedPlaces(mask, width, height, pad, side);
  const count = side * side;
  const sample = (options.covariance ?? (sigma === undefined ? 'sample' : 'population')) === 'sample';
  const correction = sample ? count / (count - 1) : 1;
  const treated = sampleTreatment(options);
  const [y, z, work] = Array.from({ length: 3 }, () => new Float64Array(size));
  const [meanY, meanZ, meanSquares, meanProduct] = Array.from(
    { length: 4 },
    () => new Float64Array(means.across * means.down),
  );
  const constants = ranges.map((range) => [(k1 * range) ** 2, (k2 * range) ** 2] as const);
  const totals = new Float64Array(ranges.length);
  for (let band = 0; band < bands; band++) {
    for (let row = 0; row < height; row++) {
      const from = (band * height + row) * width;
      const to = (row + pad) * paddedWidth + pad;
      for (let x = 0; x < width; x++) {
        y[to + x] = treated(truth[from + x]);
        z[to + x] = treated(estimate[from + x]);
      }
    }
    means.write(y, meanY);
    means.write(z, meanZ);
    for (let pixel = 0; pixel < size; pixel++) work[pixel] = y[pixel] * y[pixel] + z[pixel] * z[pixel];
    means.write(work, meanSquares);
    for (let pixel = 0; pixel < size; pixel++) work[pixel] = y[pixel] * z[pixel];
    means.write(work, meanProduct);
    for (const [index, [c1, c2]] of constants.entries()) {
      let sum = 0;
      for (const place of places) {
        const a = meanY[place];
        const b = meanZ[place];
        const squares = a * a + b * b;
        const variances = correction * (meanSquares[place] - squares);
        const covariance = correction * (meanProduct[place] - a * b);
        sum += ((2 * a * b + c1) * (2 * covariance + c2)) / ((squares + c1) * (variances + c2));
      }
      totals[index] += sum / places.length;
    }
  }
  return { values: [...totals].map((total) => total / bands), windows: places.length };
}

function windowSide({ window, sigma }: SsimWindow): number {
  return window ?? (sigma === undefined ? 7 : 11);
}

function checkedSide(pair: CubePair, options: SsimWindow): number {
  const { width, height, sigma } = options;
  countedPixels(pair);
  const plane = pair.truth.length / pair.bands;
  if (plane !== width * height) {
    throw new EvaluationError(`expected ${width} x ${height} pixels, found ${plane}`);
  }
  if (sigma !== undefined && !(sigma > 0)) {
    throw new EvaluationError(`expected a positive standard deviation of the window, found ${sigma}`);
  }
  const side = windowSide(options);
  const largest = Math.min(width, height);
  if (!(Number.isInteger(side) && side % 2 === 1 && side >= 3 && side <= largest)) {
    throw new EvaluationError(`expected an odd window of 3..${largest} pixels, found ${side}`);
  }
  return side;
}

/** Windows none of whose pixels is masked out, as places among all windows. */
function countedPlaces(
  mask: CubePair['mask'],
  width: number,
  height: number,
  pad: number,
  side: number,
): Int32Array {
  const across = width + 2 * pad - side + 1;
  const down = height + 2 * pad - side + 1;
  if (mask === undefined) return Int32Array.from({ length: across * down }, (_, place) => place);
  const paddedWidth = width + 2 * pad;
  const outside = new Float64Array(paddedWidth * (height + 2 * pad));
  for (let row = 0; row < height; row++) {
    for (let x = 0; x < width; x++) {
      if (mask[row * width + x] === 0) outside[(row + pad) * paddedWidth + x + pad] = 1;
    }
  }
  const shares = new Float64Array(across * down); // sums of ones are exact
  new WindowMeans(paddedWidth, height + 2 * pad, side).write(outside, shares);
  const places = new Int32Array(across * down);
  let counted = 0;
  for (let place = 0; place < places.length; place++) if (shares[place] === 0) places[counted++] = place;
  return places.subarray(0, counted);
}

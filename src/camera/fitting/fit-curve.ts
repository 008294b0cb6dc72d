/**
 * Fits one sensitivity curve by the fewest Gaussians that come near enough. Starts are chosen from the data,
 * not at random, so the same samples always give the same curve.
 */
import { gaussianSum } from '../gaussian-sum.ts';
import { levenbergMarquardt } from './levenberg-marquardt.ts';

/** Bounds of a Gaussian, nm: narrower ones would live between the samples. */
const CENTRES = [360, 760] as const;
const WIDTHS = [7, 150] as const;
/** Widths of the Gaussians that starts try, nm. */
const START_WIDTHS = [9, 18, 35, 60] as const;
/** Positions of a new Gaussian that each start tries. */
const START_POSITIONS = 6;

/** How far and how long to go. */
export interface FitGoal {
  /** Root mean square error to reach, relative to the peak of the curve. */
  readonly error: number;
  readonly fewest: number;
  readonly most: number;
}

/** A fitted curve; the triples are rounded as they will be stored, and the error is that of the rounded. */
export interface FittedCurve {
  /** Amplitude, centre, width, repeated. */
  readonly triples: readonly number[];
  /** Root mean square error over the samples, in the unit of the samples. */
  readonly error: number;
}

/**
 * Fits non-negative Gaussians to samples, adding one at a time until the goal is met.
 *
 * @param wavelengths nanometres, ascending.
 * @param samples one a wavelength, not negative.
 * @returns the first number of Gaussians that meets the goal, or the best of all.
 */
export function fitCurve(
  wavelengths: readonly number[],
  samples: ArrayLike<number>,
  goal: FitGoal,
): FittedCurve {
  const values = Float64Array.from(samples);
  const peak = values.reduce((largest, value) => Math.max(largest, value), 0);
  let triples: number[] = [];
  let best: FittedCurve | undefined;
  for (let count = 1; count <= goal.most; count++) {
    triples = withOneMore(wavelengths, values, triples);
    const rounded = roundTriples(triples);
    const fitted = { triples: rounded, error: rootMeanSquare(wavelengths, values, rounded) };
    if (best === undefined || fitted.error < best.error) best = fitted;
    if (count >= goal.fewest && fitted.error <= goal.error * peak) return fitted;
  }
  return best ?? { triples: [], error: rootMeanSquare(wavelengths, values, []) };
}

/** Root mean square difference between samples and a sum of Gaussians. */
export function rootMeanSquare(
  wavelengths: readonly number[],
  samples: ArrayLike<number>,
  triples: ArrayLike<number>,
): number {
  let sum = 0;
  for (let row = 0; row < wavelengths.length; row++) {
    sum += (samples[row] - gaussianSum(triples, wavelengths[row])) ** 2;
  }
  return Math.sqrt(sum / wavelengths.length);
}

/** Best fit with one Gaussian more, over starts that put it where the residual is largest or split one. */
function withOneMore(
  wavelengths: readonly number[],
  samples: Float64Array,
  triples: readonly number[],
): number[] {
  const residual = wavelengths.map((wavelength, row) => ({
    wavelength,
    value: samples[row] - gaussianSum(triples, wavelength),
  }));
  const positions = residual.sort((a, b) => b.value - a.value).slice(0, START_POSITIONS);
  const starts: number[][] = positions.flatMap(({ wavelength, value }) =>
    START_WIDTHS.map((width) => [...triples, Math.max(value, 0.02), wavelength, width]),
  );
  for (let i = 0; i + 2 < triples.length; i += 3) {
    const [amplitude, centre, width] = triples.slice(i, i + 3);
    const others = [...triples.slice(0, i), ...triples.slice(i + 3)];
    starts.push([
      ...others,
      0.6 * amplitude,
      centre - 0.7 * width,
      0.7 * width,
      0.6 * amplitude,
      centre + 0.7 * width,
      0.7 * width,
    ]);
  }
  let best: { triples: number[]; cost: number } = { triples: [...triples, 0, 550, 50], cost: Infinity };
  for (const start of starts) {
    const fitted = refine(wavelengths, samples, start);
    if (fitted.cost < best.cost) best = fitted;
  }
  return best.triples;
}

/** Levenberg-Marquardt in free parameters: log amplitude, and logistic maps of centre and width. */
function refine(
  wavelengths: readonly number[],
  samples: Float64Array,
  start: readonly number[],
): { triples: number[]; cost: number } {
  const evaluate = (free: Float64Array, residuals: Float64Array, jacobian: Float64Array) => {
    const count = free.length;
    for (let row = 0; row < wavelengths.length; row++) residuals[row] = -samples[row];
    for (let i = 0; i < count; i += 3) {
      const amplitude = Math.exp(free[i]);
      const [centre, centreSlope] = bounded(free[i + 1], CENTRES);
      const [width, widthSlope] = bounded(free[i + 2], WIDTHS);
      for (let row = 0; row < wavelengths.length; row++) {
        const distance = (wavelengths[row] - centre) / width;
        const value = amplitude * Math.exp(-0.5 * distance * distance);
        residuals[row] += value;
        jacobian[row * count + i] = value;
        jacobian[row * count + i + 1] = ((value * distance) / width) * centreSlope;
        jacobian[row * count + i + 2] = ((value * distance * distance) / width) * widthSlope;
      }
    }
  };
  const free = start.map((value, index) => {
    if (index % 3 === 0) return Math.log(Math.max(value, 1e-6));
    return unbounded(value, index % 3 === 1 ? CENTRES : WIDTHS);
  });
  const { parameters, cost } = levenbergMarquardt(evaluate, free, wavelengths.length);
  const triples = Array.from(parameters, (value, index) => {
    if (index % 3 === 0) return Math.exp(value);
    return bounded(value, index % 3 === 1 ? CENTRES : WIDTHS)[0];
  });
  return { triples, cost };
}

/** Value within bounds and its derivative. */
function bounded(free: number, [low, high]: readonly [number, number]): [number, number] {
  const share = 1 / (1 + Math.exp(-free));
  return [low + (high - low) * share, (high - low) * share * (1 - share)];
}

function unbounded(value: number, [low, high]: readonly [number, number]): number {
  const share = Math.min(Math.max((value - low) / (high - low), 0.01), 0.99);
  return Math.log(share / (1 - share));
}

/** Five significant digits; Gaussians in the order of their centres, empty ones left out. */
function roundTriples(triples: readonly number[]): number[] {
  const rounded: number[][] = [];
  for (let i = 0; i + 2 < triples.length; i += 3) {
    rounded.push(triples.slice(i, i + 3).map((value) => Number(value.toPrecision(5))));
  }
  return rounded
    .filter(([amplitude]) => amplitude > 1e-6)
    .sort((a, b) => a[1] - b[1])
    .flat();
}

/** Derivatives by differences of values: what gradients are held against. */
import type { Tensor } from '../src/graph/tensor.ts';
import { evaluate, type Feed } from './reference-evaluator.ts';

type Feeds = Readonly<Record<string, Feed>>;

/** How far each element of each named input moves for a unit step. */
export type Direction = Readonly<Record<string, ArrayLike<number>>>;

/** One number, the value of a scalar tensor. */
export function scalarValue(scalar: Tensor, feeds: Feeds): number {
  const [[value]] = evaluate([scalar], feeds);
  return value;
}

function moved(feeds: Feeds, direction: Direction, step: number): Feeds {
  const shifted = Object.entries(direction).map(([name, delta]): [string, Feed] => {
    const { data, shape } = feeds[name];
    return [name, { shape, data: Float64Array.from(data, (value, index) => value + step * delta[index]) }];
  });
  return { ...feeds, ...Object.fromEntries(shifted) };
}

/**
 * Derivative of a scalar along a direction by the central difference of fourth order; its error falls with
 * step^4, and with 1e-16 / step.
 */
export function directionalDifference(
  scalar: Tensor,
  feeds: Feeds,
  direction: Direction,
  step = 1e-3,
): number {
  const value = (factor: number): number => scalarValue(scalar, moved(feeds, direction, factor * step));
  return (8 * (value(1) - value(-1)) - (value(2) - value(-2))) / (12 * step);
}

/** Gradient of a scalar by each element of one input. */
export function differenceGradient(scalar: Tensor, feeds: Feeds, name: string, step = 1e-3): Float64Array {
  const count = feeds[name].data.length;
  return Float64Array.from({ length: count }, (_, wanted) => {
    const direction = Float64Array.from({ length: count }, (_unused, index) => (index === wanted ? 1 : 0));
    return directionalDifference(scalar, feeds, { [name]: direction }, step);
  });
}

/** Largest difference, relative to the largest magnitude expected (or to `floor` where all vanish). */
export function deviation(found: ArrayLike<number>, expected: ArrayLike<number>, floor = 1e-3): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let magnitude = floor;
  for (let index = 0; index < expected.length; index++) {
    difference = Math.max(difference, Math.abs(found[index] - expected[index])); // NaN stays
    magnitude = Math.max(magnitude, Math.abs(expected[index]));
  }
  return difference / magnitude;
}

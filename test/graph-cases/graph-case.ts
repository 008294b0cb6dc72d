/**
 * A case is a small graph around one operator. The same cases judge gradients (against finite differences),
 * second derivatives, and emitted models (against the reference evaluator).
 */
import { add, gradients, multiply, sumOfAll } from '../../src/graph/index.ts';
import { constant, input, staticShape, type Tensor } from '../../src/graph/tensor.ts';
import { Random } from '../../src/random.ts';
import { product } from '../reference-arrays.ts';
import type { Feed } from '../reference-evaluator.ts';

export interface GraphCase {
  /** The operator that the case is about; its graph must hold it. */
  readonly operator: string;
  readonly title: string;
  /** Shapes of the inputs. */
  readonly shapes: readonly (readonly number[])[];
  readonly build: (...inputs: Tensor[]) => Tensor;
  /** 'positive' for logarithms and divisors: 0.4 to 2.4 in place of -1 to 1. */
  readonly values?: 'positive';
  /** Values in place of distinct ones, one list an input. */
  readonly data?: readonly (readonly number[])[];
  /** Indices of the inputs to differentiate by; all by default. */
  readonly by?: readonly number[];
  /** The inputs lie where there is no derivative (equal maxima), so finite differences do not apply. */
  readonly kink?: true;
}

export interface PreparedCase {
  readonly inputs: readonly Tensor[];
  readonly feeds: Readonly<Record<string, Feed>>;
  readonly output: Tensor;
  /** Inputs to differentiate by. */
  readonly variables: readonly Tensor[];
  /** A scalar of all outputs with weights of its own for each, and curved: w y + y y / 2, summed. */
  readonly loss: Tensor;
  readonly gradients: readonly Tensor[];
  /** A random combination of all gradients: a scalar to differentiate again. */
  readonly gradientLoss: Tensor;
  readonly secondGradients: readonly Tensor[];
}

/**
 * Numbers between -1 and 1 that float32 holds exactly, in random order, none within 0.8 / count of another
 * or of zero: maxima and signs do not flip under the small steps of finite differences.
 */
export function spacedValues(count: number, random: Random, low = -1): Float64Array {
  const places = random.shuffle(Array.from({ length: count }, (_, index) => index));
  return Float64Array.from(places, (place) => {
    const side = place < count / 2 ? 0.1 : 0.9; // keeps the middle, zero, clear
    return Math.fround(low + (2 * (place + side)) / count);
  });
}

function weightsLike(tensor: Tensor, random: Random): Tensor {
  const shape = staticShape(tensor, 'a test loss');
  const values = Float64Array.from({ length: product(shape) }, () => Math.fround(random.uniform(0.5, 1.5)));
  return constant(values, shape);
}

const totalOf = (terms: readonly Tensor[]): Tensor => terms.reduce((total, term) => add(total, term));

/** Builds the graph of a case with its derivatives, and the numbers to feed. */
export function prepare(graphCase: GraphCase, seed = 1): PreparedCase {
  const random = new Random(seed);
  const sizes = graphCase.shapes.map(product);
  const all = spacedValues(
    sizes.reduce((sum, size) => sum + size, 0),
    random,
  );
  const shift = graphCase.values === 'positive' ? 1.4 : 0;
  const feeds: Record<string, Feed> = {};
  let start = 0;
  graphCase.shapes.forEach((shape, index) => {
    const own = all.subarray(start, start + sizes[index]).map((value) => Math.fround(value + shift));
    feeds[`x${index}`] = { shape, data: graphCase.data?.[index] ?? own };
    start += sizes[index];
  });
  const inputs = graphCase.shapes.map((shape, index) => input(`x${index}`, shape));
  const variables = graphCase.by?.map((index) => inputs[index]) ?? inputs;
  const output = graphCase.build(...inputs);
  const loss = sumOfAll(multiply(output, add(weightsLike(output, random), multiply(output, 0.5))));
  const first = gradients(loss, variables);
  const gradientLoss = totalOf(first.map((part) => sumOfAll(multiply(part, weightsLike(part, random)))));
  return {
    inputs,
    feeds,
    output,
    variables,
    loss,
    gradients: first,
    gradientLoss,
    secondGradients: gradients(gradientLoss, variables),
  };
}

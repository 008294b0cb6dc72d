/**
 * A graph is nothing but tensors that know how they were made: each holds its operator, its inputs and its
 * attributes, and never changes. Differentiation, rewriting and emission walk backwards from outputs, so
 * what no output needs is never seen (dead nodes vanish by themselves).
 */
import { SpectraliftError } from '../errors.ts';

/** A graph that cannot be built, differentiated or emitted. */
export class GraphError extends SpectraliftError {
  readonly _tag = 'GraphError';
}

/** A size: a number, or the name of a size that is known only when an inference graph runs ('H', 'W'). */
export type Dimension = number | string;
export type Shape = readonly Dimension[];

/** How {@link customGradient} rewrites the gradient on its way back. */
export type GradientRewrite = (gradient: Tensor) => Tensor;

export type Attribute = number | string | readonly number[] | Float64Array | GradientRewrite;
export type Attributes = Readonly<Record<string, Attribute>>;

/** One symbolic array of real numbers, and the operation that gives it. */
export interface Tensor {
  readonly id: number;
  readonly operator: string;
  readonly inputs: readonly Tensor[];
  readonly attributes: Attributes;
  readonly shape: Shape;
}

let nextId = 0;

/** Makes a tensor; operators call this after they have checked and inferred shapes. */
export function makeTensor(
  operator: string,
  inputs: readonly Tensor[],
  shape: Shape,
  attributes: Attributes = {},
): Tensor {
  for (const size of shape) {
    if (typeof size === 'number' && !(Number.isInteger(size) && size >= 0)) {
      throw new GraphError(`${operator}: expected sizes that are whole numbers, found [${shape.join(', ')}]`);
    }
  }
  // copies: a caller may go on filling its list of parts
  return { id: nextId++, operator, inputs: [...inputs], attributes, shape: [...shape] };
}

/** A named tensor that is fed when the graph runs, or baked in when it is emitted. */
export function input(name: string, shape: Shape): Tensor {
  return makeTensor('input', [], shape, { name });
}

/** A tensor of known numbers, row-major. */
export function constant(values: ArrayLike<number> | number, shape: readonly number[] = []): Tensor {
  const data = typeof values === 'number' ? Float64Array.of(values) : Float64Array.from(values);
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  if (data.length !== size) {
    throw new GraphError(
      `constant: expected ${size} values for shape [${shape.join(', ')}], found ${data.length}`,
    );
  }
  return makeTensor('constant', [], shape, { value: data });
}

/** The shape as numbers. @throws GraphError where a size is symbolic. */
export function staticShape(tensor: Tensor, purpose: string): readonly number[] {
  return tensor.shape.map((size) => {
    if (typeof size === 'number') return size;
    throw new GraphError(`${purpose} needs a known shape, found [${tensor.shape.join(', ')}]`, {
      hint: 'symbolic sizes are for inference graphs; give numbers to train',
    });
  });
}

/** Number of elements of a tensor of known shape. */
export function elementCount(tensor: Tensor, purpose: string): number {
  return staticShape(tensor, purpose).reduce((product, size) => product * size, 1);
}

export function attribute<Kind extends 'number' | 'string'>(
  tensor: Tensor,
  name: string,
  kind: Kind,
): Kind extends 'number' ? number : string;
export function attribute(tensor: Tensor, name: string, kind: 'number' | 'string'): number | string {
  const value = tensor.attributes[name];
  if ((typeof value === 'number' || typeof value === 'string') && typeof value === kind) return value;
  throw new GraphError(`${tensor.operator}: expected attribute '${name}' to be a ${kind}`);
}

/** An attribute that is a list of numbers. */
export function listAttribute(tensor: Tensor, name: string): readonly number[] {
  const value = tensor.attributes[name];
  if (Array.isArray(value)) return value as readonly number[];
  throw new GraphError(`${tensor.operator}: expected attribute '${name}' to be a list of numbers`);
}

/** The numbers of a {@link constant}. */
export function constantValue(tensor: Tensor): Float64Array {
  const value = tensor.attributes['value'];
  if (value instanceof Float64Array) return value;
  throw new GraphError(`${tensor.operator}: not a constant`);
}

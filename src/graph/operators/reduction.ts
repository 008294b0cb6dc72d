/** Sums, means and maxima over axes, and their adjoint: repeating along axes. Reduced axes are kept as 1. */
import { broadcastAxes, broadcastShapes, sameShape } from '../broadcasting.ts';
import { defineOperator, type OnnxScope } from '../operator.ts';
import { GraphError, listAttribute, makeTensor, type Shape, staticShape, type Tensor } from '../tensor.ts';
import { divide, greater, multiply, subtract } from './arithmetic.ts';
import { reshape } from './layout.ts';

function reduce(name: string, x: Tensor, axes: readonly number[]): Tensor {
  const wanted = [...new Set(axes.map((axis) => (axis < 0 ? axis + x.shape.length : axis)))].sort(
    (a, b) => a - b,
  );
  for (const axis of wanted) {
    if (!(Number.isInteger(axis) && axis >= 0 && axis < x.shape.length)) {
      throw new GraphError(`${name}: axis ${axis} is outside shape [${x.shape.join(', ')}]`);
    }
  }
  if (wanted.length === 0) return x;
  return makeTensor(
    name,
    [x],
    x.shape.map((size, axis) => (wanted.includes(axis) ? 1 : size)),
    { axes: wanted },
  );
}

const everyAxis = (x: Tensor): number[] => x.shape.map((_, axis) => axis);

/** Sum over axes (all by default); the reduced axes stay, with size 1. */
export const reduceSum = (x: Tensor, axes = everyAxis(x)): Tensor => reduce('reduceSum', x, axes);
/** Mean over axes (all by default). */
export const reduceMean = (x: Tensor, axes = everyAxis(x)): Tensor => reduce('reduceMean', x, axes);
/** Maximum over axes; equal maxima share the gradient. */
export const reduceMaximum = (x: Tensor, axes = everyAxis(x)): Tensor => reduce('reduceMaximum', x, axes);
/** Mean of all elements, as a scalar of shape []. */
export const meanOfAll = (x: Tensor): Tensor => reshape(reduceMean(x), []);
/** Sum of all elements, as a scalar of shape []. */
export const sumOfAll = (x: Tensor): Tensor => reshape(reduceSum(x), []);

function checkBroadcast(name: string, from: Shape, to: Shape): void {
  if (from.length > to.length || !sameShape(broadcastShapes(from, to), to)) {
    throw new GraphError(`${name}: [${from.join(', ')}] does not broadcast to [${to.join(', ')}]`);
  }
}

/** Repeats along axes of size 1 and missing leading axes until the shape is reached. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  checkBroadcast('broadcastTo', x.shape, shape);
  return makeTensor('broadcastTo', [x], shape);
}

/** The adjoint of broadcasting: sums over the axes along which `shape` was repeated. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  checkBroadcast('sumTo', shape, x.shape);
  const summed = reduceSum(x, broadcastAxes(x.shape, shape));
  return sameShape(summed.shape, shape)
    ? summed
    : reshape(summed, staticShape({ ...summed, shape }, 'sumTo'));
}

const emitReduction = (type: string) => (y: Tensor, inputs: readonly string[], scope: OnnxScope) =>
  scope.node(type, [...inputs, scope.integers(listAttribute(y, 'axes'))], { ints: { keepdims: 1 } });

defineOperator({
  name: 'reduceSum',
  gradient: (y, g) => [broadcastTo(g, y.inputs[0].shape)],
  emit: emitReduction('ReduceSum'),
});

defineOperator({
  name: 'reduceMean',
  gradient: (y, g) => {
    const sizes = staticShape(y.inputs[0], 'the gradient of a mean');
    const count = listAttribute(y, 'axes').reduce((product, axis) => product * sizes[axis], 1);
    return [broadcastTo(multiply(g, 1 / count), y.inputs[0].shape)];
  },
  emit: emitReduction('ReduceMean'),
});

defineOperator({
  name: 'reduceMaximum',
  gradient: (y, g) => {
    const [x] = y.inputs;
    const isMaximum = subtract(1, greater(y, x));
    return [divide(multiply(g, isMaximum), reduceSum(isMaximum, [...listAttribute(y, 'axes')]))];
  },
  emit: emitReduction('ReduceMax'),
});

defineOperator({
  name: 'broadcastTo',
  gradient: (y, g) => [sumTo(g, y.inputs[0].shape)],
  emit: (y, inputs, scope) =>
    scope.node('Expand', [...inputs, scope.integers(staticShape(y, 'broadcastTo'))]),
});

/** Products of stacked matrices, softmax over the last axis, and resampling as a pair of matrix products. */
import { broadcastShapes } from '../broadcasting.ts';
import { defineOperator } from '../operator.ts';
import { type Dimension, GraphError, makeTensor, type Shape, type Tensor } from '../tensor.ts';
import { multiply, subtract } from './arithmetic.ts';
import { transposeMatrix } from './layout.ts';
import { reduceSum, sumTo } from './reduction.ts';

function lastTwo(shape: Shape): readonly [Dimension, Dimension] {
  if (shape.length < 2) throw new GraphError(`matmul: expected at least 2 axes, found [${shape.join(', ')}]`);
  return [shape[shape.length - 2], shape[shape.length - 1]];
}

/** [..., m, k] by [..., k, n] to [..., m, n]; leading axes broadcast. */
export function matmul(left: Tensor, right: Tensor): Tensor {
  const [rows, inner] = lastTwo(left.shape);
  const [innerRight, columns] = lastTwo(right.shape);
  if (inner !== innerRight) {
    throw new GraphError(
      `matmul: [${left.shape.join(', ')}] by [${right.shape.join(', ')}]: ${inner} is not ${innerRight}`,
    );
  }
  const lead = broadcastShapes(left.shape.slice(0, -2), right.shape.slice(0, -2));
  return makeTensor('matmul', [left, right], [...lead, rows, columns]);
}

/** e^x over its sum along the last axis. */
export function softmax(x: Tensor): Tensor {
  if (x.shape.length === 0) throw new GraphError('softmax: expected at least 1 axis, found a scalar');
  return makeTensor('softmax', [x], x.shape);
}

/**
 * Resamples images [n, c, h, w] linearly: `rows` [h', h] acts on rows and `columns` [w', w] on columns. Every
 * separable resize (nearest, bilinear, adaptive average pooling) is of this form.
 */
export function resample(x: Tensor, rows: Tensor, columns: Tensor): Tensor {
  return matmul(rows, matmul(x, transposeMatrix(columns)));
}

defineOperator({
  name: 'matmul',
  gradient: (y, g) => {
    const [a, b] = y.inputs;
    return [sumTo(matmul(g, transposeMatrix(b)), a.shape), sumTo(matmul(transposeMatrix(a), g), b.shape)];
  },
  emit: (_tensor, inputs, scope) => scope.node('MatMul', inputs),
});

defineOperator({
  name: 'softmax',
  gradient: (y, g) => {
    const weighted = multiply(g, y);
    return [subtract(weighted, multiply(y, reduceSum(weighted, [-1])))];
  },
  emit: (_tensor, inputs, scope) => scope.node('Softmax', inputs, { ints: { axis: -1 } }),
});

/**
 * Reverse-mode differentiation on the graph. The gradients are tensors of the same graph, so they can be
 * differentiated again, combined into losses, or emitted.
 */
import { operatorOf } from './operator.ts';
import { add } from './operators/arithmetic.ts';
import { sameShape } from './broadcasting.ts';
import { constant, GraphError, staticShape, type Tensor } from './tensor.ts';
import { topologicalOrder } from './traversal.ts';

/**
 * Gradients of a scalar by each of `variables`; zeros where the scalar does not depend on one.
 *
 * @throws GraphError if `scalar` is not a single number or an operator returns a gradient of another shape.
 */
export function gradients(scalar: Tensor, variables: readonly Tensor[]): Tensor[] {
  if (scalar.shape.some((size) => size !== 1)) {
    throw new GraphError(`gradients: expected a scalar, found shape [${scalar.shape.join(', ')}]`);
  }
  const order = topologicalOrder([scalar]);
  const wanted = new Set(variables);
  const depends = new Set<Tensor>();
  for (const tensor of order) {
    if (wanted.has(tensor) || tensor.inputs.some((child) => depends.has(child))) depends.add(tensor);
  }
  const total = new Map<Tensor, Tensor>();
  total.set(
    scalar,
    constant(
      [1],
      scalar.shape.map(() => 1),
    ),
  );
  for (const tensor of order.reverse()) {
    const gradient = total.get(tensor);
    if (gradient === undefined || !depends.has(tensor) || tensor.inputs.length === 0) continue;
    const shares = operatorOf(tensor).gradient(tensor, gradient);
    tensor.inputs.forEach((child, index) => {
      const share = shares[index];
      if (share === undefined || !depends.has(child)) return;
      if (!sameShape(share.shape, child.shape)) {
        throw new GraphError(
          `the gradient of '${tensor.operator}' has shape [${share.shape.join(', ')}] for an input of [${child.shape.join(', ')}]`,
        );
      }
      const sum = total.get(child);
      total.set(child, sum === undefined ? share : add(sum, share));
    });
  }
  return variables.map((variable) => total.get(variable) ?? zerosLike(variable));
}

function zerosLike(tensor: Tensor): Tensor {
  const shape = staticShape(tensor, 'a gradient');
  return constant(new Float64Array(shape.reduce((product, size) => product * size, 1)), shape);
}

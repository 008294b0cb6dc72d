/** Identities that act on the gradient alone: they stop it, or rewrite it on its way back. */
import { defineOperator } from '../operator.ts';
import { GraphError, type GradientRewrite, makeTensor, type Tensor } from '../tensor.ts';

/** The same values; no gradient passes. */
export function stopGradient(x: Tensor): Tensor {
  return makeTensor('stopGradient', [x], x.shape);
}

/** The same values; the gradient that comes back is replaced by `rewrite(gradient)`, of the same shape. */
export function customGradient(x: Tensor, rewrite: GradientRewrite): Tensor {
  return makeTensor('customGradient', [x], x.shape, { rewrite });
}

defineOperator({
  name: 'stopGradient',
  gradient: () => [undefined],
  emit: (_tensor, inputs) => inputs[0],
});

defineOperator({
  name: 'customGradient',
  gradient: (y, g) => {
    const { rewrite } = y.attributes;
    if (typeof rewrite !== 'function') throw new GraphError('customGradient: expected a function');
    return [rewrite(g)];
  },
  emit: (_tensor, inputs) => inputs[0],
});

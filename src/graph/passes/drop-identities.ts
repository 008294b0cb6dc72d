/**
 * Takes out what says nothing once a graph is only computed: operators that act on gradients alone, and
 * reshapes whose result is reshaped again. What differed only by them becomes equal.
 */
import { sameShape } from '../broadcasting.ts';
import { makeTensor } from '../tensor.ts';
import { type Pass, rewrite } from './rewrite.ts';

/** Rebuilds the graph of `roots` without them; the roots keep their order. Not for graphs to differentiate. */
export const dropIdentities: Pass = (roots) =>
  rewrite(roots, (tensor) => {
    const [first] = tensor.inputs;
    if (tensor.operator === 'stopGradient' || tensor.operator === 'customGradient') return first;
    if (tensor.operator !== 'reshape' || first.operator !== 'reshape') return undefined;
    const [source] = first.inputs;
    return sameShape(source.shape, tensor.shape)
      ? source
      : makeTensor(tensor.operator, [source], tensor.shape, tensor.attributes);
  });

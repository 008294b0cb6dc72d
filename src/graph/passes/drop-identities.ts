/**
 * Takes out what says nothing once a graph is only computed: operators that act on gradients alone, and
 * reshapes whose result is reshaped again. What differed only by them becomes equal.
 */
import { sameShape } from '../broadcasting.ts';
import type { Tensor } from '../tensor.ts';
import { topologicalOrder } from '../traversal.ts';

/** Rebuilds the graph of `roots` without them; the roots keep their order. Not for graphs to differentiate. */
export function dropIdentities(roots: readonly Tensor[]): Tensor[] {
  const replaced = new Map<Tensor, Tensor>();
  const current = (tensor: Tensor): Tensor => replaced.get(tensor) ?? tensor;
  for (const tensor of topologicalOrder(roots)) {
    const kept = simplified(tensor, tensor.inputs.map(current));
    if (kept !== tensor) replaced.set(tensor, kept);
  }
  return roots.map(current);
}

function simplified(tensor: Tensor, inputs: readonly Tensor[]): Tensor {
  const [first] = inputs;
  if (tensor.operator === 'stopGradient' || tensor.operator === 'customGradient') return first;
  const merges = tensor.operator === 'reshape' && first.operator === 'reshape';
  const sources = merges ? first.inputs : inputs;
  if (merges && sameShape(sources[0].shape, tensor.shape)) return sources[0];
  return sources.every((source, index) => source === tensor.inputs[index])
    ? tensor
    : { ...tensor, inputs: sources };
}

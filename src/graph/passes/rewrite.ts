/**
 * What all passes share: walking a graph from its leaves and putting something else in the place of a tensor.
 */
import { makeTensor, type Tensor } from '../tensor.ts';
import { topologicalOrder } from '../traversal.ts';

/** A pass: the same values under another form. The roots keep their order and shapes. */
export type Pass = (roots: readonly Tensor[]) => Tensor[];

/** What stands for a tensor whose inputs have been rewritten already; `undefined` leaves it as it is. */
export type Rule = (tensor: Tensor) => Tensor | undefined;

/** Rebuilds the graph of `roots`, leaves first, with `rule` applied once to every tensor. */
export function rewrite(roots: readonly Tensor[], rule: Rule): Tensor[] {
  const replaced = new Map<Tensor, Tensor>();
  const current = (tensor: Tensor): Tensor => replaced.get(tensor) ?? tensor;
  for (const tensor of topologicalOrder(roots)) {
    const inputs = tensor.inputs.map(current);
    const kept = inputs.every((child, index) => child === tensor.inputs[index])
      ? tensor
      : makeTensor(tensor.operator, inputs, tensor.shape, tensor.attributes);
    const result = rule(kept) ?? kept;
    if (result !== tensor) replaced.set(tensor, result);
  }
  return roots.map(current);
}

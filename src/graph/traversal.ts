/** Walking a graph in an order in which inputs come before what uses them. */
import type { Tensor } from './tensor.ts';

/** Every tensor that the roots need, inputs first. No recursion: graphs of training steps are deep. */
export function topologicalOrder(roots: readonly Tensor[]): Tensor[] {
  const order: Tensor[] = [];
  const finished = new Set<Tensor>();
  const stack: { readonly tensor: Tensor; next: number }[] = [];
  for (const root of roots) {
    if (!finished.has(root)) stack.push({ tensor: root, next: 0 });
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      if (finished.has(top.tensor)) {
        stack.pop();
      } else if (top.next < top.tensor.inputs.length) {
        const child = top.tensor.inputs[top.next++];
        if (!finished.has(child)) stack.push({ tensor: child, next: 0 });
      } else {
        finished.add(top.tensor);
        order.push(top.tensor);
        stack.pop();
      }
    }
  }
  return order;
}

/**
 * An operand that is repeated only to meet another is given as it is: element-wise operators broadcast by
 * themselves, and the repeated tensor is never written. Gradients of sums and means are full of such.
 */
import { broadcastShapes, sameShape } from '../broadcasting.ts';
import type { Tensor } from '../tensor.ts';
import { makeTensor } from '../tensor.ts';
import { type Pass, rewrite } from './rewrite.ts';

const BROADCASTING = new Set(['add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum', 'greater']);

/** Takes out repetitions that element-wise operators do by themselves. */
export const leaveBroadcasts: Pass = (roots) =>
  rewrite(roots, (tensor) => {
    if (!BROADCASTING.has(tensor.operator)) return undefined;
    const [left, right] = tensor.inputs;
    for (const [a, b] of [
      [source(left), source(right)],
      [source(left), right],
      [left, source(right)],
    ]) {
      const changed = a !== left || b !== right;
      if (changed && sameShape(broadcastShapes(a.shape, b.shape), tensor.shape)) {
        return makeTensor(tensor.operator, [a, b], tensor.shape, tensor.attributes);
      }
    }
    return undefined;
  });

const source = (tensor: Tensor): Tensor => (tensor.operator === 'broadcastTo' ? tensor.inputs[0] : tensor);

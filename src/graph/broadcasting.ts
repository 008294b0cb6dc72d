/** NumPy-style broadcasting of shapes, with symbolic sizes. */
import { type Dimension, GraphError, type Shape } from './tensor.ts';

/**
 * The shape of an element-wise result. Sizes are equal or one of them is 1; missing leading sizes count as 1.
 * @throws GraphError where sizes do not fit.
 */
export function broadcastShapes(left: Shape, right: Shape): Shape {
  const rank = Math.max(left.length, right.length);
  return Array.from({ length: rank }, (_, axis): Dimension => {
    const a = left[axis - rank + left.length] ?? 1;
    const b = right[axis - rank + right.length] ?? 1;
    if (a === b || b === 1) return a;
    if (a === 1) return b;
    throw new GraphError(`shapes [${left.join(', ')}] and [${right.join(', ')}] do not broadcast`);
  });
}

/** Axes over which a gradient of shape `from` must be summed to reach shape `to` (`to` broadcasts to `from`). */
export function broadcastAxes(from: Shape, to: Shape): number[] {
  const lead = from.length - to.length;
  return from.flatMap((size, axis) => (axis < lead || (to[axis - lead] === 1 && size !== 1) ? [axis] : []));
}

export function sameShape(left: Shape, right: Shape): boolean {
  return left.length === right.length && left.every((size, axis) => size === right[axis]);
}

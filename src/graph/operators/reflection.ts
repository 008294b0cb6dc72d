/** Padding by reflection, made of slices: its gradients are theirs. */
import { GraphError, staticShape, type Tensor } from '../tensor.ts';
import { concatenate, flip, slice } from './layout.ts';

/**
 * Continues an image along one axis by its mirror image; the last element is the mirror and stands once
 * (a b c, by 2, is a b c b a).
 *
 * @param after how many elements are added at the end of the axis: 0 to one less than its size.
 * @throws GraphError if the axis is shorter, or its size is symbolic.
 */
export function reflectEnd(x: Tensor, axis: number, after: number): Tensor {
  const size = staticShape(x, 'padding by reflection')[axis];
  if (!(Number.isInteger(after) && after >= 0 && after < size)) {
    throw new GraphError(
      `reflectEnd: expected to add 0..${size - 1} to axis ${axis} of [${x.shape.join(', ')}], found ${after}`,
    );
  }
  if (after === 0) return x;
  return concatenate([x, flip(slice(x, axis, size - 1 - after, size - 1), [axis])], axis);
}

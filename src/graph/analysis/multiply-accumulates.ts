/**
 * How much a graph multiplies: the multiply-accumulates of its convolutions and matrix products, the figure by which
 * papers compare networks (some print it as "FLOPs", some print twice it).
 *
 * A convolution counts one for every output and tap, also where a tap lies on the zeros around the picture; a matrix
 * product one for every output and term. Of kernels and matrices that are known when the graph is built (a resize,
 * an interpolation) only the entries that are not zero count. What is made twice counts once, as it is emitted.
 * Sums, means, activations, normalisations and element-wise products do not count. Meant for networks, not for their
 * training: the gradient by a depth-wise kernel is a sum of element-wise products.
 */
import { foldConstants } from '../passes/fold-constants.ts';
import { dropIdentities } from '../passes/drop-identities.ts';
import { shareCommonSubexpressions } from '../passes/share-common.ts';
import { constantValue, elementCount, staticShape, type Tensor } from '../tensor.ts';
import { topologicalOrder } from '../traversal.ts';

const PURPOSE = 'counting multiplications';

/**
 * Multiply-accumulates of the graph of `roots`.
 *
 * @throws GraphError if a size is symbolic.
 */
export function multiplyAccumulates(roots: readonly Tensor[]): number {
  const emitted = shareCommonSubexpressions(dropIdentities(foldConstants(roots)));
  return topologicalOrder(emitted).reduce((sum, tensor) => sum + countOf(tensor), 0);
}

function countOf(tensor: Tensor): number {
  if (tensor.operator === 'convolution') return convolutionCount(tensor);
  if (tensor.operator === 'matmul') return productCount(tensor);
  return 0;
}

/** Every entry of the kernel is used once for each place of the output. */
function convolutionCount(y: Tensor): number {
  const [batch, , height, width] = staticShape(y, PURPOSE);
  return entries(y.inputs[1]) * batch * height * width;
}

function productCount(y: Tensor): number {
  const [left, right] = y.inputs;
  const shape = staticShape(y, PURPOSE);
  const [rows, columns] = shape.slice(-2);
  const stack = elementCount(y, PURPOSE) / (rows * columns);
  // a known matrix stands for all of the stack, and each of its entries meets a whole row or column of the other
  if (isKnownMatrix(left)) return entries(left) * columns * stack;
  if (isKnownMatrix(right)) return entries(right) * rows * stack;
  const [terms] = staticShape(right, PURPOSE).slice(-2);
  return stack * rows * columns * terms;
}

const isKnownMatrix = (tensor: Tensor): boolean =>
  tensor.operator === 'constant' && tensor.shape.length === 2;

/** Numbers in a tensor, less the zeros that are known to be there. */
function entries(tensor: Tensor): number {
  if (tensor.operator !== 'constant') return elementCount(tensor, PURPOSE);
  return constantValue(tensor).reduce((count, value) => count + (value === 0 ? 0 : 1), 0);
}

/**
 * Transposed convolution whose kernel is as large as its stride, as networks enlarge images by: every pixel becomes
 * a square of its own and none overlap. So it is a 1 x 1 convolution that gives each pixel all of its square,
 * and a change of order; its gradients are theirs.
 */
import { GraphError, staticShape, type Tensor } from '../tensor.ts';
import { convolution } from './convolution.ts';
import { reshape, transpose } from './layout.ts';

/**
 * Enlarges images [n, c, h, w] to [n, o, k h, k w].
 *
 * @param kernel [c, o, k, k]; what one pixel of value 1 in channel c is enlarged to.
 * @throws GraphError if image and kernel do not fit, the kernel is not square, or a size is symbolic.
 */
export function transposedConvolution(x: Tensor, kernel: Tensor): Tensor {
  const [batch, channels, height, width] = staticShape(x, 'transposed convolution');
  const [inputs, outputs, factor, columns] = staticShape(kernel, 'transposed convolution');
  if (x.shape.length !== 4 || kernel.shape.length !== 4 || channels !== inputs || factor !== columns) {
    throw new GraphError(
      `transposedConvolution: image [${x.shape.join(', ')}] and kernel [${kernel.shape.join(', ')}] do not fit`,
      { hint: 'kernels are [inputs, outputs, k, k] with stride k' },
    );
  }
  const squares = reshape(transpose(kernel, [1, 2, 3, 0]), [outputs * factor * factor, inputs, 1, 1]);
  const split = reshape(convolution(x, squares), [batch, outputs, factor, factor, height, width]);
  return reshape(transpose(split, [0, 1, 4, 2, 5, 3]), [batch, outputs, height * factor, width * factor]);
}

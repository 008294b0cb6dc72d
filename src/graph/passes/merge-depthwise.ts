/**
 * Prepares the depth-wise convolutions of a differentiated graph for an engine that computes them in blocks of
 * channels (see runtime/blocked-depthwise.ts). Samples and channels are merged into one axis, [n, c, h, w] to
 * [1, n c, h, w], so few blocks hold padding; and the gradient by the kernels becomes what it is in that form: a
 * depth-wise convolution of the image whose kernel is the output gradient, as large as the image.
 */
import { convolution } from '../operators/convolution.ts';
import { reshape } from '../operators/layout.ts';
import { broadcastTo, reduceSum } from '../operators/reduction.ts';
import { relu } from '../operators/unary.ts';
import { staticShape, type Tensor } from '../tensor.ts';
import { convolutionOptions, isDepthwise } from './convolution-form.ts';
import { type Pass, rewrite } from './rewrite.ts';

/** Rewrites the graph of `roots`; it computes the same. Not for graphs to differentiate. */
export const mergeDepthwise: Pass = (roots) => {
  const merged = new Map<Tensor, Tensor>();
  return rewrite(roots, (tensor) => {
    if (tensor.operator === 'relu') {
      // right behind its convolution, where the engine computes both at once
      const inner = merged.get(tensor.inputs[0]);
      return inner && reshape(relu(inner), staticShape(tensor, 'a training graph'));
    }
    if (tensor.operator === 'depthwiseKernelGradient') return kernelGradient(tensor);
    if (!isDepthwise(tensor)) return undefined;
    const inner = onOneAxis(tensor);
    const result = reshape(inner, staticShape(tensor, 'a training graph'));
    merged.set(result, inner);
    return result;
  });
};

/** A depth-wise convolution as [1, n c, h', w']. */
function onOneAxis(y: Tensor): Tensor {
  const [batch, channels, height, width] = staticShape(y.inputs[0], 'a training graph');
  const [, , rows, columns] = staticShape(y.inputs[1], 'a training graph');
  const groups = batch * channels;
  const image = reshape(y.inputs[0], [1, groups, height, width]);
  const kernel = reshape(y.inputs[1], [1, channels, rows * columns]);
  const kernels = reshape(broadcastTo(kernel, [batch, channels, rows * columns]), [groups, 1, rows, columns]);
  return convolution(image, kernels, { ...convolutionOptions(y), groups });
}

function kernelGradient(tensor: Tensor): Tensor | undefined {
  const [taps, x, g] = tensor.inputs;
  const { stride, padding } = convolutionOptions(tensor);
  const [batch, channels, height, width] = staticShape(x, 'a training graph');
  const [, , outHeight, outWidth] = staticShape(g, 'a training graph');
  const [, , rows, columns] = staticShape(taps, 'a training graph');
  const groups = batch * channels;
  if (stride !== 1 || groups === 1 || padding === undefined) return undefined;
  const image = reshape(x, [1, groups, height, width]);
  const kernel = reshape(g, [groups, 1, outHeight, outWidth]);
  const each = reshape(convolution(image, kernel, { groups, padding }), [batch, channels, rows, columns]);
  return reshape(reduceSum(each, [0]), [channels, 1, rows, columns]);
}

/**
 * Two-dimensional convolution (cross-correlation, as in every deep-learning library) of images [n, c, h, w]
 * with kernels [o, c / groups, k, k]: dense (groups 1) or depth-wise (groups c = o). Both gradients are built
 * from convolutions, slices and matrix products again.
 */
import { defineOperator } from '../operator.ts';
import {
  attribute,
  type Dimension,
  GraphError,
  listAttribute,
  makeTensor,
  staticShape,
  type Tensor,
} from '../tensor.ts';
import { multiply } from './arithmetic.ts';
import { concatenate, flip, pad, reshape, slice, transpose, transposeMatrix, unslice } from './layout.ts';
import { matmul } from './matmul.ts';
import { reduceSum } from './reduction.ts';

/** Zeros added at top, left, bottom and right. */
export type Padding = readonly [top: number, left: number, bottom: number, right: number];

export interface ConvolutionOptions {
  readonly stride?: number;
  /** Zeros around the image; by default as many as keep the size at stride 1 ("same", odd kernels). */
  readonly padding?: Padding;
  readonly groups?: number;
}

/** Convolves. Symbolic height and width pass through where stride and padding keep the size. */
export function convolution(x: Tensor, kernel: Tensor, options: ConvolutionOptions = {}): Tensor {
  const { stride = 1, groups = 1 } = options;
  const [outputs, perGroup, kernelHeight, kernelWidth] = staticShape(kernel, 'convolution');
  const [batch, channels, height, width] = x.shape;
  const depthwise = groups > 1;
  if (
    x.shape.length !== 4 ||
    channels !== perGroup * groups ||
    (depthwise && (perGroup !== 1 || outputs !== groups))
  ) {
    throw new GraphError(
      `convolution: image [${x.shape.join(', ')}] and kernel [${kernel.shape.join(', ')}] with ${groups} groups do not fit`,
      { hint: 'groups is 1 (dense) or the number of channels (depth-wise)' },
    );
  }
  const half = (size: number): number => (size - 1) / 2;
  const padding = options.padding ?? [
    half(kernelHeight),
    half(kernelWidth),
    half(kernelHeight),
    half(kernelWidth),
  ];
  const size = (length: Dimension, extra: number, window: number): Dimension => {
    if (typeof length === 'number') return Math.floor((length + extra - window) / stride) + 1;
    if (stride === 1 && extra === window - 1) return length;
    throw new GraphError(
      `convolution: size '${length}' is symbolic, so stride 1 and "same" padding are needed`,
    );
  };
  const shape = [
    batch,
    outputs,
    size(height, padding[0] + padding[2], kernelHeight),
    size(width, padding[1] + padding[3], kernelWidth),
  ];
  return makeTensor('convolution', [x, kernel], shape, { stride, groups, padding });
}

/** Depth-wise "same" convolution: one k x k kernel a channel, kernels [c, 1, k, k]. */
export function depthwiseConvolution(x: Tensor, kernel: Tensor, stride = 1): Tensor {
  const [channels] = staticShape(kernel, 'depth-wise convolution');
  return convolution(x, kernel, { groups: channels, stride });
}

interface Geometry {
  readonly stride: number;
  readonly groups: number;
  readonly padding: readonly number[];
}

function geometry(y: Tensor): Geometry {
  return {
    stride: attribute(y, 'stride', 'number'),
    groups: attribute(y, 'groups', 'number'),
    padding: listAttribute(y, 'padding'),
  };
}

/** Gradient by the image: the output gradient, spread by the stride, convolved with the turned kernel. */
function imageGradient(y: Tensor, g: Tensor): Tensor {
  const { stride, groups, padding } = geometry(y);
  const [x, kernel] = y.inputs;
  const [top, left, bottom, right] = padding;
  const [, , kernelHeight, kernelWidth] = staticShape(kernel, 'convolution');
  const turned = flip(groups === 1 ? transpose(kernel, [1, 0, 2, 3]) : kernel, [2, 3]);
  let wide = g;
  let [restRows, restColumns] = [0, 0];
  if (stride > 1) {
    const [, , height, width] = staticShape(x, 'the gradient of a strided convolution');
    const [, , outHeight, outWidth] = staticShape(g, 'the gradient of a strided convolution');
    wide = unslice(wide, 2, 0, stride, (outHeight - 1) * stride + 1);
    wide = unslice(wide, 3, 0, stride, (outWidth - 1) * stride + 1);
    restRows = (height + top + bottom - kernelHeight) % stride;
    restColumns = (width + left + right - kernelWidth) % stride;
  }
  return convolution(wide, turned, {
    groups,
    padding: [
      kernelHeight - 1 - top,
      kernelWidth - 1 - left,
      kernelHeight - 1 - bottom + restRows,
      kernelWidth - 1 - right + restColumns,
    ],
  });
}

/** The image as each kernel tap sees it: k k tensors [n, c, h', w'], taps in row-major order. */
function taps(y: Tensor): Tensor[] {
  const { stride, padding } = geometry(y);
  const [x, kernel] = y.inputs;
  const [, , kernelHeight, kernelWidth] = staticShape(kernel, 'convolution');
  const [, , outHeight, outWidth] = staticShape(y, 'the gradient of a convolution');
  const [top, left, bottom, right] = padding;
  const padded = pad(x, [0, 0, top, left], [0, 0, bottom, right]);
  const result: Tensor[] = [];
  for (let row = 0; row < kernelHeight; row++) {
    const rows = slice(padded, 2, row, row + (outHeight - 1) * stride + 1, stride);
    for (let column = 0; column < kernelWidth; column++) {
      result.push(slice(rows, 3, column, column + (outWidth - 1) * stride + 1, stride));
    }
  }
  return result;
}

/** Gradient by the kernel: products of the output gradient with what each tap saw. */
function kernelGradient(y: Tensor, g: Tensor): Tensor {
  const { groups } = geometry(y);
  const [outputs, perGroup, kernelHeight, kernelWidth] = staticShape(y.inputs[1], 'convolution');
  const [batch, , outHeight, outWidth] = staticShape(y, 'the gradient of a convolution');
  const pixels = outHeight * outWidth;
  const views = taps(y);
  if (groups > 1) {
    // rows are summed first, and contiguously: [n, c, pixels] -> [n, c]
    const sums = views.map((view) =>
      reshape(reduceSum(reshape(multiply(g, view), [batch, groups, pixels]), [2]), [batch, groups, 1]),
    );
    return reshape(reduceSum(concatenate(sums, 2), [0]), [groups, 1, kernelHeight, kernelWidth]);
  }
  const seen = reshape(concatenate(views, 1), [batch, views.length * perGroup, pixels]);
  const products = matmul(reshape(g, [batch, outputs, pixels]), transposeMatrix(seen));
  const summed = reshape(reduceSum(products, [0]), [outputs, views.length, perGroup]);
  return reshape(transpose(summed, [0, 2, 1]), [outputs, perGroup, kernelHeight, kernelWidth]);
}

defineOperator({
  name: 'convolution',
  gradient: (y, g) => [imageGradient(y, g), kernelGradient(y, g)],
  emit: (y, inputs, scope) => {
    const { stride, groups, padding } = geometry(y);
    const [, , kernelHeight, kernelWidth] = staticShape(y.inputs[1], 'convolution');
    return scope.node('Conv', inputs, {
      ints: {
        kernel_shape: [kernelHeight, kernelWidth],
        strides: [stride, stride],
        pads: padding,
        group: groups,
      },
    });
  },
});

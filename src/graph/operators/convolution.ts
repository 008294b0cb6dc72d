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

/**
 * Convolves. Symbolic height and width pass through where stride and padding keep the size.
 *
 * @throws GraphError if image, kernel, groups, stride and padding do not fit one another.
 */
export function convolution(x: Tensor, kernel: Tensor, options: ConvolutionOptions = {}): Tensor {
  const { stride = 1, groups = 1 } = options;
  const [outputs, perGroup, kernelHeight, kernelWidth] = staticShape(kernel, 'convolution');
  const [batch, channels, height, width] = x.shape;
  const shapes = `image [${x.shape.join(', ')}] and kernel [${kernel.shape.join(', ')}]`;
  const depthwise = groups > 1;
  if (
    x.shape.length !== 4 ||
    kernel.shape.length !== 4 ||
    channels !== perGroup * groups ||
    (depthwise && (perGroup !== 1 || outputs !== groups))
  ) {
    throw new GraphError(`convolution: ${shapes} with ${groups} groups do not fit`, {
      hint: 'groups is 1 (dense) or the number of channels (depth-wise)',
    });
  }
  const half = (size: number): number => (size - 1) / 2;
  const padding = options.padding ?? [
    half(kernelHeight),
    half(kernelWidth),
    half(kernelHeight),
    half(kernelWidth),
  ];
  if (!(Number.isInteger(stride) && stride >= 1 && padding.every((n) => Number.isInteger(n) && n >= 0))) {
    throw new GraphError(
      `convolution: expected whole numbers, found stride ${stride} and padding [${padding.join(', ')}] for ${shapes}`,
      { hint: 'a kernel of even size has no "same" padding: give one' },
    );
  }
  // the gradient can only take back padding that stays under the kernel, so what is beyond is added first
  const beyond = padding.map((n, side) => Math.max(0, n - (side % 2 === 0 ? kernelHeight : kernelWidth) + 1));
  if (beyond.some((n) => n > 0)) {
    const [top, left, bottom, right] = padding.map((n, side) => n - beyond[side]);
    const wide = pad(x, [0, 0, beyond[0], beyond[1]], [0, 0, beyond[2], beyond[3]]);
    return convolution(wide, kernel, { stride, groups, padding: [top, left, bottom, right] });
  }
  const size = (length: Dimension, extra: number, window: number): Dimension => {
    if (typeof length === 'number') {
      if (length + extra >= window) return Math.floor((length + extra - window) / stride) + 1;
      throw new GraphError(`convolution: ${shapes}: ${length} and padding ${extra} are less than ${window}`);
    }
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

/** The padded image (or any reordering of its first two axes) as each row of the kernel sees it. */
function kernelRows(y: Tensor, x: Tensor): Tensor[] {
  const { stride, padding } = geometry(y);
  const [, , kernelHeight] = staticShape(y.inputs[1], 'convolution');
  const [, , outHeight] = staticShape(y, 'the gradient of a convolution');
  const [top, left, bottom, right] = padding;
  const padded = pad(x, [0, 0, top, left], [0, 0, bottom, right]);
  return Array.from({ length: kernelHeight }, (_, row) =>
    slice(padded, 2, row, row + (outHeight - 1) * stride + 1, stride),
  );
}

/** Gradient by the kernel of a dense convolution: output gradient times unfolded image, one matrix product. */
function denseKernelGradient(y: Tensor, g: Tensor): Tensor {
  const { stride } = geometry(y);
  const [outputs, inputs, kernelHeight, kernelWidth] = staticShape(y.inputs[1], 'convolution');
  const [batch, , outHeight, outWidth] = staticShape(y, 'the gradient of a convolution');
  const pixels = outHeight * outWidth;
  const views = kernelRows(y, y.inputs[0]).flatMap((rows) =>
    Array.from({ length: kernelWidth }, (_, column) =>
      slice(rows, 3, column, column + (outWidth - 1) * stride + 1, stride),
    ),
  );
  const seen = reshape(concatenate(views, 1), [batch, views.length * inputs, pixels]);
  const products = matmul(reshape(g, [batch, outputs, pixels]), transposeMatrix(seen));
  const summed = reshape(reduceSum(products, [0]), [outputs, views.length, inputs]);
  return reshape(transpose(summed, [0, 2, 1]), [outputs, inputs, kernelHeight, kernelWidth]);
}

/**
 * Gradient by the kernels of a depth-wise convolution. For each kernel row, the product over all rows of all
 * samples g^T x [w', w] holds at (column, stride column + j) the sum for tap j: a diagonal, which in row-major
 * order is a slice with a constant step. Most of the product is thrown away, yet it is several times faster than
 * shifting, multiplying and summing whole images once a tap.
 */
function depthwiseKernelGradient(y: Tensor, g: Tensor): Tensor {
  const { stride, groups } = geometry(y);
  const [, , kernelHeight, kernelWidth] = staticShape(y.inputs[1], 'convolution');
  const [batch, , outHeight, outWidth] = staticShape(y, 'the gradient of a convolution');
  const channelsFirst = (x: Tensor): Tensor => transpose(x, [1, 0, 2, 3]);
  const turned = transposeMatrix(reshape(channelsFirst(g), [groups, batch * outHeight, outWidth]));
  const sums = kernelRows(y, channelsFirst(y.inputs[0])).flatMap((rows) => {
    const width = staticShape(rows, 'the gradient of a convolution')[3];
    const products = matmul(turned, reshape(rows, [groups, batch * outHeight, width]));
    const flat = reshape(products, [groups, outWidth * width]);
    const step = width + stride;
    return Array.from({ length: kernelWidth }, (_, column) =>
      reduceSum(slice(flat, 1, column, column + (outWidth - 1) * step + 1, step), [1]),
    );
  });
  return reshape(concatenate(sums, 1), [groups, 1, kernelHeight, kernelWidth]);
}

defineOperator({
  name: 'convolution',
  gradient: (y, g) => [
    imageGradient(y, g),
    geometry(y).groups === 1 ? denseKernelGradient(y, g) : depthwiseKernelGradient(y, g),
  ],
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

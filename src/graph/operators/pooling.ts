/** Max pooling. Of equal maxima the first in row-major order takes the gradient, as in other libraries. */
import { defineOperator } from '../operator.ts';
import { attribute, GraphError, listAttribute, makeTensor, staticShape, type Tensor } from '../tensor.ts';
import { add, greater, multiply, subtract } from './arithmetic.ts';
import { slice, unslice } from './layout.ts';

/** Maximum over windows of `kernel` rows by columns, moved by `stride`, without padding. Images [n, c, h, w]. */
export function maxPool(x: Tensor, kernel: readonly [number, number], stride: number): Tensor {
  const [batch, channels, height, width] = staticShape(x, 'max pooling');
  const whole = [...kernel, stride].every((size) => Number.isInteger(size) && size >= 1);
  if (x.shape.length !== 4 || !whole || height < kernel[0] || width < kernel[1]) {
    throw new GraphError(
      `maxPool: a window of ${kernel.join(' x ')} by ${stride} does not fit [${x.shape.join(', ')}]`,
    );
  }
  const size = (length: number, window: number): number => Math.floor((length - window) / stride) + 1;
  return makeTensor('maxPool', [x], [batch, channels, size(height, kernel[0]), size(width, kernel[1])], {
    kernel,
    stride,
  });
}

/**
 * Adaptive max pooling to half the size, rounded down: floor(h/2) x floor(w/2). Windows run from floor(i h / o)
 * to ceil((i + 1) h / o); for o = floor(h/2) that is 2 wide where h is even and 3 wide where it is odd, always
 * 2 apart.
 */
export function maxPoolToHalf(x: Tensor): Tensor {
  const [, , height, width] = staticShape(x, 'max pooling');
  return maxPool(x, [2 + (height % 2), 2 + (width % 2)], 2);
}

defineOperator({
  name: 'maxPool',
  gradient: (y, g) => {
    const [x] = y.inputs;
    const [kernelHeight, kernelWidth] = listAttribute(y, 'kernel');
    const stride = attribute(y, 'stride', 'number');
    const [, , height, width] = staticShape(x, 'the gradient of max pooling');
    const [, , outHeight, outWidth] = staticShape(y, 'the gradient of max pooling');
    let free: Tensor | undefined; // 1 where no earlier tap has taken the gradient
    let total: Tensor | undefined;
    for (let row = 0; row < kernelHeight; row++) {
      for (let column = 0; column < kernelWidth; column++) {
        const rows = slice(x, 2, row, row + (outHeight - 1) * stride + 1, stride);
        const view = slice(rows, 3, column, column + (outWidth - 1) * stride + 1, stride);
        const isMaximum = subtract(1, greater(y, view));
        const takes = free === undefined ? isMaximum : multiply(free, isMaximum);
        free = free === undefined ? greater(y, view) : subtract(free, takes);
        const placed = unslice(unslice(multiply(g, takes), 3, column, stride, width), 2, row, stride, height);
        total = total === undefined ? placed : add(total, placed);
      }
    }
    return [total];
  },
  emit: (y, inputs, scope) => {
    const stride = attribute(y, 'stride', 'number');
    return scope.node('MaxPool', inputs, {
      ints: { kernel_shape: listAttribute(y, 'kernel'), strides: [stride, stride] },
    });
  },
});

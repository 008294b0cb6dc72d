/**
 * Zero-mean normalisation along the spectrum: at every pixel the mean over channels is subtracted. It is
 * linear, so it is written as 1 x 1 convolutions with constant kernels, which run far faster than a reduction
 * followed by a subtraction, forwards and backwards.
 */
import { constant, convolution, matmul, reshape, subtract, type Tensor } from '../graph/index.ts';

function centring(channels: number): Float64Array {
  return Float64Array.from({ length: channels * channels }, (_, index) => {
    const [row, column] = [Math.floor(index / channels), index % channels];
    return (row === column ? 1 : 0) - 1 / channels;
  });
}

/** x minus its mean over channels, for images [n, c, h, w]. */
export function centreChannels(x: Tensor, channels: number): Tensor {
  const mean = constant(new Float64Array(channels).fill(1 / channels), [1, channels, 1, 1]);
  return subtract(x, convolution(x, mean));
}

/**
 * The kernel of a 1 x 1 convolution [o, c, 1, 1] made blind to the mean over channels: W (I - 1 1^T / c).
 * Convolving with it is the same as subtracting the mean first.
 */
export function centreKernel(kernel: Tensor, outputs: number, channels: number): Tensor {
  const centred = matmul(
    reshape(kernel, [outputs, channels]),
    constant(centring(channels), [channels, channels]),
  );
  return reshape(centred, [outputs, channels, 1, 1]);
}

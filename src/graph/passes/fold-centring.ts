/**
 * Subtracting the mean over channels before a 1 x 1 convolution is the same as convolving with a kernel whose
 * rows sum to zero: W (x - mean x) = W (I - 1 1^T / c) x. With known weights the operation is gone.
 */
import { subtract } from '../operators/arithmetic.ts';
import { convolution } from '../operators/convolution.ts';
import { reshape } from '../operators/layout.ts';
import { reduceMean } from '../operators/reduction.ts';
import { staticShape, type Tensor } from '../tensor.ts';
import { centredOf, isChannelMix } from './convolution-form.ts';
import { type Pass, rewrite } from './rewrite.ts';

/** Centring before 1 x 1 convolutions becomes part of their kernels. */
export const foldCentring: Pass = (roots) =>
  rewrite(roots, (tensor) => {
    if (!isChannelMix(tensor)) return undefined;
    const centred = centredOf(tensor.inputs[0]);
    return centred === undefined ? undefined : convolution(centred.x, centreRows(tensor.inputs[1]));
  });

/** W (I - 1 1^T / c) for a kernel [o, c, 1, 1]: every row less its mean. */
function centreRows(kernel: Tensor): Tensor {
  const [outputs, channels] = staticShape(kernel, 'centring a kernel');
  const rows = reshape(kernel, [outputs, channels]);
  return reshape(subtract(rows, reduceMean(rows, [1])), [outputs, channels, 1, 1]);
}

/**
 * A depth-wise convolution of centred channels, k_c * (x_c - m), becomes k_c * x_c + (-k_c) * m: the second part
 * is a dense convolution from one channel, the mean, and the subtraction over all channels is gone. Both parts
 * see the same zeros outside the image, so this is exact.
 */
import { add } from '../operators/arithmetic.ts';
import { convolution } from '../operators/convolution.ts';
import { negate } from '../operators/unary.ts';
import { centredOf, convolutionOptions, isDepthwise } from './convolution-form.ts';
import { type Pass, rewrite } from './rewrite.ts';

/** Depth-wise convolutions of centred channels are split into one of the channels and one of their mean. */
export const splitCentredDepthwise: Pass = (roots) =>
  rewrite(roots, (tensor) => {
    if (!isDepthwise(tensor)) return undefined;
    const [x, kernel] = tensor.inputs;
    const centred = centredOf(x);
    if (centred === undefined) return undefined;
    const options = convolutionOptions(tensor);
    const ofMean = convolution(centred.mean, negate(kernel), { ...options, groups: 1 });
    return add(convolution(centred.x, kernel, options), ofMean);
  });

/**
 * A mean over channels becomes a 1 x 1 convolution with a constant kernel of 1 / c: a reduction leaves the
 * engine's blocked layout and is several times slower.
 */
import { convolution } from '../operators/convolution.ts';
import { constant } from '../tensor.ts';
import { isChannelMean, known } from './convolution-form.ts';
import { type Pass, rewrite } from './rewrite.ts';

/** Means over channels become convolutions with constant kernels. */
export const meansAsConvolutions: Pass = (roots) =>
  rewrite(roots, (tensor) => {
    const [x] = tensor.inputs;
    const channels = known(x?.shape[1]);
    if (channels === undefined || !isChannelMean(tensor)) return undefined;
    const kernel = constant(new Float64Array(channels).fill(1 / channels), [1, channels, 1, 1]);
    return convolution(x, kernel);
  });

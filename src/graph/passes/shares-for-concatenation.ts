/**
 * A 1 x 1 convolution of joined channels is the sum of the convolutions of the parts with their shares of the
 * kernel: W [a; b] = W_a a + W_b b. The engine adds each share into the running sum as it goes, and the joined
 * image, which a dense stage would copy ever longer, is never made.
 */
import { add } from '../operators/arithmetic.ts';
import { convolution } from '../operators/convolution.ts';
import { slice } from '../operators/layout.ts';
import { attribute, type Tensor } from '../tensor.ts';
import { isChannelMix, known } from './convolution-form.ts';
import { type Pass, rewrite } from './rewrite.ts';

/** 1 x 1 convolutions of concatenations become sums of convolutions of their parts. */
export const sharesForConcatenation: Pass = (roots) =>
  rewrite(roots, (tensor) => {
    if (!isChannelMix(tensor)) return undefined;
    const [x, kernel] = tensor.inputs;
    if (x.operator !== 'concatenate' || attribute(x, 'axis', 'number') !== 1) return undefined;
    let start = 0;
    let sum: Tensor | undefined;
    for (const part of x.inputs) {
      const channels = known(part.shape[1]) ?? 0; // concatenation has seen that it is a number
      const share = convolution(part, slice(kernel, 1, start, start + channels));
      sum = sum === undefined ? share : add(share, sum);
      start += channels;
    }
    return sum;
  });

/**
 * Layer normalisation of images over their channels (Ba et al. 2016): every pixel's channels are brought to mean 0 and
 * variance 1, then scaled and shifted channel by channel.
 */
import {
  add,
  divide,
  multiply,
  reduceMean,
  reshape,
  square,
  squareRoot,
  type Tensor,
} from '../graph/index.ts';
import { centreChannels } from './channel-mean.ts';
import type { ParameterDeclaration, ParameterLookup } from './parameters.ts';

/** Added to the variance, as in the frameworks of the released codes. */
const EPSILON = 1e-5;

/** Scale, from 1, and shift, from 0. */
export function layerNormalisationParameters(name: string, channels: number): ParameterDeclaration[] {
  return [
    { name: `${name}.weight`, shape: [channels], fanIn: channels, constant: 1 },
    { name: `${name}.bias`, shape: [channels], fanIn: channels, constant: 0 },
  ];
}

/** Images [n, c, h, w], each pixel normalised over its c channels. */
export function layerNormalisation(x: Tensor, name: string, parameter: ParameterLookup): Tensor {
  const perChannel = (part: string): Tensor => {
    const values = parameter(`${name}.${part}`);
    return reshape(values, [Number(values.shape[0]), 1, 1]);
  };
  const centred = centreChannels(x);
  const deviation = squareRoot(add(reduceMean(square(centred), [1]), EPSILON));
  return add(multiply(divide(centred, deviation), perChannel('weight')), perChannel('bias'));
}

/** The plain layer that most published networks are made of: a convolution and a bias for each of its channels. */
import { type ConvolutionOptions, convolution, type Tensor } from '../graph/index.ts';
import { withBias } from './normalised-pair.ts';
import type { ParameterLookup } from './parameters.ts';

/** Images [n, inputs, h, w] by the kernel `<name>.weight`, plus `<name>.bias`; "same" padding by default. */
export function biasedConvolution(
  x: Tensor,
  name: string,
  parameter: ParameterLookup,
  options: ConvolutionOptions = {},
): Tensor {
  return withBias(convolution(x, parameter(`${name}.weight`), options), name, parameter);
}

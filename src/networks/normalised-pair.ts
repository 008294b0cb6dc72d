/**
 * The pair that the discriminator and the semantic branch of Zhu et al. (ICCV 2021) are made of: a 1 x 1 convolution
 * and a 3 x 3 depth-wise one, each with a bias, batch normalisation and Swish (x sigmoid(x)) after it.
 */
import {
  add,
  concatenate,
  convolution,
  depthwiseConvolution,
  reshape,
  swish,
  type Tensor,
} from '../graph/index.ts';
import { batchNormalisationParameters, batchNormalise } from './batch-normalisation.ts';
import { convolutionParameters, type ParameterDeclaration, type ParameterLookup } from './parameters.ts';

/** Parameters of a pair under the official names below `name`. */
export function normalisedPairParameters(
  name: string,
  inputs: number,
  outputs: number,
): ParameterDeclaration[] {
  return [
    ...convolutionParameters(`${name}.compressLayer.conv`, [outputs, inputs, 1], true),
    ...batchNormalisationParameters(`${name}.compressLayer.Bn`, outputs),
    ...convolutionParameters(`${name}.actlayer.conv`, [outputs, 1, 3], true),
    ...batchNormalisationParameters(`${name}.actlayer.Bn`, outputs),
  ];
}

/** [n, inputs, h, w] to [n, outputs, h, w]; the depth-wise convolution moves by `stride`. */
export function normalisedPair(x: Tensor, name: string, parameter: ParameterLookup, stride = 1): Tensor {
  const [compress, spread] = [`${name}.compressLayer`, `${name}.actlayer`];
  const mixed = convolution(x, parameter(`${compress}.conv.weight`));
  const compressed = activated(withBias(mixed, `${compress}.conv`, parameter), compress, parameter);
  const filtered = depthwiseConvolution(compressed, parameter(`${spread}.conv.weight`), stride);
  return activated(withBias(filtered, `${spread}.conv`, parameter), spread, parameter);
}

/** Adds the bias of a convolution. */
export function withBias(x: Tensor, name: string, parameter: ParameterLookup): Tensor {
  const bias = parameter(`${name}.bias`);
  return add(x, reshape(bias, [1, Number(bias.shape[0]), 1, 1]));
}

function activated(x: Tensor, name: string, parameter: ParameterLookup): Tensor {
  return swish(batchNormalise(x, `${name}.Bn`, parameter));
}

/**
 * Pairs that each see what came before: pair n takes the concatenation of `x` and the outputs of all earlier pairs.
 *
 * @returns everything that was seen: `x`, then the output of each pair.
 */
export function densePairs(x: Tensor, names: readonly string[], parameter: ParameterLookup): Tensor[] {
  const features = [x];
  for (const name of names) features.push(normalisedPair(concatenate(features, 1), name, parameter));
  return features;
}

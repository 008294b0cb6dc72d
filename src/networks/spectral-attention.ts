/**
 * The block of the spectral-wise transformers (MST: Cai et al., CVPR 2022; MST++: Cai et al., CVPRW 2022): attention
 * among channels, then a feed-forward network of each pixel and its neighbours. A channel's query and key are its
 * whole image, so attention weighs how alike images of channels are, costs no more for each pixel than two 1 x 1
 * convolutions however large the picture is, and lets every pixel depend on all of it.
 */
import {
  add,
  convolution,
  depthwiseConvolution,
  divide,
  gelu,
  matmul,
  maximum,
  multiply,
  reduceSum,
  reshape,
  softmax,
  square,
  squareRoot,
  staticShape,
  type Tensor,
  transposeMatrix,
} from '../graph/index.ts';
import { layerNormalisation, layerNormalisationParameters } from './layer-normalisation.ts';
import { withBias } from './normalised-pair.ts';
import { convolutionParameters, type ParameterDeclaration, type ParameterLookup } from './parameters.ts';

/** Channels of the feed-forward network for one of its input. */
const EXPANSION = 4;
/** Images shorter than this count as this long. */
const SHORTEST = 1e-12;
/** Standard deviation with which linear layers begin. */
const LINEAR_DEVIATION = 0.02;

/** A product of each pixel's channels with a matrix [outputs, inputs]. */
const linearParameters = (name: string, channels: number): ParameterDeclaration => ({
  name: `${name}.weight`,
  shape: [channels, channels],
  fanIn: channels,
  deviation: LINEAR_DEVIATION,
});

/** Parameters of one block for `channels` channels in `heads` heads, under the official names, prefixed. */
export function spectralBlockParameters(
  prefix: string,
  channels: number,
  heads: number,
): ParameterDeclaration[] {
  const [attention, forward] = [`${prefix}.0`, `${prefix}.1`];
  const wide = EXPANSION * channels;
  return [
    { name: `${attention}.rescale`, shape: [heads, 1, 1], fanIn: 1, constant: 1 },
    ...['to_q', 'to_k', 'to_v', 'proj'].map((name) => linearParameters(`${attention}.${name}`, channels)),
    { name: `${attention}.proj.bias`, shape: [channels], fanIn: channels, constant: 0 },
    ...convolutionParameters(`${attention}.pos_emb.0`, [channels, 1, 3], false),
    ...convolutionParameters(`${attention}.pos_emb.2`, [channels, 1, 3], false),
    ...convolutionParameters(`${forward}.fn.net.0`, [wide, channels, 1], false),
    ...convolutionParameters(`${forward}.fn.net.2`, [wide, 1, 3], false),
    ...convolutionParameters(`${forward}.fn.net.4`, [channels, wide, 1], false),
    ...layerNormalisationParameters(`${forward}.norm`, channels),
  ];
}

/** A linear layer of each pixel's channels, without its bias. */
function linear(x: Tensor, name: string, parameter: ParameterLookup): Tensor {
  const weight = parameter(`${name}.weight`);
  const [outputs, inputs] = staticShape(weight, 'a linear layer');
  return convolution(x, reshape(weight, [outputs, inputs, 1, 1]));
}

/**
 * How much each channel of a head takes of each other, [n, heads, d, d]; rows are weights that sum to 1.
 *
 * @param query images [n, c, h, w], c = heads x d, as `key`.
 * @param rescale factors [heads, 1, 1] that sharpen the weights.
 */
export function spectralAttention(query: Tensor, key: Tensor, rescale: Tensor): Tensor {
  const [batch, channels, height, width] = staticShape(query, 'spectral attention');
  const [heads] = staticShape(rescale, 'spectral attention');
  const images = (x: Tensor): Tensor => reshape(x, [batch, heads, channels / heads, height * width]);
  // the norm is max(|x|, shortest); the square is bounded, not the root, whose gradient at 0 is infinite
  const norms = (x: Tensor): Tensor => squareRoot(maximum(reduceSum(square(x), [3]), SHORTEST ** 2));
  const [q, k] = [images(query), images(key)];
  // images of unit length are multiplied; here their few products are divided by the lengths instead
  const products = matmul(k, transposeMatrix(q));
  const cosines = divide(divide(products, norms(k)), transposeMatrix(norms(q)));
  return softmax(multiply(cosines, rescale));
}

/** Attention among channels, and what a channel's place in the picture adds: [n, c, h, w] to the same. */
function attend(x: Tensor, name: string, parameter: ParameterLookup): Tensor {
  const shape = staticShape(x, 'spectral attention');
  const [batch, channels, height, width] = shape;
  const value = linear(x, `${name}.to_v`, parameter);
  const attention = spectralAttention(
    linear(x, `${name}.to_q`, parameter),
    linear(x, `${name}.to_k`, parameter),
    parameter(`${name}.rescale`),
  );
  const heads = Number(attention.shape[1]);
  const taken = matmul(attention, reshape(value, [batch, heads, channels / heads, height * width]));
  const mixed = withBias(linear(reshape(taken, shape), `${name}.proj`, parameter), `${name}.proj`, parameter);
  const filtered = gelu(depthwiseConvolution(value, parameter(`${name}.pos_emb.0.weight`)));
  return add(mixed, depthwiseConvolution(filtered, parameter(`${name}.pos_emb.2.weight`)));
}

function feedForward(x: Tensor, name: string, parameter: ParameterLookup): Tensor {
  const seen = layerNormalisation(x, `${name}.norm`, parameter);
  const wide = gelu(convolution(seen, parameter(`${name}.fn.net.0.weight`)));
  const filtered = gelu(depthwiseConvolution(wide, parameter(`${name}.fn.net.2.weight`)));
  return convolution(filtered, parameter(`${name}.fn.net.4.weight`));
}

/** One block: images [n, c, h, w] of known size to the same; both halves are added to what they see. */
export function spectralBlock(x: Tensor, prefix: string, parameter: ParameterLookup): Tensor {
  const attended = add(attend(x, `${prefix}.0`, parameter), x);
  return add(feedForward(attended, `${prefix}.1`, parameter), attended);
}

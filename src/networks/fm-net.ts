/**
 * FM-Net, "Pixel-Aware Deep Function-Mixture Network for Spectral Super-Resolution" (Zhang et al., AAAI 2020): each
 * block is a mixture of functions, small networks of growing kernels (3, 7, 11 ...), with weights that a network of
 * its own gives at every pixel. Layers and parameter names as in the authors' code (FMNet.py).
 *
 * The RGB is first interpolated to the bands, and what the network computes is added to that. We interpolate in
 * ascending wavelength: blue stands at the first band, green in the middle, red at the last. The authors' data
 * preparation does it in the order R, G, B, so red stands at the shortest wavelength; a network can learn either way,
 * but only in ours is what it adds to a rough spectrum. Feed B, G, R to use weights that were trained their way.
 *
 * Published start, `released`: kernels normal with variance 2 / (size^2 outputs), biases as the framework draws them. `he`
 * divides by inputs instead of outputs, which differs where a layer changes the number of channels: the head, the layer
 * of weights, the fusion block and the last.
 */
import {
  add,
  concatenate,
  constant,
  convolution,
  divide,
  multiply,
  reduceSum,
  relu,
  sigmoid,
  slice,
  type Tensor,
} from '../graph/index.ts';
import { biasedConvolution } from './biased-convolution.ts';
import { checkCounts } from './network-options.ts';
import {
  convolutionParameters,
  NetworkError,
  type ParameterDeclaration,
  type ParameterLookup,
  withNormalKernels,
} from './parameters.ts';
import type { RgbNetwork } from './rgb-network.ts';

export interface FmNetOptions {
  /** At least 2. */
  readonly bands: number;
  /** Channels of the features. */
  readonly channels: number;
  /** Blocks before the fusion block and the output block. */
  readonly blocks: number;
  /** Functions of a block; function j = 0, 1, ... has kernels of 3 + 4 j pixels a side. */
  readonly functions: number;
}

/** As published: 11,792,925 parameters. */
export const FM_NET_DEFAULTS: FmNetOptions = { bands: 31, channels: 64, blocks: 4, functions: 3 };

/** Layers between the first and the last of the network that gives the weights. */
const WEIGHT_LAYERS = 3;
/** Added to the sum that the weights are divided by. */
const WEIGHT_EPSILON = 1e-9;
const HEAD = 'input';

/** A mixture of functions: the names below which its parameters stand, and its sizes. */
interface Mixture {
  readonly basis: string;
  readonly weights: string;
  readonly inputs: number;
  readonly outputs: number;
}

/** The mixtures of the blocks in their order, then that of fusion and that of output. */
function mixturesOf({ bands, channels, blocks }: FmNetOptions): Mixture[] {
  return [
    ...Array.from({ length: blocks }, (_, block) => ({
      basis: `dics.${block}`,
      weights: `reps.${block}`,
      inputs: channels,
      outputs: channels,
    })),
    { basis: 'cdic', weights: 'crep', inputs: channels * blocks, outputs: channels },
    { basis: 'odic', weights: 'orep', inputs: channels, outputs: bands },
  ];
}

const kernelOf = (index: number): number => 3 + 4 * index;
const functionName = ({ basis }: Mixture, index: number): string => `${basis}.base.${index}`;
const blockHead = (block: number): string => `convs.${block}.0.conv`;
const weightLayer = (name: string, layer: number): string => `${name}.conv2.${layer}.conv`;

function fmNetParameters(options: FmNetOptions): ParameterDeclaration[] {
  const { bands, channels, blocks, functions } = options;
  const plain = (name: string, outputs: number, inputs: number): ParameterDeclaration[] =>
    convolutionParameters(name, [outputs, inputs, 3], false);
  const mixture = (each: Mixture): ParameterDeclaration[] => [
    ...Array.from({ length: functions }, (_, index) => [
      ...convolutionParameters(
        `${functionName(each, index)}.input`,
        [channels, each.inputs, kernelOf(index)],
        true,
      ),
      ...convolutionParameters(
        `${functionName(each, index)}.output`,
        [each.outputs, channels, kernelOf(index)],
        true,
      ),
    ]).flat(),
    ...plain(`${each.weights}.input`, channels, each.inputs),
    ...Array.from({ length: WEIGHT_LAYERS }, (_, layer) =>
      plain(weightLayer(each.weights, layer), channels, channels),
    ).flat(),
    ...plain(`${each.weights}.output`, functions, channels),
  ];
  return withNormalKernels(
    [
      ...plain(HEAD, channels, bands),
      ...Array.from({ length: blocks }, (_, block) => plain(blockHead(block), channels, channels)).flat(),
      ...mixturesOf(options).flatMap(mixture),
    ],
    ({ shape: [outputs, , size] }) => Math.sqrt(2 / (size * size * outputs)),
  );
}

/**
 * FM-Net.
 *
 * @throws NetworkError if a size is no whole number from 1 on, or there are fewer than 2 bands.
 */
export function fmNet(options: FmNetOptions = FM_NET_DEFAULTS): RgbNetwork {
  const { bands, channels, blocks, functions } = options;
  checkCounts('fm-net', { bands, channels, blocks, functions });
  if (bands < 2) throw new NetworkError(`fm-net: expected at least 2 bands to interpolate, found ${bands}`);
  return {
    name: 'fm-net',
    description:
      `FM-Net (Zhang et al., AAAI 2020), ${blocks} blocks of ${functions} functions for ${bands} bands, ` +
      `${channels} channels; RGB interpolated in ascending wavelength, where the authors put red first`,
    bands,
    declarations: fmNetParameters(options),
    smallestSide: 1,
    cube: (rgb, parameter) => {
      const mixtures = mixturesOf(options);
      const mixed = (x: Tensor, index: number): Tensor =>
        mixFunctions(x, mixtures[index], parameter, functions);
      const rough = interpolateToBands(rgb, bands);
      let features = convolution(rough, parameter(`${HEAD}.weight`));
      const gathered: Tensor[] = [];
      for (let block = 0; block < blocks; block++) {
        features = mixed(relu(convolution(features, parameter(`${blockHead(block)}.weight`))), block);
        gathered.push(features);
      }
      const fused = mixed(concatenate(gathered, 1), blocks);
      return add(mixed(fused, blocks + 1), rough);
    },
  };
}

/** Sum over the functions of weight times value, at each pixel. */
function mixFunctions(x: Tensor, mixture: Mixture, parameter: ParameterLookup, functions: number): Tensor {
  const weights = functionWeights(x, mixture.weights, parameter);
  const parts = Array.from({ length: functions }, (_, index) => {
    const name = functionName(mixture, index);
    const inner = relu(biasedConvolution(x, `${name}.input`, parameter));
    const value = biasedConvolution(inner, `${name}.output`, parameter);
    return multiply(value, slice(weights, 1, index, index + 1));
  });
  return parts.reduce((sum, part) => add(sum, part));
}

/**
 * The weights of the functions of a block at each pixel, [n, functions, h, w]: sigmoids divided by their sum and
 * 1e-9, so none is negative and they sum to 1 but for that.
 *
 * @param name below which the parameters of the network of weights stand, such as `reps.0`.
 */
export function functionWeights(x: Tensor, name: string, parameter: ParameterLookup): Tensor {
  let features = relu(convolution(x, parameter(`${name}.input.weight`)));
  for (let layer = 0; layer < WEIGHT_LAYERS; layer++) {
    features = relu(convolution(features, parameter(`${weightLayer(name, layer)}.weight`)));
  }
  const raw = sigmoid(convolution(features, parameter(`${name}.output.weight`)));
  return divide(raw, add(reduceSum(raw, [1]), WEIGHT_EPSILON));
}

/**
 * RGB [n, 3, h, w] drawn out to bands [n, bands, h, w] along straight lines: blue at the first band, green in the
 * middle, red at the last.
 */
export function interpolateToBands(rgb: Tensor, bands: number): Tensor {
  const kernel = Array.from({ length: bands }, (_, band) => {
    const place = (2 * band) / (bands - 1); // 0 at blue, 1 at green, 2 at red
    return [2, 1, 0].map((knot) => Math.max(0, 1 - Math.abs(place - knot)));
  });
  return convolution(rgb, constant(kernel.flat(), [bands, 3, 1, 1]));
}

/**
 * The estimator of a camera's spectral response function (SRF) from one photo (Zhu et al., ICCV 2021): a small
 * convolutional network that weighs a dictionary of measured cameras, channel by channel, and scales the three
 * channels by white-balance gains (Eq. 6).
 */
import {
  add,
  concatenate,
  convolution,
  depthwiseConvolution,
  divide,
  maxPoolToHalf,
  multiply,
  reduceMean,
  reduceSum,
  relu,
  reshape,
  sigmoid,
  softmax,
  type Tensor,
  transpose,
} from '../graph/index.ts';
import { convolutionParameters, type ParameterDeclaration, type ParameterLookup } from './parameters.ts';

export interface SrfEstimatorOptions {
  /** Number of cameras in the dictionary. */
  readonly cameras: number;
  /**
   * How bright the channels are beside each other: `estimated` from the photo (Eq. 6), or `unit`, each curve summing
   * to 1, for photos that are white-balanced already.
   */
  readonly gains: SrfGains;
}

export type SrfGains = 'estimated' | 'unit';

export const SRF_ESTIMATOR_DEFAULTS: SrfEstimatorOptions = { cameras: 28, gains: 'estimated' };

interface Block {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: readonly number[];
  readonly size: number;
}

/** Blocks of dense pairs; each but the last is followed by max pooling to half the size. */
const BLOCKS: readonly Block[] = [
  { name: 'stages.0', inputs: 3, outputs: [16, 32], size: 5 },
  { name: 'stages.1', inputs: 32, outputs: [64, 64], size: 5 },
  { name: 'stages.2', inputs: 64, outputs: [64, 64], size: 3 },
  { name: 'stages.3', inputs: 64, outputs: [64, 64], size: 3 },
  { name: 'fstage', inputs: 64, outputs: [128, 128, 128], size: 3 },
];
const FINAL = 'fstage.final_conv';
/** Name of the last layer, which gives the logits of the cameras: where it is zero, every camera weighs the same. */
export const SRF_LAST_LAYER = `${FINAL}.actlayer.conv`;

function pairParameters(name: string, inputs: number, outputs: number, size: number): ParameterDeclaration[] {
  return [
    ...convolutionParameters(`${name}.compressLayer.conv`, [outputs, inputs, 1], true),
    ...convolutionParameters(`${name}.actlayer.conv`, [outputs, 1, size], true),
  ];
}

export function srfEstimatorParameters(
  options: Pick<SrfEstimatorOptions, 'cameras'>,
): ParameterDeclaration[] {
  const pairs = BLOCKS.flatMap(({ name, inputs, outputs, size }) => {
    let seen = inputs;
    return outputs.flatMap((count, index) => {
      seen += index === 0 ? 0 : outputs[index - 1];
      return pairParameters(`${name}.conv.${index}`, seen, count, size);
    });
  });
  return [...pairs, ...pairParameters(FINAL, 128, 3 * options.cameras, 3)];
}

export interface SrfEstimatorOutput {
  /** Estimated responses [n, 3, s]: gain times a convex combination of the dictionary, channel by channel. */
  readonly srf: Tensor;
  /** Convex weights [n, 3, cameras]; they tell how sure the estimate is. */
  readonly weights: Tensor;
  /** White-balance gains [n, 3, 1] with mean 1; in `srf` only where they are estimated. */
  readonly gains: Tensor;
}

/**
 * Builds the estimator.
 *
 * @param rgb linear RGB [n, 3, h, w] of known size (at least 16 x 16), in 0..1.
 * @param dictionary responses [cameras, 3, s], each row summing to 1.
 */
export function srfEstimator(
  rgb: Tensor,
  dictionary: Tensor,
  parameter: ParameterLookup,
  options: SrfEstimatorOptions = SRF_ESTIMATOR_DEFAULTS,
): SrfEstimatorOutput {
  const bias = (x: Tensor, name: string): Tensor => {
    const values = parameter(`${name}.bias`);
    return add(x, reshape(values, [Number(values.shape[0]), 1, 1]));
  };
  const pair = (x: Tensor, name: string, activation: (value: Tensor) => Tensor): Tensor => {
    const [compress, spread] = [`${name}.compressLayer.conv`, `${name}.actlayer.conv`];
    const mixed = activation(bias(convolution(x, parameter(`${compress}.weight`)), compress));
    return activation(bias(depthwiseConvolution(mixed, parameter(`${spread}.weight`)), spread));
  };
  let x = rgb;
  BLOCKS.forEach(({ name, outputs }, index) => {
    const features = [x];
    outputs.forEach((_, layer) => {
      features.push(pair(concatenate(features, 1), `${name}.conv.${layer}`, relu));
    });
    const last = features[features.length - 1];
    x = index < BLOCKS.length - 1 ? maxPoolToHalf(last) : last;
  });
  const { cameras } = options;
  const pooled = reduceMean(
    pair(x, FINAL, (value) => value),
    [2, 3],
  );
  const logits = transpose(reshape(pooled, [Number(rgb.shape[0]), cameras, 3]), [0, 2, 1]);
  const weights = softmax(logits);
  const level = reduceMean(sigmoid(logits), [2]);
  const gains = divide(level, reduceMean(level, [1]));
  // sum over cameras j of w[n, i, j] D[j, i, :], as [n, 3, s]
  const perChannel = transpose(dictionary, [1, 0, 2]); // [3, cameras, s]
  const [, , bands] = dictionary.shape;
  const weighted = multiply(
    reshape(weights, [Number(rgb.shape[0]), 3, cameras, 1]),
    reshape(perChannel, [1, 3, cameras, Number(bands)]),
  );
  const mixed = reshape(reduceSum(weighted, [2]), [Number(rgb.shape[0]), 3, Number(bands)]);
  return { srf: options.gains === 'unit' ? mixed : multiply(gains, mixed), weights, gains };
}

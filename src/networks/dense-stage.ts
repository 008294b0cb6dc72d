/**
 * The dense stage that both papers share: a 3 x 3 head, four dense pairs of a 1 x 1 compression and a 3 x 3
 * depth-wise convolution, and a last pair back to the bands (Zhu et al., ICCV 2021 and IEEE TCI 2021).
 * The papers' networks differ only in the options.
 */
import {
  add,
  concatenate,
  convolution,
  depthwiseConvolution,
  relu,
  reshape,
  type Tensor,
} from '../graph/index.ts';
import { centreChannels } from './channel-mean.ts';
import { convolutionParameters, type ParameterDeclaration, type ParameterLookup } from './parameters.ts';

export interface DenseStageOptions {
  /** Number of bands of the cube. */
  readonly bands: number;
  /** Channels that each dense pair adds: 62 in the released code, 93 gives the published figures. */
  readonly growth: number;
  /** Subtract the mean over channels before each convolution of the dense pairs. */
  readonly zeroMean: boolean;
  /** Biases on every convolution of the pairs. */
  readonly bias: boolean;
  /** Add the head's output to the last pair's. */
  readonly shortcut: boolean;
}

const DENSE_PAIRS = 4;

/** Parameters of one stage under the official names, each prefixed (`stages.0`). */
export function denseStageParameters(prefix: string, options: DenseStageOptions): ParameterDeclaration[] {
  const { bands, growth, bias } = options;
  const pairs = Array.from({ length: DENSE_PAIRS + 1 }, (_, index) => {
    const inputs = bands + growth * index;
    const outputs = index < DENSE_PAIRS ? growth : bands;
    return [
      ...convolutionParameters(
        `${prefix}.denselayers.${index}.compressLayer.conv`,
        [outputs, inputs, 1],
        bias,
      ),
      ...convolutionParameters(`${prefix}.denselayers.${index}.actlayer.conv`, [outputs, 1, 3], bias),
    ];
  });
  return [...convolutionParameters(`${prefix}.Upconv.conv`, [bands, 3, 3], false), ...pairs.flat()];
}

/** How far a stage looks: the head and five depth-wise convolutions, a pixel each. */
export const DENSE_STAGE_HALO = DENSE_PAIRS + 2;

/** [n, 3, h, w] to [n, bands, h, w]. Sees {@link DENSE_STAGE_HALO} pixels far. */
export function denseStage(
  image: Tensor,
  prefix: string,
  parameter: ParameterLookup,
  options: DenseStageOptions,
): Tensor {
  const { bands, growth, zeroMean, bias, shortcut } = options;
  const withBias = (x: Tensor, name: string, channels: number): Tensor =>
    bias ? add(x, reshape(parameter(`${name}.bias`), [channels, 1, 1])) : x;
  const normalised = (x: Tensor): Tensor => (zeroMean ? centreChannels(x) : x);
  const head = convolution(image, parameter(`${prefix}.Upconv.conv.weight`));
  const features = [head];
  for (let index = 0; index < DENSE_PAIRS; index++) {
    const compress = `${prefix}.denselayers.${index}.compressLayer.conv`;
    const spread = `${prefix}.denselayers.${index}.actlayer.conv`;
    const seen = normalised(concatenate(features, 1));
    const mixed = convolution(seen, parameter(`${compress}.weight`));
    const compressed = relu(withBias(mixed, compress, growth));
    const filtered = depthwiseConvolution(normalised(compressed), parameter(`${spread}.weight`));
    features.push(relu(withBias(filtered, spread, growth)));
  }
  const compress = `${prefix}.denselayers.${DENSE_PAIRS}.compressLayer.conv`;
  const spread = `${prefix}.denselayers.${DENSE_PAIRS}.actlayer.conv`;
  const mixed = withBias(
    convolution(concatenate(features, 1), parameter(`${compress}.weight`)),
    compress,
    bands,
  );
  const last = withBias(depthwiseConvolution(mixed, parameter(`${spread}.weight`)), spread, bands);
  return shortcut ? add(last, head) : last;
}

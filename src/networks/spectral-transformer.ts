/**
 * The single-stage spectral-wise transformer (MST; Cai et al., CVPR 2022) as MST++ stacks it: a U-shaped network of
 * two halvings, with one block of spectral attention at each place, whose output is added to its input.
 */
import { add, concatenate, convolution, type Tensor, transposedConvolution } from '../graph/index.ts';
import { withBias } from './normalised-pair.ts';
import { convolutionParameters, type ParameterDeclaration, type ParameterLookup } from './parameters.ts';
import { spectralBlock, spectralBlockParameters } from './spectral-attention.ts';

export interface SpectralTransformerOptions {
  /** Channels of input and output. */
  readonly bands: number;
  /** Channels within, at full size; they double with every halving. Heads have this many, too. */
  readonly width: number;
}

/** How often the picture is halved. */
const LEVELS = 2;

const levels: readonly number[] = Array.from({ length: LEVELS }, (_, level) => level);

/** Parameters under the official names, each prefixed (`body.0`). */
export function spectralTransformerParameters(
  prefix: string,
  { bands, width }: SpectralTransformerOptions,
): ParameterDeclaration[] {
  const block = (name: string, level: number): ParameterDeclaration[] =>
    spectralBlockParameters(`${prefix}.${name}.blocks.0`, width * 2 ** level, 2 ** level);
  return [
    ...convolutionParameters(`${prefix}.embedding`, [width, bands, 3], false),
    ...levels.flatMap((level) => {
      const channels = width * 2 ** level;
      return [
        ...block(`encoder_layers.${level}.0`, level),
        ...convolutionParameters(`${prefix}.encoder_layers.${level}.1`, [2 * channels, channels, 4], false),
      ];
    }),
    ...block('bottleneck', LEVELS),
    ...levels.flatMap((step) => {
      const level = LEVELS - 1 - step;
      const channels = width * 2 ** level;
      const name = `decoder_layers.${step}`;
      // the framework of the released code takes the outputs for inputs here, and starts from that scale
      const fanIn = channels * 4;
      return [
        { name: `${prefix}.${name}.0.weight`, shape: [2 * channels, channels, 2, 2], fanIn },
        { name: `${prefix}.${name}.0.bias`, shape: [channels], fanIn },
        ...convolutionParameters(`${prefix}.${name}.1`, [channels, 2 * channels, 1], false),
        ...block(`${name}.2`, level),
      ];
    }),
    ...convolutionParameters(`${prefix}.mapping`, [bands, width, 3], false),
  ];
}

/**
 * Builds one: images [n, bands, h, w] to the same.
 *
 * @param x height and width are multiples of 4, since it is halved twice.
 */
export function spectralTransformer(x: Tensor, prefix: string, parameter: ParameterLookup): Tensor {
  const kernel = (name: string): Tensor => parameter(`${prefix}.${name}.weight`);
  const block = (features: Tensor, name: string): Tensor =>
    spectralBlock(features, `${prefix}.${name}.blocks.0`, parameter);
  let features = convolution(x, kernel('embedding'));
  const passed: Tensor[] = [];
  for (const level of levels) {
    features = block(features, `encoder_layers.${level}.0`);
    passed.push(features);
    const halving = { stride: 2, padding: [1, 1, 1, 1] } as const;
    features = convolution(features, kernel(`encoder_layers.${level}.1`), halving);
  }
  features = block(features, 'bottleneck');
  for (const step of levels) {
    const name = `decoder_layers.${step}`;
    const enlarged = transposedConvolution(features, kernel(`${name}.0`));
    const biased = withBias(enlarged, `${prefix}.${name}.0`, parameter);
    const joined = concatenate([biased, passed[LEVELS - 1 - step]], 1);
    features = block(convolution(joined, kernel(`${name}.1`)), `${name}.2`);
  }
  return add(convolution(features, kernel('mapping')), x);
}

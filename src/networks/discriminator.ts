/**
 * The discriminator of Zhu et al. (ICCV 2021): tells spectral images that were measured from those that the generator
 * made. One probability an image; normalised by the statistics of its batch, in training and in use.
 */
import {
  absolute,
  add,
  concatenate,
  convolution,
  divide,
  reduceMean,
  reshape,
  sigmoid,
  slice,
  stopGradient,
  type Tensor,
} from '../graph/index.ts';
import { densePairs, normalisedPair, normalisedPairParameters, withBias } from './normalised-pair.ts';
import { convolutionParameters, type ParameterDeclaration, type ParameterLookup } from './parameters.ts';

const STAGES = [
  { name: 'stage1', channels: 64 },
  { name: 'stage2', channels: 128 },
] as const;
const DENSE_PAIRS = 7;
/** The picture is brought to this many rows and columns before it is judged. */
const GRID = 2;
const HEAD = 'classifier.2';

/** Added to the mean that cubes are divided by. */
const MEAN_EPSILON = 1e-6;

/** Parameters under the official names; 630,531 for 31 bands. */
export function discriminatorParameters(bands: number): ParameterDeclaration[] {
  let inputs = bands;
  const stages = STAGES.flatMap(({ name, channels }) => {
    const down = [
      ...normalisedPairParameters(`${name}.downsample.0`, inputs, channels),
      ...normalisedPairParameters(`${name}.downsample.1`, channels, channels),
    ];
    inputs = channels;
    const dense = Array.from({ length: DENSE_PAIRS }, (_, index) =>
      normalisedPairParameters(`${name}.denseconv.${index}`, channels * (index + 1), channels),
    );
    return [...down, ...dense.flat()];
  });
  return [
    ...stages,
    ...convolutionParameters(`${HEAD}.compressLayer.conv`, [1, inputs * GRID * GRID, 1], true),
    ...convolutionParameters(`${HEAD}.actlayer.conv`, [1, 1, 1], true),
  ];
}

/** What the discriminator says of each image, [n, 1]. */
export interface DiscriminatorOutput {
  /** Logarithm of the odds that an image was measured. */
  readonly logit: Tensor;
  readonly probability: Tensor;
}

/**
 * Judges images [n, bands, h, w] of known size; height and width at least 17.
 *
 * @param cube as {@link divideByMean} gives it.
 */
export function discriminator(cube: Tensor, parameter: ParameterLookup): DiscriminatorOutput {
  let x = cube;
  for (const { name } of STAGES) {
    const half = normalisedPair(x, `${name}.downsample.0`, parameter, 2);
    const quarter = normalisedPair(half, `${name}.downsample.1`, parameter, 2);
    const names = Array.from({ length: DENSE_PAIRS }, (_, index) => `${name}.denseconv.${index}`);
    const features = densePairs(quarter, names, parameter);
    x = add(features[features.length - 1], quarter);
  }
  const pooled = averagePoolTo(x, GRID);
  const [batch, channels] = pooled.shape.map(Number);
  const flat = reshape(pooled, [batch, channels * GRID * GRID, 1, 1]);
  const compress = `${HEAD}.compressLayer.conv`;
  const last = `${HEAD}.actlayer.conv`;
  const mixed = withBias(convolution(flat, parameter(`${compress}.weight`)), compress, parameter);
  const logit = withBias(convolution(mixed, parameter(`${last}.weight`)), last, parameter);
  const judged = reshape(logit, [batch, 1]);
  return { logit: judged, probability: sigmoid(judged) };
}

/**
 * Cubes [n, bands, h, w] divided by their own mean magnitude, so that brightness tells nothing; no gradient passes
 * through the mean.
 */
export function divideByMean(cube: Tensor): Tensor {
  return divide(cube, add(stopGradient(reduceMean(absolute(cube), [1, 2, 3])), MEAN_EPSILON));
}

/** Adaptive average pooling to `size` x `size`: windows from floor(i h / size) to ceil((i + 1) h / size). */
function averagePoolTo(x: Tensor, size: number): Tensor {
  const [, , height, width] = x.shape.map(Number);
  const windows = (length: number): (readonly [number, number])[] =>
    Array.from({ length: size }, (_, index) => [
      Math.floor((index * length) / size),
      Math.ceil(((index + 1) * length) / size),
    ]);
  const rows = windows(height).map(([top, bottom]) => {
    const row = slice(x, 2, top, bottom);
    return concatenate(
      windows(width).map(([left, right]) => reduceMean(slice(row, 3, left, right), [2, 3])),
      3,
    );
  });
  return concatenate(rows, 2);
}

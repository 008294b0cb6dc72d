/**
 * Batch normalisation (Ioffe and Szegedy 2015): every channel is brought to mean 0 and variance 1 over the batch and
 * the picture, then scaled and shifted by two learned numbers.
 */
import {
  add,
  divide,
  multiply,
  reduceMean,
  reshape,
  square,
  squareRoot,
  subtract,
  type Tensor,
} from '../graph/index.ts';
import type { ParameterDeclaration, ParameterLookup } from './parameters.ts';

/** Added to the variance, as in the framework of the released code. */
const EPSILON = 1e-5;

/** Scale and shift of `channels` channels, which begin at 1 and 0. */
export function batchNormalisationParameters(name: string, channels: number): ParameterDeclaration[] {
  return [
    { name: `${name}.weight`, shape: [channels], fanIn: channels, constant: 1 },
    { name: `${name}.bias`, shape: [channels], fanIn: channels, constant: 0 },
  ];
}

/** Mean and (biased) variance of each channel, [1, c, 1, 1]. */
export interface ChannelStatistics {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** Batch normalisation of a layer by its name, wherever its statistics come from. */
export type Normalisation = (x: Tensor, name: string) => Tensor;

/** The statistics of a batch [n, c, h, w]: what training normalises by. */
export function batchStatistics(x: Tensor): ChannelStatistics {
  const mean = reduceMean(x, [0, 2, 3]);
  return { mean, variance: reduceMean(square(subtract(x, mean)), [0, 2, 3]) };
}

/**
 * Normalises [n, c, h, w].
 *
 * @param statistics those of the batch unless given (a trained network is used with averages over its training).
 */
export function batchNormalise(
  x: Tensor,
  name: string,
  parameter: ParameterLookup,
  statistics: ChannelStatistics = batchStatistics(x),
): Tensor {
  const perChannel = (values: Tensor): Tensor => reshape(values, [1, Number(values.shape[0]), 1, 1]);
  const scale = divide(
    perChannel(parameter(`${name}.weight`)),
    squareRoot(add(statistics.variance, EPSILON)),
  );
  return add(multiply(subtract(x, statistics.mean), scale), perChannel(parameter(`${name}.bias`)));
}

/** Normalisation by the statistics of the batch, in training. */
export function normalisationOfBatch(parameter: ParameterLookup): Normalisation {
  return (x, name) => batchNormalise(x, name, parameter);
}

/** Normalisation by averages over the training, `<name>.running_mean` and `<name>.running_var`, in use. */
export function normalisationOfAverages(parameter: ParameterLookup): Normalisation {
  const perChannel = (values: Tensor): Tensor => reshape(values, [1, Number(values.shape[0]), 1, 1]);
  return (x, name) =>
    batchNormalise(x, name, parameter, {
      mean: perChannel(parameter(`${name}.running_mean`)),
      variance: perChannel(parameter(`${name}.running_var`)),
    });
}

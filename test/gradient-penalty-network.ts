/**
 * A small discriminator and the norm of its gradient by the image, differentiated by its weights: the part of
 * a training step that needs second derivatives.
 */
import * as graph from '../src/graph/index.ts';
import { input, type Tensor } from '../src/graph/tensor.ts';
import { Random } from '../src/random.ts';
import { spacedValues } from './graph-cases/index.ts';
import { product } from './reference-arrays.ts';
import type { Feed } from './reference-evaluator.ts';

export interface GradientPenaltyNetwork {
  readonly feeds: Readonly<Record<string, Feed>>;
  readonly score: Tensor;
  /** || d score / d image ||. */
  readonly norm: Tensor;
  /** Names of the weights. */
  readonly weights: readonly string[];
  /** Gradient of the norm by each weight. */
  readonly normGradients: readonly Tensor[];
}

const SHAPES: Readonly<Record<string, readonly number[]>> = {
  image: [2, 2, 8, 7],
  dense: [3, 2, 3, 3],
  bias: [3, 1, 1],
  depthwise: [3, 1, 3, 3],
  product: [6, 1],
};

/** Convolution, activation, strided depth-wise convolution, max pooling, matrix product, sigmoid. */
export function gradientPenaltyNetwork(activation: 'relu' | 'swish'): GradientPenaltyNetwork {
  const random = new Random(5);
  const names = Object.keys(SHAPES);
  const feeds: Record<string, Feed> = {};
  for (const name of names)
    feeds[name] = { shape: SHAPES[name], data: spacedValues(product(SHAPES[name]), random) };
  const [image, dense, bias, depthwise, columns] = names.map((name) => input(name, SHAPES[name]));
  const mixed = graph.add(graph.convolution(image, dense), bias);
  const active = activation === 'relu' ? graph.relu(mixed) : graph.swish(mixed);
  const filtered = graph.depthwiseConvolution(active, depthwise, 2); // [2, 3, 4, 4]
  const pooled = graph.maxPool(filtered, [2, 3], 2); // [2, 3, 2, 1]
  const scores = graph.sigmoid(graph.matmul(graph.reshape(pooled, [2, 6]), columns));
  const score = graph.sumOfAll(scores);
  const [byImage] = graph.gradients(score, [image]);
  const norm = graph.squareRoot(graph.sumOfAll(graph.square(byImage)));
  return {
    feeds,
    score,
    norm,
    weights: names.slice(1),
    normGradients: graph.gradients(norm, [dense, bias, depthwise, columns]),
  };
}

/** What a network's own graph tells about it: size, cost and reach, beside what was printed. */
import {
  input,
  multiplyAccumulates,
  type ReceptiveField,
  receptiveField,
  type Tensor,
} from '../graph/index.ts';
import type { CataloguedNetwork } from './network-catalogue.ts';
import { checkCounts } from './network-options.ts';
import { countParameters, lookupDeclared, lookupIn, NetworkError } from './parameters.ts';
import type { PublishedFigures } from './published-figures.ts';

export interface NetworkFacts {
  readonly name: string;
  readonly description: string;
  readonly parameters: number;
  /** Of convolutions and matrix products, for a pixel of a square picture; what counts is stated with the count. */
  readonly multiplyAccumulatesPerPixel: number;
  /** How much of the picture one pixel of the estimate can depend on. */
  readonly receptiveField: ReceptiveField;
  readonly published: PublishedFigures;
}

/** Name of the picture among the inputs of a built network. */
export const PICTURE = 'rgb';

/**
 * Builds a catalogued network for a picture of `side` x `side` pixels; picture, context and parameters are inputs
 * under their names.
 *
 * @returns its outputs, the estimate first.
 * @throws NetworkError if the side is no whole number, or less than the network needs.
 */
export function buildNetwork(network: CataloguedNetwork, side: number): readonly [Tensor, ...Tensor[]] {
  checkCounts(network.name, { side });
  if (side >= network.smallestSide) return outputsOf(network, input(PICTURE, [1, 3, side, side]));
  throw new NetworkError(
    `${network.name}: expected a picture of at least ${network.smallestSide} pixels a side, found ${side}`,
  );
}

function outputsOf(network: CataloguedNetwork, rgb: Tensor): readonly [Tensor, ...Tensor[]] {
  const context = Object.entries(network.context).map(([name, shape]) => [name, input(name, shape)] as const);
  return network.build(rgb, lookupIn(new Map(context)), lookupDeclared(network.declarations));
}

/**
 * Works out the facts of a network from its graph.
 *
 * @param side of the square picture that the multiply-accumulates are counted for, pixels. Multiples of 16 waste
 *   nothing on what networks add at the border.
 * @throws NetworkError if the side is less than the network needs.
 */
export function networkFacts(network: CataloguedNetwork, side = 256): NetworkFacts {
  const outputs = buildNetwork(network, side);
  return {
    name: network.name,
    description: network.description,
    parameters: countParameters(network.declarations),
    multiplyAccumulatesPerPixel: multiplyAccumulates(outputs) / side ** 2,
    receptiveField: receptiveField((rgb) => outputsOf(network, rgb)[0]),
    published: network.published,
  };
}

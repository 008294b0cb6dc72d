/**
 * All parameters of a network as one vector. A training step then has one weight input and one optimiser
 * update over everything, and a checkpoint is a handful of vectors.
 */
import { concatenate, reshape, slice, type Tensor } from '../graph/index.ts';
import { checkWeights, type ParameterDeclaration, sizeOf, type Weights } from '../networks/parameters.ts';

interface Place {
  readonly start: number;
  readonly size: number;
  readonly shape: readonly number[];
}

/** Where each parameter stands in the vector. */
export class ParameterVector {
  readonly declarations: readonly ParameterDeclaration[];
  readonly length: number;
  readonly #places = new Map<string, Place>();

  constructor(declarations: readonly ParameterDeclaration[]) {
    this.declarations = declarations;
    let start = 0;
    for (const { name, shape } of declarations) {
      const size = sizeOf(shape);
      this.#places.set(name, { start, size, shape });
      start += size;
    }
    this.length = start;
  }

  /** The parameters as parts of a vector tensor [length]. */
  tensors(vector: Tensor): Map<string, Tensor> {
    return new Map(
      [...this.#places].map(([name, { start, size, shape }]) => [
        name,
        reshape(slice(vector, 0, start, start + size), shape),
      ]),
    );
  }

  /** Joins tensors, one a parameter in the order of the declarations, into a vector tensor [length]. */
  join(parts: readonly Tensor[]): Tensor {
    return concatenate(
      parts.map((part, index) => reshape(part, [sizeOf(this.declarations[index].shape)])),
      0,
    );
  }

  /** Weights to vector. @throws NetworkError if a weight is missing or does not fit. */
  pack(weights: Weights, network: string): Float32Array {
    checkWeights(this.declarations, weights, network);
    const vector = new Float32Array(this.length);
    for (const [name, { start }] of this.#places) vector.set(weights.get(name) ?? [], start);
    return vector;
  }

  /** Vector to weights. */
  unpack(vector: Float32Array): Map<string, Float32Array> {
    return new Map(
      [...this.#places].map(([name, { start, size }]) => [name, vector.slice(start, start + size)]),
    );
  }
}

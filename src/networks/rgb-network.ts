/** A network that estimates spectra from RGB alone. It is told no response: it serves the camera that it was trained for. */
import type { Tensor } from '../graph/index.ts';
import type { ParameterDeclaration, ParameterLookup } from './parameters.ts';

export interface RgbNetwork {
  /** As the command line and weight files call it. */
  readonly name: string;
  /** The published name, the paper, and what of it is our own reconstruction. */
  readonly description: string;
  readonly bands: number;
  readonly declarations: readonly ParameterDeclaration[];
  /**
   * Builds the network.
   *
   * @param rgb linear RGB [n, 3, h, w] of known size; any height and width from `smallestSide` on.
   * @returns [n, bands, h, w].
   */
  cube(rgb: Tensor, parameter: ParameterLookup): Tensor;
  /** Least height and width, pixels. */
  readonly smallestSide: number;
}

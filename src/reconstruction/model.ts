/** A trained network for reconstruction: its weights, and the form of network that they fit. */
import { generatorNetwork } from '../networks/generator.ts';
import { checkWeights, NetworkError, type Weights } from '../networks/parameters.ts';
import { readSafetensors } from '../networks/safetensors.ts';
import type { UnrolledNetwork } from '../networks/unrolled.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';

export interface ReconstructionModel {
  readonly name: string;
  readonly network: UnrolledNetwork;
  /** Band centres that the weights were trained for, in nanometres. */
  readonly wavelengths: readonly number[];
  readonly weights: Weights;
  /** In which axes the network sees pictures: canonical ones (see `camera/canonical-basis.ts`) unless given. */
  readonly basis?: PictureBasis;
}

export type PictureBasis = 'canonical' | 'camera';

const FIRST_COMPRESSION = 'stages.0.denselayers.0.compressLayer.conv.weight';

/**
 * Reads a weight file of the generator; growth and bands are told by the shapes.
 *
 * @param wavelengths band centres of the weights; 400..700 nm by 10 unless said otherwise.
 * @throws SafetensorsError if the bytes are no safetensors file. @throws NetworkError if weights are missing or
 * do not fit.
 */
export function readGeneratorModel(
  bytes: Uint8Array,
  name: string,
  wavelengths: readonly number[] = VISIBLE_31,
): ReconstructionModel {
  const { tensors, metadata } = readSafetensors(bytes);
  const shape = tensors.get(FIRST_COMPRESSION)?.shape;
  if (shape === undefined) {
    throw new NetworkError(`${name}: expected weights of the generator, found no '${FIRST_COMPRESSION}'`, {
      hint: 'give a weight file that `spectralift train` wrote, or one with the official parameter names',
    });
  }
  const [growth, bands] = shape;
  if (bands !== wavelengths.length) {
    throw new NetworkError(`${name}: expected weights for ${wavelengths.length} bands, found ${bands}`);
  }
  const network = generatorNetwork({ bands, growth });
  const weights = new Map([...tensors].map(([key, { data }]) => [key, data]));
  checkWeights(network.declarations, weights, name);
  return {
    name,
    network,
    wavelengths,
    weights,
    basis: metadata['basis'] === 'camera' ? 'camera' : 'canonical',
  };
}

/** A trained network for reconstruction: its weights, and the form of network that they fit. */
import { agdNetNetwork } from '../networks/agd-net.ts';
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
/** Of AGD-Net alone: the generator has no biases, and no projection of its own. */
const FIRST_BIAS = 'stages.0.denselayers.0.compressLayer.conv.bias';
const LEARNED_PROJECTION = 'degradation.conv.weight';

/**
 * Reads a weight file of the generator or of AGD-Net, which its metadata or its biases tell; growth, bands and stages are
 * told by the tensors.
 *
 * @param wavelengths band centres of the weights; 400..700 nm by 10 unless said otherwise.
 * @throws SafetensorsError if the bytes are no safetensors file. @throws NetworkError if weights are missing or
 * do not fit, or belong to an AGD-Net with a projection of its own, which takes no camera response.
 */
export function readGeneratorModel(
  bytes: Uint8Array,
  name: string,
  wavelengths: readonly number[] = VISIBLE_31,
): ReconstructionModel {
  const { tensors, metadata } = readSafetensors(bytes);
  const shape = tensors.get(FIRST_COMPRESSION)?.shape;
  if (shape === undefined) {
    throw new NetworkError(
      `${name}: expected weights of the generator or of AGD-Net, found no '${FIRST_COMPRESSION}'`,
      {
        hint: 'give a weight file that `spectralift train` wrote, or one with the official parameter names',
      },
    );
  }
  const [growth, bands] = shape;
  if (bands !== wavelengths.length) {
    throw new NetworkError(`${name}: expected weights for ${wavelengths.length} bands, found ${bands}`);
  }
  const sizes = { bands, growth };
  const isAgdNet = metadata['network'] === 'agd-net' || tensors.has(FIRST_BIAS);
  const network = isAgdNet ? agdNetOf(tensors, sizes, name) : generatorNetwork(sizes);
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

/** @throws NetworkError if the weights hold a learned projection. */
function agdNetOf(
  tensors: ReadonlyMap<string, unknown>,
  sizes: { readonly bands: number; readonly growth: number },
  name: string,
): UnrolledNetwork {
  if (tensors.has(LEARNED_PROJECTION)) {
    throw new NetworkError(
      `${name}: expected a network that is told the camera's response, found AGD-Net with a projection of its own, for the one camera that it was trained with`,
      { hint: 'train the recipe agd-net for any camera; `spectralift run agd-net` runs these weights' },
    );
  }
  let stages = 1;
  while (tensors.has(`stages.${stages}.Upconv.conv.weight`)) stages++;
  return agdNetNetwork({ ...sizes, stages, projection: 'known' });
}

/** From a weight file to an exported network, whatever network the file says that it is of. */
import type { CameraResponse } from '../../camera/camera-response.ts';
import { readRgbNetworkFile } from '../../networks/rgb-network-file.ts';
import { isRgbNetworkName } from '../../networks/rgb-network-choice.ts';
import { readSafetensors, type SafetensorsFile } from '../../networks/safetensors.ts';
import { SRF_LAST_LAYER } from '../../networks/srf-estimator.ts';
import { readEstimatorModel } from '../estimate-response.ts';
import { readGeneratorModel } from '../model.ts';
import { exportEstimator, exportRgbNetwork, type PictureSize } from './export-rgb-network.ts';
import { exportReconstruction } from './export-reconstruction.ts';
import {
  type ExportEngine,
  type ExportedNetwork,
  ExportError,
  type ExportOrigin,
} from './exported-network.ts';

/** In which form a weight file is exported. */
export interface WeightsExport {
  /** The response that the file is for, asked for only by networks that take one, or `input`: it is fed. */
  camera(wavelengths: readonly number[]): Promise<CameraResponse | 'input'>;
  readonly consistency: 'exact' | 'none';
  /** The one size of pictures, for networks that see RGB alone and need to know it. */
  readonly size?: PictureSize;
  readonly engine: ExportEngine;
  readonly origin: ExportOrigin;
}

/** Kinds of networks by what they take: picture and response, RGB alone, a small picture of which they tell the response. */
export type ExportedKind = 'reconstruction' | 'rgb-network' | 'estimator';

/** What kind of network a weight file is of, by its metadata and the names of its tensors. */
export function kindOfWeights({ tensors, metadata }: SafetensorsFile): ExportedKind {
  const network = metadata['network'] ?? '';
  if (network === 'srf-estimator' || tensors.has(`${SRF_LAST_LAYER}.weight`)) return 'estimator';
  const known = network === 'agd-net' && metadata['projection'] !== 'learned';
  return isRgbNetworkName(network) && !known ? 'rgb-network' : 'reconstruction';
}

/**
 * Exports the network of a weight file.
 *
 * @param bytes a safetensors file. @param name what the network is called.
 * @throws SafetensorsError or NetworkError if the file is damaged or of no network that estimates spectra or responses.
 * @throws ExportError if an option does not go with its network. @throws as `camera` does.
 */
export async function exportWeights(
  bytes: Uint8Array,
  name: string,
  { camera, consistency, size, engine, origin }: WeightsExport,
): Promise<ExportedNetwork> {
  const kind = kindOfWeights(readSafetensors(bytes));
  if (kind !== 'rgb-network' && size !== undefined) {
    throw new ExportError(`expected a network that needs to know its size, found ${name}, which does not`, {
      hint: 'leave the size out',
    });
  }
  switch (kind) {
    case 'estimator':
      return exportEstimator(readEstimatorModel(bytes, name), origin);
    case 'rgb-network': {
      const file = readRgbNetworkFile(bytes);
      return exportRgbNetwork({ file, name, engine, origin, ...(size === undefined ? {} : { size }) });
    }
    case 'reconstruction': {
      const model = readGeneratorModel(bytes, name);
      const response = await camera(model.wavelengths);
      return exportReconstruction({ model, camera: response, consistency, engine, origin });
    }
  }
}

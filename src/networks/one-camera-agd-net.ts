/**
 * AGD-Net with its learned projection (Zhu et al., IEEE TCI 2021) as a network that is told no response: as released, it
 * serves the one camera that it was trained for.
 */
import { constant } from '../graph/index.ts';
import { type AgdNetOptions, agdNet, agdNetNetwork } from './agd-net.ts';
import { checkCounts } from './network-options.ts';
import type { RgbNetwork } from './rgb-network.ts';

export interface OneCameraAgdNetOptions extends AgdNetOptions {
  readonly projection: 'learned';
}

/** Four stages, as the comparison of the paper's abstract counts them: 172,391 parameters. */
export const ONE_CAMERA_AGD_NET_DEFAULTS: OneCameraAgdNetOptions = {
  bands: 31,
  growth: 62,
  stages: 4,
  projection: 'learned',
};

/**
 * AGD-Net for one camera.
 *
 * @throws NetworkError if a size is no whole number from 1 on.
 */
export function oneCameraAgdNet(options: OneCameraAgdNetOptions = ONE_CAMERA_AGD_NET_DEFAULTS): RgbNetwork {
  const { bands, growth, stages } = options;
  checkCounts('agd-net', { bands, growth, stages });
  const { name, description, declarations } = agdNetNetwork(options);
  return {
    name,
    description: `${description}, with a projection of its own`,
    bands,
    declarations,
    smallestSide: 1,
    cube: (rgb, parameter) => agdNet(rgb, constant(0), parameter, options).cube,
  };
}

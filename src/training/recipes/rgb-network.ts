/**
 * Supervised training of any network that sees RGB alone, for one camera (see `one-camera.ts`): its own published setting,
 * or the one that all share.
 */
import {
  buildRgbNetwork,
  type RgbNetworkChoice,
  type RgbNetworkName,
  rgbNetworkMetadata,
} from '../../networks/rgb-network-choice.ts';
import type { Initialisation } from '../../networks/parameters.ts';
import type { RgbNetwork } from '../../networks/rgb-network.ts';
import { partsFor } from '../batch-gradient.ts';
import {
  type OneCameraSettings,
  type OneCameraSources,
  oneCameraInputs,
  oneCameraSampler,
} from '../one-camera.ts';
import { supervisedTask } from '../supervised-task.ts';
import { TrainingError, type TrainingTask } from '../trainer.ts';
import { withWeightDecay } from '../weight-decay.ts';
import { withLearnedBasis } from './learned-basis.ts';
import { type SupervisedSetting, supervisedLoss } from './supervised-settings.ts';

/** What is trained, and how. */
export interface RgbNetworkChoices {
  /** `standardRgbNetwork('hscnn-d')`, or other sizes. */
  readonly network: RgbNetworkChoice;
  /** `AS_PUBLISHED['hscnn-d']`, `ALIKE`, or another. */
  readonly setting: SupervisedSetting;
}

/**
 * How each network begins: as published, but for the two that are reconstructions. Of DBF it is not known. CHS-GAN's normal
 * start of 0.02 is meant for layers of other widths; in ours it halves the signal in each layer. Both take what keeps
 * signals alive.
 */
export const RGB_NETWORK_START: Readonly<Record<RgbNetworkName, Initialisation>> = {
  'agd-net': 'released',
  'hscnn-d': 'released',
  'fm-net': 'released',
  'mst-plus-plus': 'released',
  'chs-gan': 'he',
  'deep-basis': 'he',
};

/** Networks that hold so much for each pixel that one patch at a time is enough: of 64 x 64, about 2 GB a thread. */
const LARGE: readonly RgbNetworkName[] = ['hscnn-d', 'fm-net'];

/** Equal parts that a batch is worked off in, so that memory stays bounded. */
export function rgbNetworkParts(name: RgbNetworkName, { batch, size }: OneCameraSettings): number {
  return LARGE.includes(name) ? batch : partsFor(batch, size);
}

/**
 * Builds the network for the sampled patches.
 *
 * @throws TrainingError if its bands or the size of the patches do not fit.
 * @throws NetworkError if its sizes do not make a network.
 */
export function networkForPatches(choice: RgbNetworkChoice, bands: number, size: number): RgbNetwork {
  const network = buildRgbNetwork(choice);
  if (network.bands !== bands) {
    throw new TrainingError(
      `expected ${network.name} for the ${bands} bands of the scenes, found ${network.bands}`,
    );
  }
  if (size < network.smallestSide) {
    throw new TrainingError(
      `expected patches of at least ${network.smallestSide} x ${network.smallestSide} for ${network.name}, found ${size} x ${size}`,
    );
  }
  return network;
}

/**
 * The task for the trainer. Its recipe is `<network>-<setting>`, such as `hscnn-d-published`; its figures are `loss` and
 * `rate`; it leaves `weights.safetensors`, which `readRgbNetworkFile` reads. DBF's basis is learned from the scenes first.
 *
 * @throws TrainingError if response, network and scenes do not fit each other.
 * @throws CubeError if no scene holds a lit patch.
 * @throws NetworkError if the sizes do not make a network.
 */
export function rgbNetworkTask(
  sources: OneCameraSources,
  settings: OneCameraSettings,
  { network: choice, setting }: RgbNetworkChoices,
): TrainingTask {
  const { batch, size, steps } = settings;
  const sampler = oneCameraSampler(sources, settings);
  const network = networkForPatches(choice, sampler.bands, size);
  const parts = rgbNetworkParts(choice.name, settings);
  const task = supervisedTask({
    recipe: `${choice.name}-${setting.name}`,
    metadata: { ...rgbNetworkMetadata(choice), camera: sources.response.name },
    declarations: network.declarations,
    initialisation: RGB_NETWORK_START[choice.name],
    loss: (parameter) => {
      const { rgb, truth, weight } = oneCameraInputs(batch / parts, sampler.bands, size);
      const cube = network.cube(rgb, withWeightDecay(parameter, setting.weightDecay / parts));
      return supervisedLoss(cube, truth, weight, setting.loss);
    },
    parts,
    batch: (random) => sampler.draw(random),
    steps,
    schedule: setting.schedule(steps),
  });
  return choice.name === 'deep-basis' ? withLearnedBasis(task, sources.scenes, choice.options) : task;
}

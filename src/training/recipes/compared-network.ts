/**
 * The compared networks by name, for one camera: each as its authors teach it, or all alike. One call for a comparison; what
 * it gives is one of the tasks beside.
 */
import type { PatchSource } from '../../datasets/mosaic-sampler.ts';
import { PatchSampler } from '../../datasets/patch-sampler.ts';
import type { RgbNetworkChoice } from '../../networks/rgb-network-choice.ts';
import type { OneCameraSettings, OneCameraSources } from '../one-camera.ts';
import { TrainingError, type TrainingTask } from '../trainer.ts';
import { AGD_NET_CHOICES } from './agd-net-choices.ts';
import { publishedAgdNetTask } from './agd-net-published.ts';
import { CHS_GAN_CHOICES, chsGanTask } from './chs-gan.ts';
import { UNSUPERVISED_DEEP_BASIS, unsupervisedDeepBasisTask } from './deep-basis.ts';
import { rgbNetworkTask } from './rgb-network.ts';
import { ALIKE, AS_PUBLISHED } from './supervised-settings.ts';

/**
 * `published`: losses, optimiser and rates of the authors. `alike`: mean absolute error and rates that are the same for all.
 * `unsupervised`: from pictures alone, under the known response; DBF only.
 */
export type ComparedTraining = 'published' | 'alike' | 'unsupervised';

/** What is trained, and how. */
export interface ComparedNetworkChoices {
  /** `standardRgbNetwork(name)`, or other sizes. */
  readonly network: RgbNetworkChoice;
  readonly training: ComparedTraining;
}

/**
 * The task for the trainer; all of them have the figures `loss` and `rate` and leave `weights.safetensors`, which
 * `readRgbNetworkFile` reads. AGD-Net as published has its rank loss, which looks at whole patches: pixels that the scenes
 * mask are black there, in picture and cube.
 *
 * @throws TrainingError if response, network, scenes and sizes do not fit each other, or the network is not trained so.
 * @throws CubeError if no scene holds a lit patch.
 * @throws NetworkError if the sizes do not make a network.
 */
export function comparedNetworkTask(
  sources: OneCameraSources,
  settings: OneCameraSettings,
  { network, training }: ComparedNetworkChoices,
): TrainingTask {
  if (training === 'alike') return rgbNetworkTask(sources, settings, { network, setting: ALIKE });
  if (training === 'unsupervised') {
    if (network.name === 'deep-basis') {
      return unsupervisedDeepBasisTask(sources, settings, { ...UNSUPERVISED_DEEP_BASIS, network });
    }
    throw new TrainingError(`expected a network that can learn from pictures alone, found ${network.name}`, {
      hint: 'deep-basis can',
    });
  }
  switch (network.name) {
    case 'agd-net': {
      const { growth, stages, projection } = network.options;
      return publishedAgdNetTask({
        ...settings,
        patches: blackWhereMasked(new PatchSampler(sources.scenes, settings.size)),
        response: sources.response,
        projection,
        choices: { ...AGD_NET_CHOICES, stages },
        growth,
      });
    }
    case 'chs-gan':
      return chsGanTask(sources, settings, { ...CHS_GAN_CHOICES, network });
    default:
      return rgbNetworkTask(sources, settings, { network, setting: AS_PUBLISHED[network.name] });
  }
}

/** Patches whose masked pixels are black, so that nothing is learnt of them but that black is black. */
export function blackWhereMasked(patches: PatchSource): PatchSource {
  return {
    bands: patches.bands,
    draw(random) {
      const { data, mask } = patches.draw(random);
      return { data: data.map((value, index) => (mask[index % mask.length] === 0 ? 0 : value)), mask };
    },
  };
}

/**
 * DBF (Fubara et al., CVPR Workshops 2020) without true cubes, for one camera whose response is known: the basis is learned
 * from spectra first and stays, then the weights are learned from pictures alone, by what the camera would see of the
 * cubes. So the comparison of Zhu et al. (ICCV 2021) trains it.
 *
 * What else the authors ask of the cubes is not known to us. Ours: none of their samples is below zero, and, since a
 * picture leaves many spectra open, they are a little smooth.
 */
import type { CameraResponse } from '../../camera/camera-response.ts';
import {
  absolute,
  add,
  constant,
  multiply,
  negate,
  relu,
  slice,
  square,
  subtract,
  sumOfAll,
  type Tensor,
} from '../../graph/index.ts';
import { projectCube } from '../../networks/project-cube.ts';
import { type RgbNetworkChoice, rgbNetworkMetadata } from '../../networks/rgb-network-choice.ts';
import {
  type OneCameraInputs,
  type OneCameraSettings,
  type OneCameraSources,
  oneCameraInputs,
  oneCameraSampler,
} from '../one-camera.ts';
import { supervisedTask } from '../supervised-task.ts';
import { TrainingError, type TrainingTask } from '../trainer.ts';
import { withLearnedBasis } from './learned-basis.ts';
import { networkForPatches, RGB_NETWORK_START, rgbNetworkParts } from './rgb-network.ts';
import { ALIKE, type SupervisedSetting } from './supervised-settings.ts';

/** Weights of the terms; each is a mean over the samples that count. */
export interface CubeTermWeights {
  /** Of |C W B - X|, over channels. */
  readonly projection: number;
  /** Of max(0, -Y): how far samples are below zero. */
  readonly negativity: number;
  /** Of the square of the difference between neighbouring bands. */
  readonly smoothness: number;
}

/** What is trained, and how. */
export interface UnsupervisedDeepBasisChoices {
  /** With a `fixed` basis: nothing else holds it to spectra. */
  readonly network: RgbNetworkChoice<'deep-basis'>;
  readonly weights: CubeTermWeights;
  /** Of the optimiser. */
  readonly setting: Pick<SupervisedSetting, 'schedule'>;
}

/**
 * Ours. Of all spectra on a basis that give a colour, those whose neighbouring bands differ least in the square lie nearest
 * to measured ones; second differences, and the least spectrum, lie further off. The weight leaves nearly every colour
 * exact where the terms are in balance: it is about half of what begins to bend one colour in a hundred.
 */
export const UNSUPERVISED_DEEP_BASIS: Omit<UnsupervisedDeepBasisChoices, 'network'> = {
  weights: { projection: 1, negativity: 1, smoothness: 10 },
  setting: ALIKE,
};

/**
 * The task for the trainer: recipe `deep-basis-unsupervised`. It reads true cubes only to learn the basis and to make the
 * pictures. Its figures are `loss` and `rate`; it leaves `weights.safetensors`, which `readRgbNetworkFile` reads.
 *
 * @throws TrainingError if response, network and scenes do not fit each other, the basis is not fixed, or a weight is
 *   negative or no number.
 * @throws CubeError if no scene holds a lit patch.
 * @throws NetworkError if the sizes do not make a network.
 */
export function unsupervisedDeepBasisTask(
  sources: OneCameraSources,
  settings: OneCameraSettings,
  { network: choice, weights, setting }: UnsupervisedDeepBasisChoices,
): TrainingTask {
  checkChoices(choice, weights);
  const { batch, size, steps } = settings;
  const sampler = oneCameraSampler(sources, settings);
  const network = networkForPatches(choice, sampler.bands, size);
  const parts = rgbNetworkParts(choice.name, settings);
  const task = supervisedTask({
    recipe: `${choice.name}-unsupervised`,
    metadata: { ...rgbNetworkMetadata(choice), camera: sources.response.name },
    declarations: network.declarations,
    initialisation: RGB_NETWORK_START[choice.name],
    loss: (parameter) => {
      const inputs = oneCameraInputs(batch / parts, sampler.bands, size);
      return pictureLoss(network.cube(inputs.rgb, parameter), inputs, sources.response, weights);
    },
    parts,
    batch: (random) => {
      const { rgb, weight } = sampler.draw(random);
      return { rgb, weight };
    },
    steps,
    schedule: setting.schedule(steps),
  });
  return withLearnedBasis(task, sources.scenes, choice.options);
}

function checkChoices({ options }: RgbNetworkChoice<'deep-basis'>, weights: CubeTermWeights): void {
  if (options.basis !== 'fixed') {
    throw new TrainingError("expected a basis that is 'fixed', found one that is 'trained'", {
      hint: 'without true cubes nothing holds a basis to spectra',
    });
  }
  for (const [name, weight] of Object.entries(weights)) {
    if (!(Number.isFinite(weight) && weight >= 0)) {
      throw new TrainingError(`expected a weight of '${name}' of at least 0, found ${weight}`);
    }
  }
}

/**
 * What is asked of cubes [n, bands, h, w] by the pictures alone; losses of parts add up.
 *
 * @param inputs of which the true cubes are not looked at.
 */
export function pictureLoss(
  cube: Tensor,
  { rgb, weight }: Omit<OneCameraInputs, 'truth'>,
  response: CameraResponse,
  { projection, negativity, smoothness }: CubeTermWeights,
): Tensor {
  const { bands } = response;
  /** The mean of values [n, planes, h, w] over what counts. */
  const mean = (values: Tensor, planes: number): Tensor =>
    multiply(sumOfAll(multiply(values, weight)), bands / planes);
  const residual = subtract(rgb, projectCube(cube, constant(response.matrix, [1, 3, bands])));
  const step = subtract(slice(cube, 1, 1, bands), slice(cube, 1, 0, bands - 1));
  return add(
    multiply(mean(absolute(residual), 3), projection),
    add(
      multiply(mean(relu(negate(cube)), bands), negativity),
      multiply(mean(square(step), bands - 1), smoothness),
    ),
  );
}

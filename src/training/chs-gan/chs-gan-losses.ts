/**
 * The two losses of CHS-GAN (Alvarez-Gila et al., ICCV Workshops 2017), those of Isola et al. (CVPR 2017): the discriminator
 * tells measured cubes from generated ones, each beside its picture; the generator is to be taken for measured, and near
 * to the truth. Pixels that do not count are black to the discriminator, in picture and cubes alike.
 */
import { add, greater, meanOfAll, multiply, stopGradient, type Tensor } from '../../graph/index.ts';
import type { ParameterLookup } from '../../networks/parameters.ts';
import { type PatchDiscriminatorOptions, patchDiscriminator } from '../../networks/patch-discriminator.ts';
import type { RgbNetwork } from '../../networks/rgb-network.ts';
import type { LossTerms } from '../batch-gradient.ts';
import { weightedL1 } from '../losses.ts';
import type { OneCameraInputs } from '../one-camera.ts';
import { lossOfFake, lossOfReal } from '../unsupervised/adversarial-loss.ts';
import { behind } from '../unsupervised/estimated-cube.ts';

/** Names of the two networks' parameters in one vector. */
export const GENERATOR_PREFIX = 'G.';
export const DISCRIMINATOR_PREFIX = 'D.';

/** What the losses are made of. */
export interface ChsGanNetworks {
  readonly generator: RgbNetwork;
  readonly discriminator: PatchDiscriminatorOptions;
  /** Of the mean absolute error beside the adversary's word. */
  readonly absoluteWeight: number;
}

/** Logits of cubes that belong to the pictures, as far as pixels count. */
function judge(
  cube: Tensor,
  { rgb, weight }: OneCameraInputs,
  parameter: ParameterLookup,
  { discriminator }: ChsGanNetworks,
): Tensor {
  const counts = greater(weight, 0);
  const shown = [rgb, cube].map((picture) => multiply(picture, counts));
  return patchDiscriminator(shown[0], shown[1], behind(DISCRIMINATOR_PREFIX, parameter), discriminator);
}

/**
 * What the discriminator learns from: the mean of its two losses, which reaches its own parameters alone.
 *
 * @param parts equal parts of the batch, whose losses and terms add up.
 */
export function discriminatorLoss(
  inputs: OneCameraInputs,
  parameter: ParameterLookup,
  networks: ChsGanNetworks,
  parts: number,
): LossTerms {
  const made = stopGradient(networks.generator.cube(inputs.rgb, behind(GENERATOR_PREFIX, parameter)));
  const onMade = judge(made, inputs, parameter, networks);
  const onMeasured = judge(inputs.truth, inputs, parameter, networks);
  const share = (value: Tensor): Tensor => multiply(value, 1 / parts);
  const [fake, real] = [share(lossOfFake(onMade)), share(lossOfReal(onMeasured))];
  return {
    loss: multiply(add(fake, real), 0.5),
    terms: {
      discriminatorFake: fake,
      discriminatorReal: real,
      fakeAccuracy: share(meanOfAll(greater(0, onMade))),
      realAccuracy: share(meanOfAll(greater(onMeasured, 0))),
    },
  };
}

/** What the generator learns from; no gradient reaches the discriminator. @param parts as above. */
export function generatorLoss(
  inputs: OneCameraInputs,
  parameter: ParameterLookup,
  networks: ChsGanNetworks,
  parts: number,
): LossTerms {
  const cube = networks.generator.cube(inputs.rgb, behind(GENERATOR_PREFIX, parameter));
  const frozen: ParameterLookup = (name) => stopGradient(parameter(name));
  const adversarial = multiply(lossOfReal(judge(cube, inputs, frozen, networks)), 1 / parts);
  const absolute = weightedL1(cube, inputs.truth, inputs.weight);
  return {
    loss: add(adversarial, multiply(absolute, networks.absoluteWeight)),
    terms: { adversarial, absolute },
  };
}

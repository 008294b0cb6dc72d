/**
 * CHS-GAN (Alvarez-Gila et al., ICCV Workshops 2017) for one camera: a generator that is to be near to the true cubes and to
 * deceive a discriminator which sees the picture beside the cube. Loss, weights, optimiser and rates are those of the first
 * author's code of a year later (github.com/aitorshuffle/ntire2018_adv_rgb2hs): vanilla adversarial loss, 100 times
 * the mean absolute error, Adam at 2e-4 with a first moment of 0.5, constant for a fifth of the run and then falling to 0
 * along a line. There a batch is one picture of 256 x 256; here it is what is asked for.
 */
import { type Initialisation, initialWeights } from '../../networks/parameters.ts';
import {
  PATCH_DISCRIMINATOR_RELEASED,
  type PatchDiscriminatorOptions,
  patchDiscriminatorSmallestSide,
} from '../../networks/patch-discriminator.ts';
import { type RgbNetworkChoice, rgbNetworkMetadata } from '../../networks/rgb-network-choice.ts';
import type { ChsGanNetworks } from '../chs-gan/chs-gan-losses.ts';
import {
  chsGanVectors,
  compileChsGanStep,
  DISCRIMINATOR_STATE,
  GENERATOR_STATE,
} from '../chs-gan/chs-gan-step.ts';
import { type OneCameraSettings, type OneCameraSources, oneCameraSampler } from '../one-camera.ts';
import type { Schedule } from '../schedules.ts';
import { TrainingError, type TrainingTask } from '../trainer.ts';
import { encodeWeightFile } from '../weight-file.ts';
import { networkForPatches, RGB_NETWORK_START, rgbNetworkParts } from './rgb-network.ts';

/** What is trained, and how. */
export interface ChsGanChoices {
  readonly network: RgbNetworkChoice<'chs-gan'>;
  readonly discriminator: Omit<PatchDiscriminatorOptions, 'bands'>;
  /** Of the mean absolute error beside the adversarial loss. */
  readonly absoluteWeight: number;
}

/** As in the author's code, with its discriminator: patches of 63 x 63. */
export const CHS_GAN_CHOICES: Omit<ChsGanChoices, 'network'> = {
  discriminator: PATCH_DISCRIMINATOR_RELEASED,
  absoluteWeight: 100,
};

const RATE = 2e-4;
/** Share of the run with the whole rate: 100 of 500 epochs. */
const LEVEL_SHARE = 0.2;

/** The rate of both networks. */
export function chsGanSchedule(steps: number): Schedule {
  const level = LEVEL_SHARE * steps;
  return (step) => RATE * Math.min(1, (steps - step + 1) / (steps - level));
}

/**
 * The task for the trainer: recipe `chs-gan-adversarial`. Its figures are the generator's `loss` and what it is made of
 * (`adversarial`, `absolute`, the latter unweighted), the discriminator's losses and accuracies, and `rate`. It leaves
 * the generator as `weights.safetensors`, averaged over the last steps, which `readRgbNetworkFile` reads.
 *
 * @throws TrainingError if response, network and scenes do not fit each other, patches are too small for the
 *   discriminator, or the weight is negative or no number.
 * @throws CubeError if no scene holds a lit patch.
 * @throws NetworkError if the sizes do not make networks.
 */
export function chsGanTask(
  sources: OneCameraSources,
  settings: OneCameraSettings,
  { network: choice, discriminator, absoluteWeight }: ChsGanChoices,
): TrainingTask {
  if (!(Number.isFinite(absoluteWeight) && absoluteWeight >= 0)) {
    throw new TrainingError(`expected a weight of the absolute error of at least 0, found ${absoluteWeight}`);
  }
  const { batch, size, steps } = settings;
  const sampler = oneCameraSampler(sources, settings);
  const networks: ChsGanNetworks = {
    generator: networkForPatches(choice, sampler.bands, size),
    discriminator: { ...discriminator, bands: sampler.bands },
    absoluteWeight,
  };
  const smallest = patchDiscriminatorSmallestSide(networks.discriminator);
  if (size < smallest) {
    throw new TrainingError(
      `expected patches of at least ${smallest} x ${smallest} for the discriminator, found ${size} x ${size}`,
    );
  }
  const vectors = chsGanVectors(networks);
  const parts = rgbNetworkParts(choice.name, settings);
  const recipe = `${choice.name}-adversarial`;
  const schedule = chsGanSchedule(steps);
  const lengths = Object.fromEntries([
    ...GENERATOR_STATE.map((name) => [`generator.${name}`, vectors.generator.length] as const),
    ...DISCRIMINATOR_STATE.map((name) => [`discriminator.${name}`, vectors.discriminator.length] as const),
  ]);
  return {
    recipe,
    steps,
    lengths,
    begin(random) {
      const start = (network: keyof typeof vectors, kind: Initialisation): Float32Array => {
        const vector = vectors[network];
        return vector.pack(
          initialWeights(vector.declarations, () => random.uniform(), kind),
          network,
        );
      };
      const generator = start('generator', RGB_NETWORK_START[choice.name]);
      const starts: Readonly<Record<string, Float32Array>> = {
        'generator.parameters': generator,
        'generator.average': generator.slice(),
        'discriminator.parameters': start('discriminator', 'released'),
      };
      return Object.fromEntries(
        Object.entries(lengths).map(([name, length]) => [name, starts[name] ?? new Float32Array(length)]),
      );
    },
    async open(runtime) {
      const step = await compileChsGanStep(runtime, networks, { batch, size, parts });
      return {
        learn: (state, number, random) => step.run(state, sampler.draw(random), number, schedule(number)),
        release: () => step.release(),
      };
    },
    weightFiles: (checkpoint) =>
      new Map([
        [
          'weights.safetensors',
          encodeWeightFile(vectors.generator, checkpoint.state['generator.average'], checkpoint, {
            ...rgbNetworkMetadata(choice),
            camera: sources.response.name,
          }),
        ],
      ]),
  };
}

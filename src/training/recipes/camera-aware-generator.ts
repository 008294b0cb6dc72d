/**
 * The recipe of the shipped generator: paper 1's network, trained with the response given, on scenes seen
 * through random cameras under random lights (see `known-camera.ts`), so that one network serves any camera.
 */
import { type GeneratorOptions, generator, generatorParameters } from '../../networks/generator.ts';
import type { Weights } from '../../networks/parameters.ts';
import { partsFor } from '../batch-gradient.ts';
import { cosineSchedule } from '../schedules.ts';
import { type LearningGraph, supervisedTask } from '../supervised-task.ts';
import type { TrainingTask } from '../trainer.ts';
import {
  drawKnownCamera,
  type KnownCameraSource,
  knownCameraInputs,
  knownCameraLoss,
} from './known-camera.ts';

export interface GeneratorRecipe extends KnownCameraSource {
  readonly network: GeneratorOptions;
  readonly steps: number;
  /** Weights to go on from, in place of drawn ones. */
  readonly start?: Weights;
}

export const CAMERA_AWARE_GENERATOR = 'camera-aware-generator';

/** The task for the trainer. */
export function cameraAwareGenerator(recipe: GeneratorRecipe): TrainingTask {
  const { batch, size } = recipe;
  return supervisedTask({
    ...generatorLearning({ ...recipe, parts: partsFor(batch, size) }),
    ...(recipe.start === undefined ? {} : { start: recipe.start }),
    batch: (random) => drawKnownCamera(recipe, random),
  });
}

/** What is learnt: Adam at 1e-3 with a cosine to 1e-5. @param parts equal parts that a batch is worked off in. */
export function generatorLearning({
  network,
  batch,
  size,
  steps,
  parts,
}: Pick<GeneratorRecipe, 'network' | 'batch' | 'size' | 'steps'> & {
  readonly parts: number;
}): LearningGraph {
  return {
    recipe: CAMERA_AWARE_GENERATOR,
    metadata: { network: 'generator', growth: String(network.growth) },
    declarations: generatorParameters(network),
    initialisation: 'released',
    loss: (parameter) => {
      const inputs = knownCameraInputs(batch / parts, network.bands, size);
      const { cube } = generator(inputs.rgb, inputs.srf, parameter, network);
      return knownCameraLoss(cube, inputs).loss;
    },
    parts,
    steps,
    schedule: cosineSchedule({ peak: 1e-3, last: 1e-5, steps, warmUp: 100 }),
  };
}

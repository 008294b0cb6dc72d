/**
 * The recipe of the shipped generator: paper 1's network, trained with the response given, on scenes seen
 * through random cameras under random lights (see `known-camera.ts`), so that one network serves any camera.
 */
import { type GeneratorOptions, generator, generatorParameters } from '../../networks/generator.ts';
import type { Weights } from '../../networks/parameters.ts';
import { partsFor } from '../batch-gradient.ts';
import { cosineSchedule } from '../schedules.ts';
import { supervisedTask } from '../supervised-task.ts';
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

/** The task for the trainer: Adam at 1e-3 with a cosine to 1e-5. */
export function cameraAwareGenerator(recipe: GeneratorRecipe): TrainingTask {
  const { network, batch, size, steps } = recipe;
  const parts = partsFor(batch, size);
  return supervisedTask({
    recipe: CAMERA_AWARE_GENERATOR,
    metadata: { network: 'generator', growth: String(network.growth) },
    declarations: generatorParameters(network),
    initialisation: 'released',
    ...(recipe.start === undefined ? {} : { start: recipe.start }),
    loss: (parameter) => {
      const inputs = knownCameraInputs(batch / parts, network.bands, size);
      const { cube } = generator(inputs.rgb, inputs.srf, parameter, network);
      return knownCameraLoss(cube, inputs).loss;
    },
    parts,
    batch: (random) => drawKnownCamera(recipe, random),
    steps,
    schedule: cosineSchedule({ peak: 1e-3, last: 1e-5, steps, warmUp: 100 }),
  });
}

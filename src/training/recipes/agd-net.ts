/**
 * AGD-Net (Zhu et al., IEEE TCI 2021) for any camera: the response is given and takes the place of the learned projection,
 * which is our reading of how one network serves many cameras. It is trained as the shipped generator is (see
 * `known-camera.ts`), with the paper's two further terms, the last residual and the rank loss. All of them are relative to
 * brightness. The first stage has biases, so unlike the generator the network is not homogeneous: exposures are drawn too.
 */
import { add, meanOfAll, multiply, square } from '../../graph/index.ts';
import { type AgdNetOptions, agdNet, agdNetParameters } from '../../networks/agd-net.ts';
import type { ParameterDeclaration, Weights } from '../../networks/parameters.ts';
import { partsFor } from '../batch-gradient.ts';
import { logarithmicBandError } from '../losses.ts';
import { type RankedGraph, rankedTask } from '../ranked-task.ts';
import { cosineSchedule } from '../schedules.ts';
import type { TrainingTask } from '../trainer.ts';
import { type AgdNetChoices, agdNetMetadata, rankTerm, SCENE_BRIGHTNESS } from './agd-net-choices.ts';
import {
  drawKnownCamera,
  type KnownCameraSource,
  knownCameraInputs,
  knownCameraLoss,
} from './known-camera.ts';

export interface AgdNetRecipe extends KnownCameraSource {
  readonly choices: AgdNetChoices;
  readonly growth: number;
  readonly steps: number;
  /** Weights to go on from, in place of drawn ones. */
  readonly start?: Weights;
}

export const AGD_NET = 'agd-net';

/** Exposures that training draws, as factors on scenes whose mean brightness is {@link SCENE_BRIGHTNESS}. */
export const AGD_NET_EXPOSURE = [1 / 4, 4] as const;

/** Biases begin at zero: drawn at random they would outshine dark pictures, whose errors count as much as bright ones'. */
const withoutStartingBias = (parameter: ParameterDeclaration): ParameterDeclaration =>
  parameter.shape.length === 1 ? { ...parameter, constant: 0 } : parameter;

/**
 * The task for the trainer.
 *
 * @throws TrainingError if the patches are smaller than those of the rank loss, and it has a weight.
 */
export function agdNetTask(recipe: AgdNetRecipe): TrainingTask {
  const { patches, batch, size } = recipe;
  return rankedTask({
    ...agdNetLearning({ ...recipe, bands: patches.bands, parts: partsFor(batch, size) }),
    ...(recipe.start === undefined ? {} : { start: recipe.start }),
    batch: (random) => drawKnownCamera(recipe, random),
  });
}

/** What AGD-Net's training is built of. */
export interface AgdNetLearning
  extends Pick<AgdNetRecipe, 'choices' | 'growth' | 'batch' | 'size' | 'steps'> {
  readonly bands: number;
  /** Equal parts that a batch is worked off in. */
  readonly parts: number;
}

/**
 * What is learnt: Adam at 1e-3 with a cosine to 1e-5. The rank loss looks at the cubes made consistent.
 *
 * @throws TrainingError if the patches are smaller than those of the rank loss, and it has a weight.
 */
export function agdNetLearning(learning: AgdNetLearning): RankedGraph {
  const { choices, growth, bands, batch, size, steps, parts } = learning;
  const network: AgdNetOptions = { bands, growth, stages: choices.stages, projection: 'known' };
  return {
    recipe: AGD_NET,
    metadata: agdNetMetadata(network, 'canonical'),
    declarations: agdNetParameters(network).map(withoutStartingBias),
    initialisation: 'released',
    estimate: (parameter) => {
      const inputs = knownCameraInputs(batch / parts, bands, size);
      const { cube } = agdNet(inputs.rgb, inputs.srf, parameter, network);
      const { loss, consistent, residual } = knownCameraLoss(cube, inputs);
      const left = meanOfAll(square(multiply(residual, inputs.factor)));
      const terms = add(loss, multiply(left, 1 / parts));
      if (choices.bandWeight === 0) return { cube: consistent, loss: terms };
      const bandError = logarithmicBandError(consistent, inputs.truth, inputs.factor);
      return { cube: consistent, loss: add(terms, multiply(bandError, choices.bandWeight / parts)) };
    },
    rank: rankTerm(choices, batch, size, 1 / SCENE_BRIGHTNESS),
    parts,
    steps,
    schedule: cosineSchedule({ peak: 1e-3, last: 1e-5, steps, warmUp: 100 }),
  };
}

/**
 * AGD-Net as published (Zhu et al., IEEE TCI 2021): one camera, a learned 3 x 3 projection, RGB = C Y in float without
 * noise; the loss is mean |Y' - Y|, the rank loss, and the mean square of the last residual, which makes the learned
 * projection follow the camera. Patches come from anywhere in the scenes, in all eight symmetries of the square; the
 * released code cuts each scene into 16 and turns and mirrors them, which gives the same eight equally often.
 */
import type { CameraResponse } from '../../camera/camera-response.ts';
import type { PatchSource } from '../../datasets/mosaic-sampler.ts';
import {
  absolute,
  add,
  constant,
  input,
  meanOfAll,
  multiply,
  square,
  subtract,
  type Tensor,
} from '../../graph/index.ts';
import { type AgdNetOptions, agdNet, agdNetParameters } from '../../networks/agd-net.ts';
import type { ParameterLookup, Weights } from '../../networks/parameters.ts';
import type { Random } from '../../random.ts';
import type { TensorValues } from '../../runtime/runtime.ts';
import { partsFor } from '../batch-gradient.ts';
import { logarithmicBandError } from '../losses.ts';
import type { JudgedEstimate } from '../ranked-step.ts';
import { rankedTask } from '../ranked-task.ts';
import { cosineSchedule } from '../schedules.ts';
import type { TrainingTask } from '../trainer.ts';
import {
  AGD_NET_CHOICES,
  type AgdNetChoices,
  agdNetMetadata,
  rankTerm,
  SCENE_BRIGHTNESS,
} from './agd-net-choices.ts';

export interface PublishedAgdNetRecipe {
  readonly patches: PatchSource;
  /** The camera. */
  readonly response: CameraResponse;
  /** `learned` in the released code; `known` tells the network the camera's response. */
  readonly projection: AgdNetOptions['projection'];
  readonly choices: AgdNetChoices;
  readonly growth: number;
  readonly batch: number;
  /** Side of a patch in pixels; the sampler's. */
  readonly size: number;
  readonly steps: number;
  /** Weights to go on from, in place of drawn ones. */
  readonly start?: Weights;
}

export const AGD_NET_PUBLISHED = 'agd-net-published';

/** As the released code trains on the CAVE set. */
export const PUBLISHED_AGD_NET_CHOICES: AgdNetChoices = { ...AGD_NET_CHOICES, stages: 9 };

/**
 * The task for the trainer: Adam at 1e-3 with a cosine to 1e-5.
 *
 * @throws TrainingError if the patches are smaller than those of the rank loss, and it has a weight.
 */
export function publishedAgdNetTask(recipe: PublishedAgdNetRecipe): TrainingTask {
  const { patches, response, projection, choices, growth, batch, size, steps } = recipe;
  const network: AgdNetOptions = { bands: patches.bands, growth, stages: choices.stages, projection };
  const parts = partsFor(batch, size);
  return rankedTask({
    recipe: AGD_NET_PUBLISHED,
    metadata: { ...agdNetMetadata(network, 'camera'), camera: response.name },
    declarations: agdNetParameters(network),
    initialisation: 'released',
    ...(recipe.start === undefined ? {} : { start: recipe.start }),
    estimate: (parameter) => estimateOf(recipe, network, parameter, parts),
    rank: rankTerm(choices, batch, size),
    parts,
    batch: (random) => drawBatch(recipe, random),
    steps,
    schedule: cosineSchedule({ peak: 1e-3, last: 1e-5, steps }),
  });
}

function estimateOf(
  { response, choices, batch, size }: PublishedAgdNetRecipe,
  network: AgdNetOptions,
  parameter: ParameterLookup,
  parts: number,
): JudgedEstimate {
  const samples = batch / parts;
  const { bands } = network;
  const rgb: Tensor = input('rgb', [samples, 3, size, size]);
  const truth = input('truth', [samples, bands, size, size]);
  const srf = constant(response.matrix, [1, 3, bands]);
  const { cube, residual } = agdNet(rgb, srf, parameter, network);
  const loss = add(meanOfAll(absolute(subtract(cube, truth))), meanOfAll(square(residual)));
  if (choices.bandWeight === 0) return { cube, loss: multiply(loss, 1 / parts) };
  const bandError = logarithmicBandError(cube, truth, constant(1 / SCENE_BRIGHTNESS));
  return { cube, loss: multiply(add(loss, multiply(bandError, choices.bandWeight)), 1 / parts) };
}

function drawBatch({ patches, response, batch, size }: PublishedAgdNetRecipe, random: Random): TensorValues {
  const truth = new Float32Array(batch * patches.bands * size * size);
  const rgb = new Float32Array(batch * 3 * size * size);
  for (let item = 0; item < batch; item++) {
    const { data } = patches.draw(random);
    truth.set(data, item * data.length);
    const seen = response.project(data);
    rgb.set(seen, item * seen.length);
  }
  return {
    rgb: { data: rgb, shape: [batch, 3, size, size] },
    truth: { data: truth, shape: [batch, patches.bands, size, size] },
  };
}

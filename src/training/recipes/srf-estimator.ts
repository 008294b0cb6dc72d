/**
 * The recipe of the shipped SRF estimator (paper 1's M): the renderings that the generator learns from (random
 * cameras, plain or white-balanced, random lights). The true response is known, so it is learnt directly, together
 * with the back-projection error that it leaves. Its rows sum to 1: the gain of a channel and the colour of the
 * light cannot be told apart in one picture. Pictures are brought to unit mean, so exposure does not matter.
 */
import type { PatchSource } from '../../datasets/mosaic-sampler.ts';
import type { ConditionSampler } from '../../datasets/viewing-conditions.ts';
import {
  absolute,
  add,
  constant,
  input,
  matmul,
  meanOfAll,
  multiply,
  reshape,
  subtract,
  type Tensor,
} from '../../graph/index.ts';
import type { ParameterLookup, Weights } from '../../networks/parameters.ts';
import { srfEstimator, srfEstimatorParameters } from '../../networks/srf-estimator.ts';
import type { Random } from '../../random.ts';
import type { TensorValues } from '../../runtime/runtime.ts';
import { toUnitMean } from '../../reconstruction/estimate-response.ts';
import { cosineSchedule } from '../schedules.ts';
import { supervisedTask } from '../supervised-task.ts';
import type { TrainingTask } from '../trainer.ts';

export interface SrfEstimatorRecipe {
  /** Draws patches of twice the network's size: the means of 2 x 2 pixels are what it sees. */
  readonly patches: PatchSource;
  readonly conditions: ConditionSampler;
  /** Responses [cameras, 3, bands], rows summing to 1. */
  readonly dictionary: Float64Array;
  readonly cameras: number;
  readonly batch: number;
  /** Side of the network's picture in pixels. */
  readonly size: number;
  readonly steps: number;
  /** Weights to go on from, in place of drawn ones. */
  readonly start?: Weights;
}

export const SRF_ESTIMATOR = 'srf-estimator';

/** Relative weight of the back-projection error beside the error of the curves. */
const BACK_PROJECTION = 0.3;

export function srfEstimatorTask(recipe: SrfEstimatorRecipe): TrainingTask {
  const { batch, size, cameras, steps } = recipe;
  const { bands } = recipe.patches;
  const loss = (parameter: ParameterLookup): Tensor => {
    const rgb = input('rgb', [batch, 3, size, size]);
    const truth = input('truth', [batch, 3, bands]);
    const cube = input('cube', [batch, bands, size * size]);
    const dictionary = constant(recipe.dictionary, [cameras, 3, bands]);
    const { srf } = srfEstimator(rgb, dictionary, parameter, { cameras, gains: 'estimated' });
    const curves = multiply(meanOfAll(absolute(subtract(srf, truth))), bands); // rows of the truth sum to about 1
    const seen = reshape(matmul(srf, cube), [batch, 3, size, size]);
    const back = meanOfAll(absolute(subtract(seen, rgb))); // pictures have unit mean
    return add(curves, multiply(back, BACK_PROJECTION));
  };
  return supervisedTask({
    recipe: SRF_ESTIMATOR,
    metadata: { network: 'srf-estimator' },
    declarations: srfEstimatorParameters({ cameras }),
    initialisation: 'he',
    ...(recipe.start === undefined ? {} : { start: recipe.start }),
    loss,
    batch: (random) => drawBatch(recipe, random),
    steps,
    schedule: cosineSchedule({ peak: 1e-3, last: 1e-5, steps, warmUp: 50 }),
  });
}

function drawBatch({ patches, conditions, batch, size }: SrfEstimatorRecipe, random: Random): TensorValues {
  const { bands } = patches;
  const pixels = size * size;
  const rgb = new Float32Array(batch * 3 * pixels);
  const truth = new Float32Array(batch * 3 * bands);
  const cube = new Float32Array(batch * bands * pixels);
  for (let item = 0; item < batch; item++) {
    const scene = halved(patches.draw(random).data, bands, size);
    const { response, light } = conditions.draw(random);
    if (light !== undefined) {
      for (let index = 0; index < scene.length; index++) scene[index] *= light[Math.floor(index / pixels)];
    }
    const { picture, factor } = toUnitMean(response.project(scene));
    rgb.set(picture, item * 3 * pixels);
    truth.set(response.matrix, item * 3 * bands);
    cube.set(
      scene.map((value) => value * factor),
      item * bands * pixels,
    );
  }
  return {
    rgb: { data: rgb, shape: [batch, 3, size, size] },
    truth: { data: truth, shape: [batch, 3, bands] },
    cube: { data: cube, shape: [batch, bands, pixels] },
  };
}

/** Means of 2 x 2 pixels: planar `[bands, 2 size, 2 size]` to `[bands, size, size]`. */
function halved(data: Float32Array, bands: number, size: number): Float32Array {
  const result = new Float32Array(bands * size * size);
  const wide = 2 * size;
  for (let line = 0; line < bands * size; line++) {
    const from = 2 * line * wide;
    for (let x = 0; x < size; x++) {
      const at = from + 2 * x;
      result[line * size + x] = (data[at] + data[at + 1] + data[at + wide] + data[at + wide + 1]) / 4;
    }
  }
  return result;
}

/**
 * The recipe of the shipped SRF estimator (paper 1's M): renderings of known scenes through random cameras under
 * random lights, with or without white balance; the true response is known, so it is learnt directly, together
 * with the back-projection error that it leaves. Pictures are brought to unit mean, so exposure does not matter.
 */
import type { CameraResponse } from '../../camera/camera-response.ts';
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
import type { ParameterLookup } from '../../networks/parameters.ts';
import { srfEstimator, srfEstimatorParameters } from '../../networks/srf-estimator.ts';
import type { Random } from '../../random.ts';
import type { TensorValues } from '../../runtime/runtime.ts';
import { toUnitMean } from '../../reconstruction/estimate-response.ts';
import { cosineSchedule } from '../schedules.ts';
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
}

export const SRF_ESTIMATOR = 'srf-estimator';

/** Relative weight of the back-projection error beside the error of the curves. */
const BACK_PROJECTION = 0.3;
/** Share of pictures that were white-balanced for their light. */
const BALANCED_SHARE = 0.5;

export function srfEstimatorTask(recipe: SrfEstimatorRecipe): TrainingTask {
  const { batch, size, cameras, steps } = recipe;
  const { bands } = recipe.patches;
  const loss = (parameter: ParameterLookup): Tensor => {
    const rgb = input('rgb', [batch, 3, size, size]);
    const truth = input('truth', [batch, 3, bands]);
    const cube = input('cube', [batch, bands, size * size]);
    const dictionary = constant(recipe.dictionary, [cameras, 3, bands]);
    const { srf } = srfEstimator(rgb, dictionary, parameter, { cameras });
    const curves = multiply(meanOfAll(absolute(subtract(srf, truth))), bands); // rows of the truth sum to about 1
    const seen = reshape(matmul(srf, cube), [batch, 3, size, size]);
    const back = meanOfAll(absolute(subtract(seen, rgb))); // pictures have unit mean
    return add(curves, multiply(back, BACK_PROJECTION));
  };
  return {
    recipe: SRF_ESTIMATOR,
    network: 'srf-estimator',
    declarations: srfEstimatorParameters({ cameras }),
    initialisation: 'he',
    loss,
    batch: (random) => drawBatch(recipe, random),
    steps,
    schedule: cosineSchedule({ peak: 1e-3, last: 1e-5, steps, warmUp: 50 }),
  };
}

function drawBatch({ patches, conditions, batch, size }: SrfEstimatorRecipe, random: Random): TensorValues {
  const { bands } = patches;
  const pixels = size * size;
  const rgb = new Float32Array(batch * 3 * pixels);
  const truth = new Float32Array(batch * 3 * bands);
  const cube = new Float32Array(batch * bands * pixels);
  for (let item = 0; item < batch; item++) {
    const scene = halved(patches.draw(random).data, bands, size);
    const light = conditions.drawLight(random);
    const response = balanced(conditions.drawCamera(random).withUnitRowSums(), light, random);
    scene.forEach((value, index) => {
      scene[index] = value * light[Math.floor(index / pixels)];
    });
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

/** The camera as it is, or with gains that bring the light's own colour to grey; the gains have mean 1. */
function balanced(camera: CameraResponse, light: ArrayLike<number>, random: Random): CameraResponse {
  if (random.uniform() >= BALANCED_SHARE) return camera;
  const [red, green, blue] = camera.project(Float32Array.from(light));
  const gains = [1 / red, 1 / green, 1 / blue];
  const mean = (gains[0] + gains[1] + gains[2]) / 3;
  return camera.transformed(
    [gains[0] / mean, 0, 0, 0, gains[1] / mean, 0, 0, 0, gains[2] / mean],
    camera.name,
  );
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

/**
 * The recipe of the shipped generator: paper 1's network, trained with the response given, on scenes seen
 * through random cameras under random lights. Every picture is brought to the canonical basis first (X' = M X,
 * C' = M C, which loses nothing), so that one network serves any camera. The loss compares both what the network
 * says and what remains of it once made consistent with the photo, which is what users get.
 */
import { canonicalTransform } from '../../camera/canonical-basis.ts';
import type { PatchSource } from '../../datasets/mosaic-sampler.ts';
import type { ConditionSampler } from '../../datasets/viewing-conditions.ts';
import { add, input, multiply, subtract, type Tensor } from '../../graph/index.ts';
import { type GeneratorOptions, generator, generatorParameters } from '../../networks/generator.ts';
import type { ParameterLookup } from '../../networks/parameters.ts';
import { projectCube } from '../../networks/project-cube.ts';
import type { Random } from '../../random.ts';
import type { TensorValues } from '../../runtime/runtime.ts';
import { consistentCube, relativeWeights, weightedL1 } from '../losses.ts';
import { cosineSchedule } from '../schedules.ts';
import { supervisedTask } from '../supervised-task.ts';
import { partsFor } from '../batch-gradient.ts';
import type { TrainingTask } from '../trainer.ts';

export interface GeneratorRecipe {
  readonly patches: PatchSource;
  readonly conditions: ConditionSampler;
  readonly network: GeneratorOptions;
  readonly batch: number;
  /** Side of a patch in pixels; the sampler's. */
  readonly size: number;
  readonly steps: number;
}

export const CAMERA_AWARE_GENERATOR = 'camera-aware-generator';

/** Share of the loss that looks at the network's own answer, before it is made consistent. */
const PLAIN_SHARE = 0.25;

/** The task for the trainer: Adam at 1e-3 with a cosine to 1e-5. */
export function cameraAwareGenerator(recipe: GeneratorRecipe): TrainingTask {
  const { network, batch, size, steps } = recipe;
  const { bands } = network;
  const parts = partsFor(batch, size);
  const samples = batch / parts;
  const loss = (parameter: ParameterLookup): Tensor => {
    const rgb = input('rgb', [samples, 3, size, size]);
    const srf = input('srf', [samples, 3, bands]);
    const truth = input('truth', [samples, bands, size, size]);
    const weight = input('weight', [samples, 1, size, size]);
    const { cube } = generator(rgb, srf, parameter, network);
    const residual = subtract(rgb, projectCube(cube, srf));
    const consistent = consistentCube(cube, residual, input('pseudoInverse', [samples, bands, 3]));
    return add(
      multiply(weightedL1(consistent, truth, weight), 1 - PLAIN_SHARE),
      multiply(weightedL1(cube, truth, weight), PLAIN_SHARE),
    );
  };
  return supervisedTask({
    recipe: CAMERA_AWARE_GENERATOR,
    metadata: { network: 'generator', growth: String(network.growth) },
    declarations: generatorParameters(network),
    initialisation: 'released',
    loss,
    parts,
    batch: (random) => drawBatch(recipe, random),
    steps,
    schedule: cosineSchedule({ peak: 1e-3, last: 1e-5, steps, warmUp: 100 }),
  });
}

function drawBatch(
  { patches, conditions, network, batch, size }: GeneratorRecipe,
  random: Random,
): TensorValues {
  const { bands } = network;
  const pixels = size * size;
  const rgb = new Float32Array(batch * 3 * pixels);
  const srf = new Float32Array(batch * 3 * bands);
  const pseudoInverse = new Float32Array(batch * bands * 3);
  const truth = new Float32Array(batch * bands * pixels);
  const weight = new Float32Array(batch * pixels);
  for (let item = 0; item < batch; item++) {
    const { data, mask } = patches.draw(random);
    const { response, light } = conditions.draw(random);
    if (light !== undefined) {
      for (let index = 0; index < data.length; index++) data[index] *= light[Math.floor(index / pixels)];
    }
    const canonical = canonicalTransform(response).response;
    rgb.set(canonical.project(data), item * 3 * pixels);
    srf.set(canonical.matrix, item * 3 * bands);
    const inverse = canonical.pseudoInverseMatrix();
    for (let band = 0; band < bands; band++) {
      for (let channel = 0; channel < 3; channel++) {
        pseudoInverse[(item * bands + band) * 3 + channel] = inverse[channel * bands + band];
      }
    }
    truth.set(data, item * bands * pixels);
    weight.set(relativeWeights(data, bands, mask, batch), item * pixels);
  }
  return {
    rgb: { data: rgb, shape: [batch, 3, size, size] },
    srf: { data: srf, shape: [batch, 3, bands] },
    pseudoInverse: { data: pseudoInverse, shape: [batch, bands, 3] },
    truth: { data: truth, shape: [batch, bands, size, size] },
    weight: { data: weight, shape: [batch, 1, size, size] },
  };
}

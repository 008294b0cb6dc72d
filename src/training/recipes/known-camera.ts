/**
 * How networks learn that are told the camera: scenes through random cameras under random lights, every picture brought
 * to the canonical basis first (X' = M X, C' = M C, which loses nothing). The loss compares both what the network says
 * and what remains of it once made consistent with the photo, which is what users get.
 */
import { canonicalTransform } from '../../camera/canonical-basis.ts';
import type { PatchSource } from '../../datasets/mosaic-sampler.ts';
import type { ConditionSampler } from '../../datasets/viewing-conditions.ts';
import { add, input, multiply, subtract, type Tensor } from '../../graph/index.ts';
import { projectCube } from '../../networks/project-cube.ts';
import type { Random } from '../../random.ts';
import type { TensorValues } from '../../runtime/runtime.ts';
import { consistentCube, relativeWeights, weightedL1 } from '../losses.ts';

/** What batches are drawn from. */
export interface KnownCameraSource {
  readonly patches: PatchSource;
  readonly conditions: ConditionSampler;
  readonly batch: number;
  /** Side of a patch in pixels; the sampler's. */
  readonly size: number;
  /** Factors on the light, drawn evenly along their logarithm; as the scenes are unless given. */
  readonly exposure?: readonly [least: number, largest: number];
}

/** What the graph of a part is fed: pictures in the canonical basis, responses in it, and true cubes. */
export interface KnownCameraInputs {
  /** [samples, 3, size, size]. */
  readonly rgb: Tensor;
  /** [samples, 3, bands]. */
  readonly srf: Tensor;
  /** [samples, bands, 3]. */
  readonly pseudoInverse: Tensor;
  /** [samples, bands, size, size]. */
  readonly truth: Tensor;
  /** Of errors relative to brightness, [samples, 1, size, size]; see `relativeWeights`. */
  readonly weight: Tensor;
  /** 1 over the mean brightness of the sample where a pixel counts, 0 where it does not, [samples, 1, size, size]. */
  readonly factor: Tensor;
}

/** The inputs of a graph for some of the samples. */
export function knownCameraInputs(samples: number, bands: number, size: number): KnownCameraInputs {
  return {
    rgb: input('rgb', [samples, 3, size, size]),
    srf: input('srf', [samples, 3, bands]),
    pseudoInverse: input('pseudoInverse', [samples, bands, 3]),
    truth: input('truth', [samples, bands, size, size]),
    weight: input('weight', [samples, 1, size, size]),
    factor: input('factor', [samples, 1, size, size]),
  };
}

/** Share of the loss that looks at the network's own answer, before it is made consistent. */
const PLAIN_SHARE = 0.25;

/** What estimated cubes are held against. */
export interface KnownCameraLoss {
  /** The error relative to brightness; losses of parts add up. */
  readonly loss: Tensor;
  /** The cubes made consistent with their pictures, [samples, bands, size, size]. */
  readonly consistent: Tensor;
  /** X - C Y of the cubes as they are, [samples, 3, size, size]. */
  readonly residual: Tensor;
}

/** The loss of cubes [samples, bands, size, size], as the network gives them. */
export function knownCameraLoss(
  cube: Tensor,
  { rgb, srf, truth, weight, pseudoInverse }: KnownCameraInputs,
): KnownCameraLoss {
  const residual = subtract(rgb, projectCube(cube, srf));
  const consistent = consistentCube(cube, residual, pseudoInverse);
  const loss = add(
    multiply(weightedL1(consistent, truth, weight), 1 - PLAIN_SHARE),
    multiply(weightedL1(cube, truth, weight), PLAIN_SHARE),
  );
  return { loss, consistent, residual };
}

/** Draws a batch for {@link knownCameraInputs}. */
export function drawKnownCamera(source: KnownCameraSource, random: Random): TensorValues {
  const { patches, conditions, batch, size, exposure } = source;
  const { bands } = patches;
  const pixels = size * size;
  const rgb = new Float32Array(batch * 3 * pixels);
  const srf = new Float32Array(batch * 3 * bands);
  const pseudoInverse = new Float32Array(batch * bands * 3);
  const truth = new Float32Array(batch * bands * pixels);
  const weight = new Float32Array(batch * pixels);
  const factor = new Float32Array(batch * pixels);
  for (let item = 0; item < batch; item++) {
    const { data, mask } = patches.draw(random);
    const { response, light } = conditions.draw(random);
    if (light !== undefined) {
      for (let index = 0; index < data.length; index++) data[index] *= light[Math.floor(index / pixels)];
    }
    if (exposure !== undefined) {
      const [least, largest] = exposure.map(Math.log);
      const gain = Math.exp(random.uniform(least, largest));
      for (let index = 0; index < data.length; index++) data[index] *= gain;
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
    factor.set(brightnessFactors(data, bands, mask), item * pixels);
  }
  return {
    rgb: { data: rgb, shape: [batch, 3, size, size] },
    srf: { data: srf, shape: [batch, 3, bands] },
    pseudoInverse: { data: pseudoInverse, shape: [batch, bands, 3] },
    truth: { data: truth, shape: [batch, bands, size, size] },
    weight: { data: weight, shape: [batch, 1, size, size] },
    factor: { data: factor, shape: [batch, 1, size, size] },
  };
}

/** 1 over the mean of the pixels that count, for each of them; 0 elsewhere, or where that mean is not positive. */
function brightnessFactors(data: Float32Array, bands: number, mask: Uint8Array): Float32Array {
  const pixels = mask.length;
  let sum = 0;
  let count = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    if (mask[pixel] === 0) continue;
    count++;
    for (let band = 0; band < bands; band++) sum += data[band * pixels + pixel] / bands;
  }
  return Float32Array.from(mask, (counts) => (counts === 1 && sum > 0 ? count / sum : 0));
}

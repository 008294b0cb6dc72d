/**
 * What the compared networks are trained on: patches of scenes, seen by one camera whose response is fixed. RGB = C Y in
 * float, without noise, as AGD-Net's code trains; patches are turned and mirrored in all eight ways. Pixels that the
 * scenes mask (saturated ones) count in no loss.
 */
import type { CameraResponse } from '../camera/camera-response.ts';
import { PatchSampler, type SampledScene } from '../datasets/patch-sampler.ts';
import { input, type Tensor } from '../graph/index.ts';
import type { Random } from '../random.ts';
import type { TensorValues } from '../runtime/runtime.ts';
import { TrainingError } from './trainer.ts';

/** What a network is trained on. */
export interface OneCameraSources {
  /** Scenes that train; all of the bands of the response. Cubes hold reflectance, or radiance under one light. */
  readonly scenes: readonly SampledScene[];
  /** The camera: RGB = C Y, such as `radianceResponse(catalogueCamera('Nikon D700'))`. */
  readonly response: CameraResponse;
}

/** For how long, and in what portions. */
export interface OneCameraSettings {
  readonly steps: number;
  /** Patches of a step. */
  readonly batch: number;
  /** Side of a patch, pixels. */
  readonly size: number;
}

/** What the graph of a part of the batch is fed. */
export interface OneCameraInputs {
  /** [samples, 3, size, size]. */
  readonly rgb: Tensor;
  /** [samples, bands, size, size]. */
  readonly truth: Tensor;
  /** Of the error of a sample of the cube: 0 where a pixel does not count; over batch and bands they sum to 1. [samples, 1, size, size]. */
  readonly weight: Tensor;
}

/** The inputs of a graph for some of the samples. */
export function oneCameraInputs(samples: number, bands: number, size: number): OneCameraInputs {
  return {
    rgb: input('rgb', [samples, 3, size, size]),
    truth: input('truth', [samples, bands, size, size]),
    weight: input('weight', [samples, 1, size, size]),
  };
}

/** Draws batches for {@link oneCameraInputs}. */
export interface OneCameraSampler {
  readonly bands: number;
  draw(random: Random): TensorValues;
}

/**
 * A sampler of batches.
 *
 * @throws TrainingError if the response is not on the bands of the scenes.
 * @throws CubeError if no scene holds a lit patch of this size, or bands differ between scenes.
 */
export function oneCameraSampler(
  { scenes, response }: OneCameraSources,
  { batch, size }: OneCameraSettings,
): OneCameraSampler {
  const patches = new PatchSampler(scenes, size);
  const { bands } = patches;
  checkBands(scenes, response);
  return {
    bands,
    draw(random) {
      const [rgb, truth, mask] = [3, bands, 1].map((planes) => new Float32Array(batch * planes * size ** 2));
      for (let item = 0; item < batch; item++) {
        const patch = patches.draw(random);
        truth.set(patch.data, item * patch.data.length);
        rgb.set(response.project(patch.data), item * 3 * size ** 2);
        mask.set(patch.mask, item * size ** 2);
      }
      const count = mask.reduce((sum, counts) => sum + counts, 0);
      const weight = mask.map((counts) => counts / (Math.max(1, count) * bands));
      return {
        rgb: { data: rgb, shape: [batch, 3, size, size] },
        truth: { data: truth, shape: [batch, bands, size, size] },
        weight: { data: weight, shape: [batch, 1, size, size] },
      };
    },
  };
}

/** Nanometres by which bands of response and scenes may differ. */
const TOLERANCE = 1e-3;

function checkBands(scenes: readonly SampledScene[], response: CameraResponse): void {
  const { wavelengths } = scenes[0].cube;
  const fits =
    wavelengths.length === response.bands &&
    wavelengths.every((wavelength, band) => Math.abs(wavelength - response.wavelengths[band]) <= TOLERANCE);
  if (fits) return;
  throw new TrainingError(
    `expected ${response.name} on the ${wavelengths.length} bands of the scenes, ${rangeOf(wavelengths)}, found ${response.bands} bands, ${rangeOf(response.wavelengths)}`,
    { hint: 'resample the response to the wavelengths of the scenes' },
  );
}

const rangeOf = (wavelengths: readonly number[]): string =>
  `${wavelengths[0]}..${wavelengths[wavelengths.length - 1]} nm`;

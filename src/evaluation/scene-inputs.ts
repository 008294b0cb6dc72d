/**
 * What a method is given of a scene: a picture of the true cube through a response, or a photo that belongs to it; and
 * what it makes of it, as a cube with the scene's wavelengths.
 */
import type { CameraResponse } from '../camera/camera-response.ts';
import { createCube, type SpectralCube } from '../cube/spectral-cube.ts';
import type { ForeignNetwork } from '../reconstruction/foreign-network.ts';
import { memoryPicture, type PictureData } from '../reconstruction/linear-picture.ts';
import type { ReconstructionModel } from '../reconstruction/model.ts';
import { reconstructWhole } from '../reconstruction/reconstruct.ts';
import { simulatePhoto } from '../reconstruction/simulate.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { EvaluationError } from './evaluation-error.ts';

/** A method: from the true cube, by way of a picture of it, to an estimate. */
export type Estimator = (truth: SpectralCube, signal?: AbortSignal) => Promise<SpectralCube>;

/** A model of ours on noiseless pictures through a response that it is told. */
export function modelEstimator(
  runtime: Runtime,
  model: ReconstructionModel,
  responseFor: (truth: SpectralCube) => CameraResponse,
): Estimator {
  return async (truth, signal) => {
    const response = responseFor(truth);
    const { data, width, height } = simulatePhoto(truth, response);
    const { cube } = await reconstructWhole(memoryPicture(data, width, height), {
      runtime,
      model,
      response,
      clipLevel: Number.POSITIVE_INFINITY,
      ...(signal === undefined ? {} : { signal }),
    });
    const { wavelengths } = model;
    const metadata = { quantity: truth.metadata.quantity, model: model.name };
    return createCube({ bands: wavelengths.length, height, width, wavelengths, metadata }, cube);
  };
}

/** How pictures are brought to what a network was trained with. */
export interface NetworkInputOptions {
  /** Stretches each picture so that its least sample becomes 0 and its largest 1, as the MST++ toolbox does. */
  readonly stretch?: boolean;
}

/**
 * A network of others.
 *
 * @param pictureOf the picture of a scene: planar RGB [3, height, width] as the network was trained with.
 */
export function networkEstimator(
  network: ForeignNetwork,
  name: string,
  pictureOf: (truth: SpectralCube) => Promise<PlanarRgb>,
  { stretch = false }: NetworkInputOptions = {},
): Estimator {
  return async (truth) => {
    const { rgb, width, height } = await pictureOf(truth);
    const { data, bands } = await network.estimate(stretch ? stretched(rgb) : rgb, width, height);
    if (bands !== truth.bands) {
      throw new EvaluationError(
        `expected ${truth.bands} bands as the truth has, found ${bands} from ${name}`,
      );
    }
    const { wavelengths } = truth;
    const metadata = { quantity: truth.metadata.quantity, model: name };
    return createCube({ bands, height, width, wavelengths, metadata }, data);
  };
}

/** Planar RGB [3, height, width]. */
export interface PlanarRgb {
  readonly rgb: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** The picture of a true cube through a response, linear. */
export function simulatedPicture(truth: SpectralCube, response: CameraResponse): PlanarRgb {
  const { data, width, height } = simulatePhoto(truth, response);
  return { rgb: data, width, height };
}

/** Samples of a decoded photo as they are stored, in 0..1: what networks that learn from files are trained with. */
export function storedPicture(photo: PictureData): PlanarRgb {
  const { width, height } = photo;
  if (photo.kind === 'linear') return { rgb: photo.values, width, height };
  const { samples } = photo;
  const largest = samples instanceof Uint16Array ? 65_535 : 255;
  const pixels = width * height;
  const rgb = new Float32Array(3 * pixels);
  for (let channel = 0; channel < 3; channel++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      rgb[channel * pixels + pixel] = samples[3 * pixel + channel] / largest;
    }
  }
  return { rgb, width, height };
}

function stretched(rgb: Float32Array): Float32Array {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of rgb) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high > low ? rgb.map((value) => (value - low) / (high - low)) : rgb;
}

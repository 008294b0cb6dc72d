/**
 * The way back: the photo that a camera would take of a spectral image. Projection, exposure, the noise of a
 * sensor, and quantisation are separate steps, each changing nothing but what it says.
 */
import type { CameraResponse } from '../camera/camera-response.ts';
import type { SpectralCube } from '../cube/spectral-cube.ts';
import { SpectraliftError } from '../errors.ts';
import type { Random } from '../random.ts';
import { encodeSrgb, type LinearRgbImage, linearRgbImage } from '../spectra/srgb.ts';
import type { PhotoEncoding } from './photo.ts';

/** A simulation that cannot be computed from what was given. */
export class SimulationError extends SpectraliftError {
  readonly _tag = 'SimulationError';
}

/** Noise of a sensor. */
export interface SensorNoise {
  /** Electrons that a value of 1 stands for: shot noise at 1 is 1 / sqrt of it. */
  readonly fullWell: number;
  /** Standard deviation of the noise of reading, in electrons. */
  readonly readNoise: number;
}

/** Below this mean a Poisson number is drawn exactly, above it from the normal distribution. */
const EXACT_POISSON_BELOW = 30;

/**
 * Projects a cube through a camera: X = exposure C Y. Nothing is clipped.
 *
 * @param exposure factor on all values, positive.
 * @returns linear light; negative where the response has negative lobes.
 * @throws SimulationError if the wavelengths of cube and response differ or exposure is not positive.
 */
export function simulatePhoto(cube: SpectralCube, response: CameraResponse, exposure = 1): LinearRgbImage {
  if (!(Number.isFinite(exposure) && exposure > 0)) {
    throw new SimulationError(`expected a positive exposure, found ${exposure}`);
  }
  const same =
    cube.bands === response.bands &&
    cube.wavelengths.every((wavelength, band) => Math.abs(wavelength - response.wavelengths[band]) < 1e-3);
  if (!same) {
    throw new SimulationError(
      `expected a response on the ${cube.bands} wavelengths ${range(cube.wavelengths)} of the cube, found ${response.bands} wavelengths ${range(response.wavelengths)} in ${response.name}`,
      { hint: 'resample the response to the wavelengths of the cube' },
    );
  }
  const data = response.project(cube.data);
  if (exposure !== 1) {
    for (let index = 0; index < data.length; index++) data[index] *= exposure;
  }
  return linearRgbImage(cube.width, cube.height, data);
}

/**
 * Adds shot noise (Poisson) and the noise of reading (Gaussian), independent in every sample.
 *
 * @returns a new picture; values may fall below 0 or rise above 1.
 * @throws SimulationError if fullWell is not positive or readNoise is negative.
 * Source: A. Foi, M. Trimeche, V. Katkovnik, K. Egiazarian, "Practical Poissonian-Gaussian noise modeling",
 * IEEE TIP 17 (2008) 1737.
 */
export function addSensorNoise(image: LinearRgbImage, noise: SensorNoise, random: Random): LinearRgbImage {
  const { fullWell, readNoise } = noise;
  if (!(Number.isFinite(fullWell) && fullWell > 0 && Number.isFinite(readNoise) && readNoise >= 0)) {
    throw new SimulationError(
      `expected a positive full well and a read noise of at least 0 electrons, found ${fullWell} and ${readNoise}`,
    );
  }
  const data = image.data.map((value) => {
    const electrons = Math.max(0, value) * fullWell;
    const shot =
      electrons < EXACT_POISSON_BELOW
        ? poisson(electrons, random)
        : random.normal(electrons, Math.sqrt(electrons));
    const negative = Math.min(0, value);
    return negative + (shot + random.normal(0, readNoise)) / fullWell;
  });
  return linearRgbImage(image.width, image.height, data);
}

/**
 * Rounds linear light to whole numbers of 8 or 16 bits, through the sRGB curve or proportional to light.
 *
 * @returns interleaved samples; what lies outside 0..1 is clipped, as a sensor or a file does.
 */
export function quantise(
  image: LinearRgbImage,
  bitDepth: 8,
  encoding: PhotoEncoding,
): Uint8Array<ArrayBuffer>;
export function quantise(
  image: LinearRgbImage,
  bitDepth: 16,
  encoding: PhotoEncoding,
): Uint16Array<ArrayBuffer>;
export function quantise(
  image: LinearRgbImage,
  bitDepth: 8 | 16,
  encoding: PhotoEncoding,
): Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> {
  const plane = image.width * image.height;
  const largest = bitDepth === 16 ? 65535 : 255;
  const samples = bitDepth === 16 ? new Uint16Array(3 * plane) : new Uint8Array(3 * plane);
  for (let pixel = 0; pixel < plane; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const linear = Math.min(1, Math.max(0, image.data[channel * plane + pixel]));
      samples[3 * pixel + channel] = Math.round(
        largest * (encoding === 'srgb' ? encodeSrgb(linear) : linear),
      );
    }
  }
  return samples;
}

/** A Poisson number by counting uniform factors (D. E. Knuth, The Art of Computer Programming 2, 3.4.1). */
function poisson(mean: number, random: Random): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random.uniform(); product > limit; product *= random.uniform()) count++;
  return count;
}

function range(wavelengths: readonly number[]): string {
  return `${wavelengths[0]}..${wavelengths[wavelengths.length - 1]} nm`;
}

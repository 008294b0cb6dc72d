/**
 * A sample of our own: a scene whose spectra are known, as a cube and as the photo that a camera would have
 * developed of it, so that a reconstruction can be compared with the truth.
 */
import { developedSrgbResponse } from '../../camera/effective-response.ts';
import type { SpectralCube } from '../../cube/spectral-cube.ts';
import { Random } from '../../random.ts';
import { type SrgbImage, toSrgbImage } from '../../spectra/srgb.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { addSensorNoise, type SensorNoise, SimulationError, simulatePhoto } from '../simulate.ts';
import { createPalette } from './palette.ts';
import { stillLife } from './still-life.ts';
import { traceScene } from './trace-scene.ts';

/** Size and seed of a sample. */
export interface SampleOptions {
  /** Decides textures, small displacements and noise; 0..2^53 - 1. */
  readonly seed: number;
  readonly width?: number;
  readonly height?: number;
}

/** The truth and the photo of it. */
export interface Sample {
  /** Reflectance times shading in 0..1, 31 bands from 400 to 700 nm. */
  readonly cube: SpectralCube;
  /** The scene in daylight (D65), developed to sRGB, with the noise of a small sensor, 8 bit. */
  readonly photo: SrgbImage;
}

/** Noise of a phone camera in good light. */
const NOISE: SensorNoise = { fullWell: 12000, readNoise: 6 };
const LARGEST_SIDE = 8192;

/**
 * Generates the sample scene; 480 x 320 unless a size is given. The same options give the same sample.
 *
 * @throws SimulationError if a side is not an integer in 1..8192. @throws RandomError if the seed is none.
 */
export function generateSample(options: SampleOptions): Sample {
  const { seed, width = 480, height = 320 } = options;
  for (const side of [width, height]) {
    if (!(Number.isInteger(side) && side >= 1 && side <= LARGEST_SIDE)) {
      throw new SimulationError(
        `expected a width and height in 1..${LARGEST_SIDE}, found ${width} x ${height}`,
      );
    }
  }
  const palette = createPalette(VISIBLE_31);
  const scene = stillLife(palette, new Random(seed));
  const cube = traceScene(scene, palette, width, height);
  const linear = simulatePhoto(cube, developedSrgbResponse(VISIBLE_31));
  return { cube, photo: toSrgbImage(addSensorNoise(linear, NOISE, new Random(seed, 1))) };
}

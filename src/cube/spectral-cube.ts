/**
 * The spectral cube: numbers that know what they are. Samples are planar `[band, row, column]` float32;
 * wavelengths, quantity and provenance travel with them, in memory and in every file format.
 */
import { SpectraliftError } from '../errors.ts';

/** A cube or a cube file that cannot be what it says it is. */
export class CubeError extends SpectraliftError {
  readonly _tag = 'CubeError';
}

/**
 * What a sample means. `radiance`: light that reached the camera, in relative units. `reflectance`: the
 * share of light that a surface returns, relative to a white that returns all of it. `unknown`: a file that
 * does not say.
 */
export type Quantity = 'radiance' | 'reflectance' | 'unknown';

/** Where a cube came from and what its numbers mean. Absent fields are not known. */
export interface CubeMetadata {
  readonly quantity: Quantity;
  /** The assumption under which `quantity` holds, in words ("white balance right, light D65"). */
  readonly assumption?: string;
  /** Name of the camera response that the cube was reconstructed or simulated with. */
  readonly response?: string;
  /** Name of the model that estimated the cube. An estimated cube is not a measurement. */
  readonly model?: string;
  /** File name of the photo or cube that this one was made from. */
  readonly source?: string;
  /** Root mean square of C Y - X over pixels whose channels are not clipped, X in 0..1. */
  readonly reprojectionError?: number;
  readonly description?: string;
}

/** Size and meaning of a cube without its samples. */
export interface CubeHeader {
  readonly bands: number;
  readonly height: number;
  readonly width: number;
  /** Band centres in nanometres, ascending, one a band. */
  readonly wavelengths: readonly number[];
  readonly metadata: CubeMetadata;
}

/** The header alone of something that has one. */
export function headerOf({ bands, height, width, wavelengths, metadata }: CubeHeader): CubeHeader {
  return { bands, height, width, wavelengths, metadata };
}

/** A cube in memory; `data` has `bands * height * width` samples, planar `[band, row, column]`. */
export interface SpectralCube extends CubeHeader {
  readonly data: Float32Array;
}

/**
 * Checks sizes and wavelengths and returns the cube.
 *
 * @throws CubeError if a size is not a positive integer, if the number of samples or wavelengths does not
 * fit, or if the wavelengths do not ascend.
 */
export function createCube(header: CubeHeader, data: Float32Array): SpectralCube {
  checkCubeHeader(header);
  const expected = header.bands * header.height * header.width;
  if (data.length !== expected) {
    throw new CubeError(
      `expected ${expected} samples for ${header.bands} bands x ${header.height} rows x ${header.width} columns, found ${data.length}`,
    );
  }
  return { ...header, data };
}

/** Throws a {@link CubeError} unless sizes are positive integers and wavelengths ascend, one a band. */
export function checkCubeHeader(header: CubeHeader): void {
  for (const key of ['bands', 'height', 'width'] as const) {
    const size = header[key];
    if (!Number.isInteger(size) || size < 1) {
      throw new CubeError(`expected ${key} to be a positive integer, found ${size}`);
    }
  }
  if (header.wavelengths.length !== header.bands) {
    throw new CubeError(
      `expected ${header.bands} wavelengths, one a band, found ${header.wavelengths.length}`,
    );
  }
  for (let band = 0; band < header.bands; band++) {
    const wavelength = header.wavelengths[band];
    const previous = band === 0 ? 0 : header.wavelengths[band - 1];
    if (!(Number.isFinite(wavelength) && wavelength > previous)) {
      throw new CubeError(
        `expected wavelengths in nanometres that ascend, found ${wavelength} after ${previous} at band ${band + 1}`,
      );
    }
  }
}

/** The spectrum at one pixel, `bands` values. Column `x` and row `y` count from 0. */
export function spectrumAt(cube: SpectralCube, x: number, y: number): Float32Array {
  if (
    !(Number.isInteger(x) && Number.isInteger(y) && x >= 0 && y >= 0 && x < cube.width && y < cube.height)
  ) {
    throw new CubeError(`expected x in 0..${cube.width - 1} and y in 0..${cube.height - 1}, found ${x},${y}`);
  }
  const plane = cube.width * cube.height;
  return Float32Array.from({ length: cube.bands }, (_, band) => cube.data[band * plane + y * cube.width + x]);
}

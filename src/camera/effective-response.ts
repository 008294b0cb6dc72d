/**
 * Effective responses: what a finished picture, not the bare sensor, makes of a scene. White balance puts
 * the light into the operator; development to sRGB replaces the sensor by the standard observer.
 */
import { cie1931 } from '../spectra/colour-matching.ts';
import { illuminant } from '../spectra/illuminants.ts';
import { XYZ_TO_LINEAR_SRGB } from '../spectra/srgb.ts';
import { CameraError, CameraResponse } from './camera-response.ts';

/**
 * A white-balanced camera looking at surfaces: rows of C diag(S), each scaled to sum to 1.
 *
 * With X = diag(gains) C diag(S) R and gains that bring a perfect white to (1, 1, 1), the operator on the
 * reflectance R has rows that sum to 1.
 *
 * @param camera any response; its scale does not matter.
 * @param illuminantSpectrum relative power of the light, one value a band of the camera, not negative.
 * @param illuminantName goes into the name and the assumption.
 * @returns a response of quantity `reflectance` (relative to white).
 * @throws CameraError if the light does not fit the bands, holds a negative or non-finite value, or leaves
 * a channel dark.
 */
export function whiteBalancedResponse(
  camera: CameraResponse,
  illuminantSpectrum: ArrayLike<number>,
  illuminantName: string,
): CameraResponse {
  const { bands } = camera;
  if (illuminantSpectrum.length !== bands) {
    throw new CameraError(
      `expected ${bands} values of the light ${illuminantName}, one a band of ${camera.name}, found ${illuminantSpectrum.length}`,
    );
  }
  const lit = Float64Array.from(camera.matrix);
  for (let band = 0; band < bands; band++) {
    const power = illuminantSpectrum[band];
    if (!(Number.isFinite(power) && power >= 0)) {
      throw new CameraError(
        `expected the light ${illuminantName} to be finite and not negative, found ${power} at ${camera.wavelengths[band]} nm`,
      );
    }
    for (let channel = 0; channel < 3; channel++) lit[channel * bands + band] *= power;
  }
  return new CameraResponse(lit, camera.wavelengths, {
    name: `${camera.name} under ${illuminantName}`,
    quantity: 'reflectance',
    assumption: `white balance right, one light ${illuminantName}; reflectance relative to white`,
  }).withUnitRowSums();
}

/**
 * The camera with no light taken out: rows scaled to sum to 1, so that a flat spectrum becomes grey.
 *
 * @param camera any response; its scale does not matter.
 * @returns a response of quantity `radiance` (relative).
 * @throws CameraError if a row sum is not positive.
 */
export function radianceResponse(camera: CameraResponse): CameraResponse {
  return new CameraResponse(camera.matrix, camera.wavelengths, {
    name: camera.name,
    quantity: 'radiance',
    assumption: 'channels balanced for a flat spectrum; relative radiance, the light included',
  }).withUnitRowSums();
}

/**
 * The response of a developed sRGB picture: CIE 1931 observer under D65 through the XYZ-to-linear-sRGB
 * matrix, negative lobes and all, rows scaled to sum to 1 so that a perfect white is exactly (1, 1, 1).
 *
 * The scaling takes up what the rounding of the standard's matrix and the summing over the grid leave
 * (below 1 % on 400..700 nm by 10).
 *
 * @param grid wavelengths in nanometres within 300..830.
 * @returns a response named `srgb` of quantity `reflectance`.
 * @throws SpectraError or CameraError if the grid is not usable.
 * Source: IEC 61966-2-1; CIE 15.
 */
export function developedSrgbResponse(grid: readonly number[]): CameraResponse {
  const { x, y, z } = cie1931(grid);
  const light = illuminant('D65', grid);
  let white = 0;
  for (let band = 0; band < grid.length; band++) white += y[band] * light[band];
  const matrix = new Float64Array(3 * grid.length);
  for (let channel = 0; channel < 3; channel++) {
    for (let band = 0; band < grid.length; band++) {
      const mixed =
        XYZ_TO_LINEAR_SRGB[3 * channel] * x[band] +
        XYZ_TO_LINEAR_SRGB[3 * channel + 1] * y[band] +
        XYZ_TO_LINEAR_SRGB[3 * channel + 2] * z[band];
      matrix[channel * grid.length + band] = (mixed * light[band]) / white;
    }
  }
  return new CameraResponse(matrix, grid, {
    name: 'srgb',
    quantity: 'reflectance',
    assumption:
      'picture developed to sRGB without creative grading; reflectance relative to white, as under D65',
  }).withUnitRowSums();
}

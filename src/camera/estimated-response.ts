/**
 * A response that was estimated from a picture, not known: it says so wherever it goes.
 */
import { CameraResponse } from './camera-response.ts';

/**
 * Wraps a 3 x bands matrix, as an estimator network gives it, as a response.
 *
 * @param matrix 3 x bands, row-major, rows R, G, B.
 * @param grid wavelengths in nanometres, ascending, one a band.
 * @param name what the result is called; says that it is an estimate.
 * @returns a response of quantity `radiance`.
 * @throws CameraError if the size does not fit, a value is not finite or the rows are dependent.
 */
export function responseFromMatrix(
  matrix: ArrayLike<number>,
  grid: readonly number[],
  name = 'estimated',
): CameraResponse {
  return new CameraResponse(matrix, grid, {
    name,
    quantity: 'radiance',
    assumption: 'response estimated from the picture itself, not measured; relative radiance',
  });
}

/**
 * The canonical basis of a camera that is known only when a graph runs: M and M C worked out inside the graph, by the formula of
 * `camera/canonical-basis`. A camera that is known when the graph is written goes through that file itself.
 */
import { canonicalTransform, smoothSecondMoment } from '../../camera/canonical-basis.ts';
import type { CameraResponse } from '../../camera/camera-response.ts';
import { developedSrgbResponse } from '../../camera/effective-response.ts';
import { constant, divide, matmul, reduceSum, type Tensor, transposeMatrix } from '../../graph/index.ts';
import { entriesOf, inverse, joined } from './small-matrices.ts';

/** In which axes a network sees pictures. */
export interface PictureAxes {
  /** M, [3, 3]: X' = M X. */
  readonly transform: Tensor;
  /** M C, [3, bands]. */
  readonly matrix: Tensor;
}

/** The canonical axes of a known camera. @throws CameraError as {@link canonicalTransform} does. */
export function knownAxes(response: CameraResponse): PictureAxes {
  const { matrix, response: seen } = canonicalTransform(response);
  return { transform: constant(matrix, [3, 3]), matrix: constant(seen.matrix, [3, response.bands]) };
}

/**
 * The canonical axes of a camera that is fed.
 *
 * @param matrix C, [3, bands]. @param wavelengths of its bands, nanometres.
 */
export function fedAxes(matrix: Tensor, wavelengths: readonly number[]): PictureAxes {
  const bands = wavelengths.length;
  const smooth = constant(smoothSecondMoment(wavelengths), [bands, bands]);
  const target = constant(developedSrgbResponse(wavelengths).matrix, [3, bands]);
  const smoothed = transposeMatrix(matmul(matrix, smooth)); // (C K)^T
  const own = joined(inverse(entriesOf(matmul(matrix, smoothed))));
  const free = matmul(matmul(target, smoothed), own);
  const white = reduceSum(matmul(free, matrix), [1]); // M C 1, [3, 1]
  const transform = divide(free, white);
  return { transform, matrix: matmul(transform, matrix) };
}

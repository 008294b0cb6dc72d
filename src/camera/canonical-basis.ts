/**
 * One colour basis for every camera: a 3 x 3 matrix M carries a camera's picture into (almost) the basis of
 * developed sRGB. Since X' = M X = (M C) Y holds exactly, nothing is lost and a network sees all cameras
 * alike, with the response M C that truly belongs to what it sees.
 */
import type { CameraResponse } from './camera-response.ts';
import { CameraError } from './camera-error.ts';
import { developedSrgbResponse } from './effective-response.ts';
import { invert3, multiply3 } from './three-by-three.ts';

/** Correlation length of natural reflectances along the wavelength, nm. */
const CORRELATION_LENGTH = 80;

/** A colour matrix and the response that it makes of a camera. */
export interface CanonicalTransform {
  /** M, 3 x 3 row-major. */
  readonly matrix: Float64Array;
  /** M C. */
  readonly response: CameraResponse;
}

/**
 * The colour matrix that brings a camera nearest to developed sRGB, and the response M C.
 *
 * M = C0 K C^T (C K C^T)^-1 with C0 the developed-sRGB response and K the second moment of smooth spectra,
 * exp(-|difference of wavelengths| / 80 nm) + 1: the linear least-squares estimate for a first-order Markov
 * process. Rows are then scaled so that white stays white, M C 1 = 1.
 *
 * @param response any response whose grid lies within 300..830 nm.
 * @throws CameraError if a row of M C 1 is not positive, which no real camera does.
 * Source: W. K. Pratt and C. E. Mancill, Applied Optics 15 (1976), Wiener estimation with a Markov prior.
 */
export function canonicalTransform(response: CameraResponse): CanonicalTransform {
  const { bands, wavelengths } = response;
  const target = developedSrgbResponse(wavelengths);
  const moment = smoothSecondMoment(wavelengths);
  const smoothed = new Float64Array(3 * bands); // C K
  for (let channel = 0; channel < 3; channel++) {
    for (let band = 0; band < bands; band++) {
      let sum = 0;
      for (let other = 0; other < bands; other++) {
        sum += response.matrix[channel * bands + other] * moment[band * bands + other];
      }
      smoothed[channel * bands + band] = sum;
    }
  }
  const cross = timesTransposed(target.matrix, smoothed, bands); // C0 K C^T
  const own = timesTransposed(response.matrix, smoothed, bands); // C K C^T
  const matrix = multiply3(cross, invert3(own));
  const white = response.rowSums();
  for (let row = 0; row < 3; row++) {
    const seen = matrix[3 * row] * white[0] + matrix[3 * row + 1] * white[1] + matrix[3 * row + 2] * white[2];
    if (!(seen > 0)) {
      throw new CameraError(
        `expected white to stay positive in the canonical basis, found ${seen} in row ${row + 1} for ${response.name}`,
      );
    }
    for (let column = 0; column < 3; column++) matrix[3 * row + column] /= seen;
  }
  return { matrix, response: response.transformed(matrix, `${response.name}, canonical basis`) };
}

/** K, the second moment of smooth spectra, bands x bands row-major; symmetric. @param wavelengths nanometres. */
export function smoothSecondMoment(wavelengths: readonly number[]): Float64Array {
  return Float64Array.from(
    wavelengths.flatMap((one) =>
      wavelengths.map((other) => Math.exp(-Math.abs(one - other) / CORRELATION_LENGTH) + 1),
    ),
  );
}

function timesTransposed(a: Float64Array, b: Float64Array, bands: number): Float64Array {
  const result = new Float64Array(9);
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      let sum = 0;
      for (let band = 0; band < bands; band++) sum += a[row * bands + band] * b[column * bands + band];
      result[3 * row + column] = sum;
    }
  }
  return result;
}

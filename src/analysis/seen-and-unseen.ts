/**
 * What of a spectrum the camera sees: C splits it into a part in the space of its three rows, which the photo decides,
 * and a part in the null space, which nothing in the photo decides (the metameric black).
 *
 * Source of the split: J. B. Cohen, W. E. Kappauf, American Journal of Psychology 95 (1982) 537 (matrix R).
 */
import type { CameraResponse } from '../camera/camera-response.ts';
import { AnalysisError } from './analysis-error.ts';
import { eachBlock, pixelsOf } from './linear-forms.ts';

/**
 * Q: three orthonormal spectra that span what the camera sees, so that R = Q^T Q and |R z| = |Q z|.
 *
 * @returns 3 x bands, row-major.
 */
export function seenBasis(response: CameraResponse): Float64Array {
  const { bands, matrix } = response;
  const basis = Float64Array.from(matrix);
  const row = (index: number) => basis.subarray(index * bands, (index + 1) * bands);
  for (let index = 0; index < 3; index++) {
    const own = row(index);
    // Gram-Schmidt, twice, which is enough for any matrix that a response may have.
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < index; other++) {
        const against = row(other);
        const share = own.reduce((sum, value, band) => sum + value * against[band], 0);
        for (let band = 0; band < bands; band++) own[band] -= share * against[band];
      }
      const length = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
      for (let band = 0; band < bands; band++) own[band] /= length;
    }
  }
  return basis;
}

/**
 * The share of every pixel's spectrum that the camera cannot see, |(I - R) z| / |z|.
 *
 * It says how much of the length of the spectrum is prior, not how wrong that is: through an sRGB picture over
 * 400..700 nm it is 0.55 for a flat spectrum and above 0.9 for a peak at the violet end.
 *
 * @param samples planar `[bands, pixels]`.
 * @returns one value a pixel, 0..1; not-a-number for a spectrum of zeros.
 * @throws AnalysisError if the samples are no multiple of the bands of the response.
 */
export function unseenShare(samples: Float32Array, response: CameraResponse): Float32Array {
  const map = new Float32Array(pixelsOf(samples, response.bands));
  const forms = rowsOf(seenBasis(response), response.bands);
  eachBlock(samples, forms, ({ start, count, values: [a, b, c], squares }) => {
    for (let i = 0; i < count; i++) {
      const seen = a[i] * a[i] + b[i] * b[i] + c[i] * c[i];
      map[start + i] = Math.sqrt(Math.max(0, 1 - seen / squares[i])); // 0 / 0 is not a number, as it should be
    }
  });
  return map;
}

/**
 * How far the colour of every pixel's spectrum is from the photo: the root mean square over the channels of C z - x.
 * Its root mean square over pixels is what reconstructions report.
 *
 * @param samples planar `[bands, pixels]`.
 * @param rgb linear photo, planar `[3, pixels]`.
 * @returns one value a pixel, in the unit of the photo (white = 1).
 * @throws AnalysisError if the sizes do not fit.
 */
export function reprojectionMap(
  samples: Float32Array,
  rgb: Float32Array,
  response: CameraResponse,
): Float32Array {
  const pixels = pixelsOf(samples, response.bands);
  if (rgb.length !== 3 * pixels) {
    throw new AnalysisError(`expected a picture of 3 x ${pixels} samples, found ${rgb.length}`);
  }
  const map = new Float32Array(pixels);
  eachBlock(
    samples,
    rowsOf(response.matrix, response.bands),
    ({ start, count, values: [red, green, blue] }) => {
      for (let i = 0; i < count; i++) {
        const pixel = start + i;
        const r = red[i] - rgb[pixel];
        const g = green[i] - rgb[pixels + pixel];
        const b = blue[i] - rgb[2 * pixels + pixel];
        map[pixel] = Math.sqrt((r * r + g * g + b * b) / 3);
      }
    },
  );
  return map;
}

function rowsOf(matrix: Float64Array, bands: number): Float64Array[] {
  return [0, 1, 2].map((row) => matrix.subarray(row * bands, (row + 1) * bands));
}

/**
 * The smoothest spectra that agree with a picture: what can be said without any training where the response is known.
 * Nothing is learned, so it shows how much of a network's worth is physics and smoothness alone.
 */
import type { CameraResponse } from '../camera/camera-response.ts';
import { factorise, solveFactorised } from './cholesky.ts';
import { NetworkError } from './parameters.ts';

/** Share of the spectrum's own size in what is made small: enough to make the smallest solution unique. */
const SIZE_SHARE = 1e-6;

/**
 * For each pixel x the spectrum y that minimises the sum of its squared first differences among those with C y = x, in
 * closed form: y = K C^T (C K C^T)^-1 x with K the inverse of D^T D + 1e-6 I.
 *
 * @param rgb planar `[3, pixels]`, linear. @param response the camera that saw it, or what is believed of it.
 * @returns planar `[bands, pixels]`, in the scale of the picture; may go below 0.
 * @throws NetworkError if the picture is no multiple of three planes, or the three curves depend on each other.
 */
export function smoothestSpectra(rgb: Float32Array, response: CameraResponse): Float32Array {
  if (rgb.length % 3 !== 0) {
    throw new NetworkError(`expected a picture of 3 planes, found ${rgb.length} samples`);
  }
  const { bands } = response;
  const weights = smoothestWeights(response);
  const pixels = rgb.length / 3;
  const cube = new Float32Array(bands * pixels);
  for (let band = 0; band < bands; band++) {
    const [red, green, blue] = [0, 1, 2].map((channel) => weights[channel * bands + band]);
    for (let pixel = 0; pixel < pixels; pixel++) {
      cube[band * pixels + pixel] =
        red * rgb[pixel] + green * rgb[pixels + pixel] + blue * rgb[2 * pixels + pixel];
    }
  }
  return cube;
}

/** What each channel adds to each band, 3 x bands. */
function smoothestWeights({ bands, matrix }: CameraResponse): Float64Array {
  const roughness = new Float64Array(bands * bands);
  for (let band = 0; band < bands; band++) {
    const neighbours = (band > 0 ? 1 : 0) + (band < bands - 1 ? 1 : 0);
    roughness[band * bands + band] = neighbours + SIZE_SHARE;
    if (band > 0) roughness[band * bands + band - 1] = -1;
  }
  const smooth = new Float64Array(bands * 3);
  for (let band = 0; band < bands; band++) {
    for (let channel = 0; channel < 3; channel++) smooth[band * 3 + channel] = matrix[channel * bands + band];
  }
  solveFactorised(factorise(roughness, bands), bands, smooth, 3);
  const seen = new Float64Array(9);
  const weights = new Float64Array(3 * bands);
  for (let band = 0; band < bands; band++) {
    for (let channel = 0; channel < 3; channel++) {
      weights[channel * bands + band] = smooth[band * 3 + channel];
      for (let other = 0; other < 3; other++) {
        seen[channel * 3 + other] += matrix[channel * bands + band] * smooth[band * 3 + other];
      }
    }
  }
  solveFactorised(factorise(seen, 3), 3, weights, bands);
  return weights;
}

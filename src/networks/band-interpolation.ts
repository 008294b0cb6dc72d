/**
 * Band interpolation (BI), the humblest baseline: the three channels are taken as three samples of the spectrum and a
 * cubic is drawn through them.
 */
import type { CameraResponse } from '../camera/camera-response.ts';
import { NetworkError } from './parameters.ts';

export interface BandInterpolationOptions {
  /** Where the channels B, G, R stand, in nanometres, ascending. Default {@link DEFAULT_KNOTS}. */
  readonly knots?: readonly [blue: number, green: number, red: number];
  /** Keys' parameter. Default -0.5 (third order); -0.75 is what some imaging libraries take. */
  readonly a?: number;
}

/** The ends and the middle of the visible range: corners aligned. */
export const DEFAULT_KNOTS = [400, 550, 700] as const;

/** The wavelengths at which the channels B, G, R of a response peak: knots for {@link bandInterpolation}. */
export function peakWavelengths(response: CameraResponse): [blue: number, green: number, red: number] {
  const peak = (channel: number): number => {
    const row = response.matrix.subarray(channel * response.bands, (channel + 1) * response.bands);
    return response.wavelengths[row.indexOf(row.reduce((most, value) => Math.max(most, value)))];
  };
  return [peak(2), peak(1), peak(0)];
}

/**
 * Interpolates linear RGB to a spectrum with Keys' cubic convolution, samples repeated beyond the ends.
 *
 * Between unevenly spaced knots it is the cubic Hermite whose slopes are -2a times the central difference, which on
 * even knots is Keys' kernel. Beyond the outer knots the kernel runs on over repeated samples and is constant from
 * one step further.
 *
 * @param rgb planar `[3, pixels]`, linear.
 * @param wavelengths wanted bands in nanometres.
 * @returns planar `[bands, pixels]`, in the scale of the picture; may overshoot below 0.
 * @throws NetworkError if the knots do not ascend or the picture is no multiple of three planes.
 * Source: R. G. Keys, IEEE Transactions on Acoustics, Speech and Signal Processing 29 (1981).
 */
export function bandInterpolation(
  rgb: Float32Array,
  wavelengths: readonly number[],
  options: BandInterpolationOptions = {},
): Float32Array {
  const { knots = DEFAULT_KNOTS, a = -0.5 } = options;
  if (!(knots[0] < knots[1] && knots[1] < knots[2])) {
    throw new NetworkError(`expected knots B, G, R that ascend, found ${knots.join(', ')} nm`);
  }
  if (rgb.length % 3 !== 0) {
    throw new NetworkError(`expected a picture of 3 planes, found ${rgb.length} samples`);
  }
  const pixels = rgb.length / 3;
  const cube = new Float32Array(wavelengths.length * pixels);
  wavelengths.forEach((wavelength, band) => {
    const [blue, green, red] = interpolationWeights(wavelength, knots, a);
    for (let pixel = 0; pixel < pixels; pixel++) {
      cube[band * pixels + pixel] =
        red * rgb[pixel] + green * rgb[pixels + pixel] + blue * rgb[2 * pixels + pixel];
    }
  });
  return cube;
}

/** What each of the three samples adds at one wavelength; sums to 1. */
function interpolationWeights(
  wavelength: number,
  knots: readonly [number, number, number],
  a: number,
): [number, number, number] {
  const [low, high] = [knots[1] - knots[0], knots[2] - knots[1]];
  // Two repeated samples on either side, one step apart.
  const places = [knots[0] - 2 * low, knots[0] - low, ...knots, knots[2] + high, knots[2] + 2 * high];
  const sampleOf = [0, 0, 0, 1, 2, 2, 2];
  const weights: [number, number, number] = [0, 0, 0];
  if (wavelength <= places[1]) return [1, 0, 0];
  if (wavelength >= places[5]) return [0, 0, 1];
  let left = 1;
  while (wavelength > places[left + 1]) left++;
  const step = places[left + 1] - places[left];
  const t = (wavelength - places[left]) / step;
  const add = (place: number, weight: number): void => {
    weights[sampleOf[place]] += weight;
  };
  const addSlope = (place: number, weight: number): void => {
    const slope = (weight * step * -2 * a) / (places[place + 1] - places[place - 1]);
    add(place + 1, slope);
    add(place - 1, -slope);
  };
  add(left, 2 * t ** 3 - 3 * t ** 2 + 1);
  add(left + 1, 3 * t ** 2 - 2 * t ** 3);
  addSlope(left, t ** 3 - 2 * t ** 2 + t);
  addSlope(left + 1, t ** 3 - t ** 2);
  return weights;
}

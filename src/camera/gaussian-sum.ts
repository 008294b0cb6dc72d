/**
 * Smooth non-negative curves as sums of Gaussians: how the catalogue stores a sensitivity.
 */

/** Amplitude, centre (nm) and standard deviation (nm) of each Gaussian, one after another. */
export type GaussianSum = readonly number[];

/**
 * Value of a sum of Gaussians, sum of a exp(-((wavelength - c) / w)^2 / 2).
 *
 * @param triples amplitude, centre, standard deviation, repeated; length a multiple of 3.
 * @param wavelength nanometres.
 * @returns value in the unit of the amplitudes, not negative if they are not.
 */
export function gaussianSum(triples: ArrayLike<number>, wavelength: number): number {
  let sum = 0;
  for (let i = 0; i + 2 < triples.length; i += 3) {
    const distance = (wavelength - triples[i + 1]) / triples[i + 2];
    sum += triples[i] * Math.exp(-0.5 * distance * distance);
  }
  return sum;
}

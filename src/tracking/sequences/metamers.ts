/** Spectra that a camera cannot tell from others. */
import type { CameraResponse } from '../../camera/camera-response.ts';
import { invert3 } from '../../camera/three-by-three.ts';

/** Standard deviation of the bumps, nm. */
const BUMP = 20;

/**
 * Other spectra of the same colour: three narrow bumps, as high as it takes for the camera to record what it records of
 * the spectrum that they stand in for. Where that would leave 0..1, as much of it as stays within.
 */
export class Metamers {
  readonly #response: CameraResponse;
  /** Bumps by band, `[3, bands]`, and the matrix from a colour to their heights. */
  readonly #bumps: Float64Array;
  readonly #heights: Float64Array;

  /** @param centres of the three bumps, nm. @throws CameraError if the camera cannot tell the bumps apart. */
  constructor(response: CameraResponse, centres: readonly number[]) {
    const { bands, matrix, wavelengths } = response;
    this.#response = response;
    this.#bumps = Float64Array.from({ length: 3 * bands }, (_, index) => {
      const away = (wavelengths[index % bands] - centres[Math.floor(index / bands)]) / BUMP;
      return Math.exp(-0.5 * away * away);
    });
    const colours = Float64Array.from({ length: 9 }, (_, index) => {
      const [channel, bump] = [Math.floor(index / 3), index % 3];
      let sum = 0;
      for (let band = 0; band < bands; band++) {
        sum += matrix[channel * bands + band] * this.#bumps[bump * bands + band];
      }
      return sum;
    });
    this.#heights = invert3(colours);
  }

  /** What the spectrum of a pixel would have to change by; its colour for the camera is zero. */
  difference(data: Float32Array, plane: number, pixel: number): Float64Array {
    const { bands, matrix } = this.#response;
    const colour = [0, 0, 0];
    for (let channel = 0; channel < 3; channel++) {
      for (let band = 0; band < bands; band++) {
        colour[channel] += matrix[channel * bands + band] * data[band * plane + pixel];
      }
    }
    const height = [0, 3, 6].map(
      (row) =>
        this.#heights[row] * colour[0] +
        this.#heights[row + 1] * colour[1] +
        this.#heights[row + 2] * colour[2],
    );
    const change = new Float64Array(bands);
    let share = 1;
    for (let band = 0; band < bands; band++) {
      const old = data[band * plane + pixel];
      let value = -old;
      for (let bump = 0; bump < 3; bump++) value += height[bump] * this.#bumps[bump * bands + band];
      change[band] = value;
      if (old + value < 0) share = Math.min(share, old / -value);
      else if (old + value > 1) share = Math.min(share, (1 - old) / value);
    }
    return change.map((value) => Math.max(0, share) * value);
  }
}

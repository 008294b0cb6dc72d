/**
 * What is done to a tile once the network is through with it: agreement with the photo, the re-projection error,
 * and, if wanted, its colours on a screen.
 */
import type { CameraResponse } from '../camera/camera-response.ts';
import { makeConsistent } from '../camera/make-consistent.ts';
import { linearRgbImage, toSrgbImage } from '../spectra/srgb.ts';
import { trueColour } from './render.ts';
import { ReprojectionMeter } from './reprojection.ts';

/**
 * `non-negative`: C Y = X and no negative sample, as far as such a spectrum exists. `exact`: C Y = X, negative
 * samples allowed. `none`: the network's own answer.
 */
export type Consistency = 'non-negative' | 'exact' | 'none';

export interface FinishOptions {
  readonly consistency: Consistency;
  /** Channels at or above this are clipped: lower bounds only. */
  readonly clipLevel: number;
  /** Whether a picture of the spectra is made, too. */
  readonly picture: boolean;
}

/** A finished part of a cube. */
export interface FinishedTile {
  /** Planar `[bands, pixels]`. */
  readonly cube: Float32Array;
  /** sRGB, interleaved, 3 bytes a pixel; empty where no picture is wanted. */
  readonly picture: Uint8Array;
}

export class TileFinisher {
  readonly meter: ReprojectionMeter;
  readonly #response: CameraResponse;
  readonly #options: FinishOptions;
  #result = new Float32Array(0);
  readonly #colours: ((cube: Float32Array) => Float32Array) | undefined;

  constructor(response: CameraResponse, options: FinishOptions) {
    this.#response = response;
    this.#options = options;
    this.meter = new ReprojectionMeter(response, options.clipLevel);
    if (options.picture) {
      const colours = trueColour(response.wavelengths, response.quantity);
      this.#colours = (cube) => colours.apply(cube);
    }
  }

  /** One array for all results: fresh ones outrun the collector. */
  #room(length: number): Float32Array {
    if (this.#result.length < length) this.#result = new Float32Array(length);
    return this.#result.subarray(0, length);
  }

  /**
   * Finishes a tile; what is returned is overwritten by the next.
   *
   * @param estimate planar `[bands, pixels]`. @param rgb planar `[3, pixels]`, linear.
   */
  finish(estimate: Float32Array, rgb: Float32Array): FinishedTile {
    const { consistency, clipLevel } = this.#options;
    const cube =
      consistency === 'none'
        ? estimate
        : makeConsistent(
            estimate,
            rgb,
            this.#response,
            { nonNegative: consistency === 'non-negative', clipLevel },
            this.#room(estimate.length),
          );
    this.meter.add(cube, rgb);
    const linear = this.#colours?.(cube);
    const picture =
      linear === undefined
        ? new Uint8Array(0)
        : toSrgbImage(linearRgbImage(linear.length / 3, 1, linear)).data;
    return { cube, picture };
  }
}

/** How well a cube explains its picture: C Y - X, gathered tile by tile. */
import type { CameraResponse } from '../camera/camera-response.ts';

export interface ReprojectionSummary {
  /** Root mean square of C Y - X over all channels that are not clipped; X in 0..1. */
  readonly rms: number;
  /** Largest |C Y - X| of a channel that is not clipped. */
  readonly largest: number;
  /** Share of pixels with at least one clipped channel. */
  readonly clippedShare: number;
  /** Root mean square over pixels none of whose channels is clipped. */
  readonly unclippedPixelRms: number;
}

/** What a {@link ReprojectionMeter} has gathered, as plain numbers; {@link summarise} adds several up. */
export interface ReprojectionSums {
  readonly squares: number;
  readonly channels: number;
  readonly largest: number;
  readonly pixels: number;
  readonly clippedPixels: number;
  readonly cleanSquares: number;
}

/** The summary of parts that were measured apart. */
export function summarise(parts: readonly ReprojectionSums[]): ReprojectionSummary {
  const total = (name: keyof ReprojectionSums): number => parts.reduce((sum, part) => sum + part[name], 0);
  const clean = total('pixels') - total('clippedPixels');
  return {
    rms: Math.sqrt(total('squares') / Math.max(1, total('channels'))),
    largest: parts.reduce((most, { largest }) => Math.max(most, largest), 0),
    clippedShare: total('clippedPixels') / Math.max(1, total('pixels')),
    unclippedPixelRms: Math.sqrt(total('cleanSquares') / Math.max(1, 3 * clean)),
  };
}

/** Gathers the re-projection error of parts of a picture. */
export class ReprojectionMeter {
  readonly #response: CameraResponse;
  readonly #clipLevel: number;
  #squares = 0;
  #channels = 0;
  #largest = 0;
  #pixels = 0;
  #clippedPixels = 0;
  #cleanSquares = 0;

  constructor(response: CameraResponse, clipLevel: number) {
    this.#response = response;
    this.#clipLevel = clipLevel;
  }

  /** @param cube planar `[bands, pixels]`. @param rgb planar `[3, pixels]`. */
  add(cube: Float32Array, rgb: Float32Array): void {
    const seen = this.#response.project(cube);
    const pixels = rgb.length / 3;
    for (let pixel = 0; pixel < pixels; pixel++) {
      let clipped = false;
      let squares = 0;
      for (let channel = 0; channel < 3; channel++) {
        const index = channel * pixels + pixel;
        if (rgb[index] >= this.#clipLevel) {
          clipped = true;
          continue;
        }
        const difference = Math.abs(seen[index] - rgb[index]);
        squares += difference * difference;
        this.#channels++;
        if (difference > this.#largest) this.#largest = difference;
      }
      this.#squares += squares;
      if (clipped) this.#clippedPixels++;
      else this.#cleanSquares += squares;
    }
    this.#pixels += pixels;
  }

  /** What was gathered so far. */
  sums(): ReprojectionSums {
    return {
      squares: this.#squares,
      channels: this.#channels,
      largest: this.#largest,
      pixels: this.#pixels,
      clippedPixels: this.#clippedPixels,
      cleanSquares: this.#cleanSquares,
    };
  }

  summary(): ReprojectionSummary {
    return summarise([this.sums()]);
  }
}

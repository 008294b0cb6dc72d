/**
 * Widens a small set of scenes: some patches are replaced by mosaics of measured reflectances (pigments, skin,
 * leaves, paints) under the shading and texture of a real patch. Few scenes hold few materials; tables of
 * reflectances hold hundreds.
 */
import type { Random } from '../random.ts';
import type { Patch } from './patch-sampler.ts';

/** Anything that draws patches of one size. */
export interface PatchSource {
  readonly bands: number;
  draw(random: Random): Patch;
}

const FEWEST_CELLS = 3;
const MOST_CELLS = 14;

/** Draws a mosaic with probability `share`, else a patch as it is. */
export class MosaicSampler implements PatchSource {
  readonly bands: number;
  readonly #patches: PatchSource;
  readonly #spectra: readonly ArrayLike<number>[];
  readonly #share: number;

  /** @param spectra reflectances in 0..1 on the patches' bands. @param share in 0..1; 0 if there are no spectra. */
  constructor(patches: PatchSource, spectra: readonly ArrayLike<number>[], share: number) {
    this.bands = patches.bands;
    this.#patches = patches;
    this.#spectra = spectra;
    this.#share = spectra.length === 0 ? 0 : share;
  }

  draw(random: Random): Patch {
    const patch = this.#patches.draw(random);
    return random.uniform() < this.#share ? this.#mosaic(patch, random) : patch;
  }

  #mosaic({ data, mask }: Patch, random: Random): Patch {
    const pixels = mask.length;
    const size = Math.sqrt(pixels);
    const shading = brightness(data, this.bands, pixels);
    const cells = Array.from(
      { length: FEWEST_CELLS + random.integer(MOST_CELLS - FEWEST_CELLS + 1) },
      () => ({
        x: random.uniform(0, size),
        y: random.uniform(0, size),
        spectrum: this.#spectra[random.integer(this.#spectra.length)],
      }),
    );
    const mosaic = new Float32Array(data.length);
    for (let pixel = 0; pixel < pixels; pixel++) {
      const [x, y] = [pixel % size, Math.floor(pixel / size)];
      let nearest = cells[0];
      let least = Number.POSITIVE_INFINITY;
      for (const cell of cells) {
        const distance = (cell.x - x) ** 2 + (cell.y - y) ** 2;
        if (distance < least) [nearest, least] = [cell, distance];
      }
      for (let band = 0; band < this.bands; band++) {
        mosaic[band * pixels + pixel] = shading[pixel] * nearest.spectrum[band];
      }
    }
    return { data: mosaic, mask };
  }
}

/** Mean over bands, scaled so that the brightest pixel is 1. */
function brightness(data: Float32Array, bands: number, pixels: number): Float32Array {
  const level = new Float32Array(pixels);
  for (let index = 0; index < data.length; index++) level[index % pixels] += data[index] / bands;
  const most = level.reduce((largest, value) => Math.max(largest, value), 1e-6);
  return level.map((value) => value / most);
}

/**
 * Widens a small set of scenes: some patches are mixtures of two, as if their light fell on the same place (the weighted
 * mean of the spectra), or as if their dyes were mixed (the weighted geometric mean, wavelength by wavelength). Both give
 * spectra that might be seen, and that no scene of the set holds.
 */
import type { Random } from '../random.ts';
import type { PatchSource } from './mosaic-sampler.ts';
import type { Patch } from './patch-sampler.ts';

/** Draws a mixture with probability `share`, else a patch as it is. */
export class MixtureSampler implements PatchSource {
  readonly bands: number;
  readonly #patches: PatchSource;
  readonly #share: number;

  /** @param share in 0..1. */
  constructor(patches: PatchSource, share: number) {
    this.bands = patches.bands;
    this.#patches = patches;
    this.#share = share;
  }

  draw(random: Random): Patch {
    const patch = this.#patches.draw(random);
    if (random.uniform() >= this.#share) return patch;
    const other = this.#patches.draw(random);
    return mixture(patch, other, random.uniform(), random.uniform() < 0.5 ? 'light' : 'dyes');
  }
}

/** @param weight of the first patch, 0..1. A pixel counts where it counts in both. */
function mixture(first: Patch, second: Patch, weight: number, kind: 'light' | 'dyes'): Patch {
  const data = first.data.map((value, index) => {
    const [a, b] = [Math.max(0, value), Math.max(0, second.data[index])];
    return kind === 'light' ? weight * a + (1 - weight) * b : a ** weight * b ** (1 - weight);
  });
  return { data, mask: first.mask.map((counts, pixel) => counts & second.mask[pixel]) };
}

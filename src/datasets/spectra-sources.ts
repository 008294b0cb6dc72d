/**
 * Where unpaired training takes measured spectra from, beside whole scenes: scenes under random lights, mosaics of
 * measured reflectances under made shading, and mixtures of such sources.
 */
import type { Random } from '../random.ts';
import type { PatchSource } from './mosaic-sampler.ts';
import type { Patch } from './patch-sampler.ts';
import type { SpectraSource } from './resized-sampler.ts';
import type { ConditionSampler } from './viewing-conditions.ts';

/** Draws from one of several sources, each as often as its share says. */
export function mixedSpectra(
  sources: readonly { readonly source: SpectraSource; readonly share: number }[],
): SpectraSource {
  const total = sources.reduce((sum, { share }) => sum + share, 0);
  const [{ source: first }] = sources;
  return {
    bands: first.bands,
    draw(random) {
      let left = random.uniform() * total;
      for (const { source, share } of sources) {
        left -= share;
        if (left < 0) return source.draw(random);
      }
      return first.draw(random);
    },
  };
}

/** Lights of mean 1 that patches are seen under. */
export type LightSource = Pick<ConditionSampler, 'drawLight'>;

/** Patches of reflectance, a share of them under a random light of mean 1: radiance. */
export function litSpectra(source: SpectraSource, lights: LightSource, share: number): SpectraSource {
  return {
    bands: source.bands,
    async draw(random) {
      const patch = await source.draw(random);
      if (random.uniform() >= share) return patch;
      const light = lights.drawLight(random);
      const mean = Array.from(light).reduce((sum, value) => sum + value, 0) / light.length;
      const pixels = patch.mask.length;
      const data = patch.data.map((value, index) => (value * light[Math.floor(index / pixels)]) / mean);
      return { data, mask: patch.mask };
    },
  };
}

/** A source whose patches are in memory. */
export function spectraInMemory(patches: PatchSource): SpectraSource {
  return { bands: patches.bands, draw: async (random) => patches.draw(random) };
}

/** Waves that a made shading is the sum of. */
const WAVES = 5;

/** Patches without colour: smooth shading with soft edges, in 0..1, the same in every band. */
export class ShadingSampler implements PatchSource {
  readonly bands: number;
  readonly #size: number;

  constructor(bands: number, size: number) {
    this.bands = bands;
    this.#size = size;
  }

  draw(random: Random): Patch {
    const size = this.#size;
    const waves = Array.from({ length: WAVES }, () => {
      const angle = random.uniform(0, 2 * Math.PI);
      const turns = random.uniform(0.2, 3) / size;
      return {
        x: 2 * Math.PI * turns * Math.cos(angle),
        y: 2 * Math.PI * turns * Math.sin(angle),
        phase: random.uniform(0, 2 * Math.PI),
        strength: random.uniform(0.2, 1),
      };
    });
    const plane = new Float32Array(size * size);
    const grain = random.uniform(0, 0.05);
    for (let pixel = 0; pixel < plane.length; pixel++) {
      const [column, row] = [pixel % size, Math.floor(pixel / size)];
      let sum = 0;
      for (const { x, y, phase, strength } of waves) sum += strength * Math.sin(x * column + y * row + phase);
      const smooth = 1 / (1 + Math.exp(-sum));
      plane[pixel] = Math.min(1, Math.max(0.02, smooth + grain * (random.uniform() - 0.5)));
    }
    const data = new Float32Array(this.bands * plane.length);
    for (let band = 0; band < this.bands; band++) data.set(plane, band * plane.length);
    return { data, mask: new Uint8Array(plane.length).fill(1) };
  }
}

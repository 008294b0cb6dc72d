/**
 * Draws patches of cubes as Zhu et al. (ICCV 2021) augment the spectral side: resized by independent factors along
 * rows and columns, cropped at random, mirrored at random.
 */
import { CubeError } from '../cube/spectral-cube.ts';
import type { Random } from '../random.ts';
import type { PatchSource } from './mosaic-sampler.ts';
import type { Patch, SampledScene } from './patch-sampler.ts';

/** How patches are drawn. */
export interface ResizedSampling {
  /** Side of a patch in pixels. */
  readonly size: number;
  /** Least and largest factor along each axis; 1/7..1/2 in the paper, for scenes of 1392 x 1300. */
  readonly scale: readonly [least: number, largest: number];
}

/** Share of a patch that must be brighter than {@link LIT}, else another is drawn. */
const LEAST_LIT_SHARE = 0.25;
const LIT = 0.02;
const MOST_DRAWS = 20;

/** Draws from scenes, each equally often. */
export class ResizedSampler implements PatchSource {
  readonly bands: number;
  readonly #scenes: readonly SampledScene[];
  readonly #how: ResizedSampling;

  /** @throws CubeError if there is no scene, a scene is too small for the patch, or bands differ. */
  constructor(scenes: readonly SampledScene[], how: ResizedSampling) {
    const { size, scale } = how;
    const small = scenes.find(({ cube }) => Math.min(cube.width, cube.height) * scale[1] < size);
    if (scenes.length === 0 || small !== undefined || !(scale[0] > 0 && scale[0] <= scale[1])) {
      const found =
        small === undefined ? `${scenes.length}` : `one of ${small.cube.width} x ${small.cube.height}`;
      throw new CubeError(
        `expected scenes that hold ${size} x ${size} pixels when resized by ${scale.join('..')}, found ${found}`,
      );
    }
    this.bands = scenes[0].cube.bands;
    if (scenes.some(({ cube }) => cube.bands !== this.bands)) {
      throw new CubeError(`expected every scene to have ${this.bands} bands`);
    }
    this.#scenes = scenes;
    this.#how = how;
  }

  draw(random: Random): Patch {
    for (let tries = 1; ; tries++) {
      const patch = drawResized(this.#scenes[random.integer(this.#scenes.length)], this.#how, random);
      if (tries === MOST_DRAWS || litShare(patch, this.bands) >= LEAST_LIT_SHARE) return patch;
    }
  }
}

/** Where along an axis the samples of a patch lie: the pixel before each and the share of the next. */
interface Line {
  readonly low: Int32Array;
  readonly share: Float32Array;
}

function drawLine(length: number, { size, scale }: ResizedSampling, random: Random): Line {
  const factor = Math.max(random.uniform(scale[0], scale[1]), size / length);
  const start = random.uniform(0, length - size / factor);
  const mirrored = random.integer(2) === 1;
  const low = new Int32Array(size);
  const share = new Float32Array(size);
  for (let index = 0; index < size; index++) {
    const position = Math.min(Math.max(start + (index + 0.5) / factor - 0.5, 0), length - 1);
    const at = mirrored ? size - 1 - index : index;
    low[at] = Math.min(Math.floor(position), Math.max(0, length - 2));
    share[at] = position - low[at];
  }
  return { low, share };
}

function drawResized({ cube, mask }: SampledScene, how: ResizedSampling, random: Random): Patch {
  const { width, height, bands } = cube;
  const { size } = how;
  const columns = drawLine(width, how, random);
  const rows = drawLine(height, how, random);
  const data = new Float32Array(bands * size * size);
  const kept = new Uint8Array(size * size);
  const [right, below] = [width > 1 ? 1 : 0, height > 1 ? width : 0];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at = rows.low[row] * width + columns.low[column];
      const [x, y] = [columns.share[column], rows.share[row]];
      const places = [at, at + right, at + below, at + below + right];
      const weights = [(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y];
      const pixel = row * size + column;
      kept[pixel] = places.every((place, tap) => weights[tap] === 0 || mask[place] === 1) ? 1 : 0;
      for (let band = 0; band < bands; band++) {
        const plane = band * width * height;
        let value = 0;
        for (let tap = 0; tap < 4; tap++) value += weights[tap] * cube.data[plane + places[tap]];
        data[band * size * size + pixel] = value;
      }
    }
  }
  return { data, mask: kept };
}

function litShare({ data, mask }: Patch, bands: number): number {
  let lit = 0;
  for (let pixel = 0; pixel < mask.length; pixel++) {
    let sum = 0;
    for (let band = 0; band < bands; band++) sum += data[band * mask.length + pixel];
    if (mask[pixel] === 1 && sum / bands > LIT) lit++;
  }
  return lit / mask.length;
}

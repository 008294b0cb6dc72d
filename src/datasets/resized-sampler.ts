/**
 * Draws patches of cubes as Zhu et al. (ICCV 2021) augment the spectral side: resized by independent factors along
 * rows and columns, cropped at random, mirrored at random. Scenes may be larger than memory: a draw reads only what
 * it needs.
 */
import { type CubeWindow, memorySource } from '../cube/cube-source.ts';
import { CubeError } from '../cube/spectral-cube.ts';
import type { Random } from '../random.ts';
import type { Patch, SampledScene } from './patch-sampler.ts';

/** A scene of which windows can be read; a cube source is one. */
export interface WindowedScene {
  readonly bands: number;
  readonly width: number;
  readonly height: number;
  /** Samples of a window, planar `[bands, height, width]`. */
  readWindow(window: CubeWindow): Promise<Float32Array>;
  /** 1 where a pixel counts, `height * width`; every pixel does unless given. */
  readonly mask?: Uint8Array;
}

/** A scene that is all in memory. */
export function sceneInMemory({ cube, mask }: SampledScene): WindowedScene {
  const { bands, width, height, readWindow } = memorySource(cube);
  return { bands, width, height, readWindow, mask };
}

/** Draws patches of one size from files that may have to be read first. */
export interface SpectraSource {
  readonly bands: number;
  draw(random: Random): Promise<Patch>;
}

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
export class ResizedSampler implements SpectraSource {
  readonly bands: number;
  readonly #scenes: readonly WindowedScene[];
  readonly #how: ResizedSampling;

  /** @throws CubeError if there is no scene, a scene is too small for the patch, or bands differ. */
  constructor(scenes: readonly WindowedScene[], how: ResizedSampling) {
    const { size, scale } = how;
    const small = scenes.find(({ width, height }) => Math.min(width, height) * scale[1] < size);
    if (scenes.length === 0 || small !== undefined || !(scale[0] > 0 && scale[0] <= scale[1])) {
      const found = small === undefined ? `${scenes.length}` : `one of ${small.width} x ${small.height}`;
      throw new CubeError(
        `expected scenes that hold ${size} x ${size} pixels when resized by ${scale.join('..')}, found ${found}`,
      );
    }
    this.bands = scenes[0].bands;
    if (scenes.some(({ bands }) => bands !== this.bands)) {
      throw new CubeError(`expected every scene to have ${this.bands} bands`);
    }
    this.#scenes = scenes;
    this.#how = how;
  }

  async draw(random: Random): Promise<Patch> {
    for (let tries = 1; ; tries++) {
      const scene = this.#scenes[random.integer(this.#scenes.length)];
      const columns = drawLine(scene.width, this.#how, random);
      const rows = drawLine(scene.height, this.#how, random);
      const patch = await readResized(scene, rows, columns);
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

/** First pixel that a line needs, and how many of `length` from there. */
function extent({ low }: Line, length: number): { readonly first: number; readonly count: number } {
  const first = low.reduce((least, place) => Math.min(least, place), length);
  const last = low.reduce((most, place) => Math.max(most, place), 0);
  return { first, count: Math.min(length, last + 2) - first };
}

async function readResized(scene: WindowedScene, rows: Line, columns: Line): Promise<Patch> {
  const { bands } = scene;
  const size = rows.low.length;
  const { first: x, count: width } = extent(columns, scene.width);
  const { first: y, count: height } = extent(rows, scene.height);
  const window = await scene.readWindow({ x, y, width, height });
  const counts = (place: number): boolean => {
    const [row, column] = [Math.floor(place / width), place % width];
    return scene.mask === undefined || scene.mask[(y + row) * scene.width + x + column] === 1;
  };
  const data = new Float32Array(bands * size * size);
  const mask = new Uint8Array(size * size);
  const [right, below] = [width > 1 ? 1 : 0, height > 1 ? width : 0];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at = (rows.low[row] - y) * width + columns.low[column] - x;
      const [across, down] = [columns.share[column], rows.share[row]];
      const places = [at, at + right, at + below, at + below + right];
      const weights = [(1 - across) * (1 - down), across * (1 - down), (1 - across) * down, across * down];
      const pixel = row * size + column;
      mask[pixel] = places.every((place, tap) => weights[tap] === 0 || counts(place)) ? 1 : 0;
      for (let band = 0; band < bands; band++) {
        const plane = band * width * height;
        let value = 0;
        for (let tap = 0; tap < 4; tap++) value += weights[tap] * window[plane + places[tap]];
        data[band * size * size + pixel] = value;
      }
    }
  }
  return { data, mask };
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

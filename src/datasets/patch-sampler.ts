/**
 * Draws square patches from cubes: any place that has something in it, turned and mirrored at random. Pixels
 * that must not count (saturated ones) travel along as a mask.
 */
import { CubeError, type SpectralCube } from '../cube/spectral-cube.ts';
import type { Random } from '../random.ts';

export interface SampledScene {
  readonly cube: SpectralCube;
  /** 1 where a pixel counts, 0 where it does not; `height * width`. */
  readonly mask: Uint8Array;
}

export interface Patch {
  /** Planar `[bands, size, size]`. */
  readonly data: Float32Array;
  /** `size * size`, 0 or 1. */
  readonly mask: Uint8Array;
}

interface Place {
  readonly scene: SampledScene;
  readonly x: number;
  readonly y: number;
}

/** Step of the grid on which places are looked for; a draw moves off it at random. */
const GRID = 8;
/** A place counts if this share of its pixels is brighter than {@link LIT}. */
const LEAST_LIT_SHARE = 0.25;
const LIT = 0.02;

/** Draws patches of `size` pixels from scenes, each scene equally often. */
export class PatchSampler {
  readonly bands: number;
  readonly #size: number;
  readonly #places: Place[][];

  /** @throws CubeError if no scene holds a lit patch of this size, or bands differ between scenes. */
  constructor(scenes: readonly SampledScene[], size: number) {
    this.#size = size;
    this.#places = scenes.map((scene) => litPlaces(scene, size)).filter((places) => places.length > 0);
    if (this.#places.length === 0) {
      throw new CubeError(
        `expected a scene with a lit patch of ${size} x ${size}, found none in ${scenes.length} scenes`,
      );
    }
    this.bands = scenes[0].cube.bands;
    if (scenes.some(({ cube }) => cube.bands !== this.bands)) {
      throw new CubeError(`expected every scene to have ${this.bands} bands`);
    }
  }

  /** Draws one patch. */
  draw(random: Random): Patch {
    const places = this.#places[random.integer(this.#places.length)];
    const { scene, x, y } = places[random.integer(places.length)];
    const { cube } = scene;
    const shift = (start: number, length: number): number =>
      Math.min(Math.max(0, start + random.integer(GRID) - GRID / 2), length - this.#size);
    return cut(scene, shift(x, cube.width), shift(y, cube.height), this.#size, random.integer(8));
  }
}

function litPlaces(scene: SampledScene, size: number): Place[] {
  const { cube, mask } = scene;
  const plane = cube.width * cube.height;
  const lit = new Uint8Array(plane);
  for (let pixel = 0; pixel < plane; pixel++) {
    let sum = 0;
    for (let band = 0; band < cube.bands; band++) sum += cube.data[band * plane + pixel];
    lit[pixel] = mask[pixel] === 1 && sum / cube.bands > LIT ? 1 : 0;
  }
  const places: Place[] = [];
  for (let y = 0; y + size <= cube.height; y += GRID) {
    for (let x = 0; x + size <= cube.width; x += GRID) {
      let count = 0;
      for (let row = y; row < y + size; row++) {
        for (let column = x; column < x + size; column++) count += lit[row * cube.width + column];
      }
      if (count >= LEAST_LIT_SHARE * size * size) places.push({ scene, x, y });
    }
  }
  return places;
}

/** Cuts a patch in one of the 8 symmetries of the square: bit 0 mirrors columns, 1 rows, 2 swaps the axes. */
function cut({ cube, mask }: SampledScene, x: number, y: number, size: number, symmetry: number): Patch {
  const count = size * size;
  const plane = cube.width * cube.height;
  const from = new Int32Array(count);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [a, b] = (symmetry & 4) === 0 ? [row, column] : [column, row];
      const sourceRow = (symmetry & 2) === 0 ? a : size - 1 - a;
      const sourceColumn = (symmetry & 1) === 0 ? b : size - 1 - b;
      from[row * size + column] = (y + sourceRow) * cube.width + x + sourceColumn;
    }
  }
  const data = new Float32Array(cube.bands * count);
  const kept = new Uint8Array(count);
  for (let band = 0; band < cube.bands; band++) {
    for (let index = 0; index < count; index++)
      data[band * count + index] = cube.data[band * plane + from[index]];
  }
  for (let index = 0; index < count; index++) kept[index] = mask[from[index]];
  return { data, mask: kept };
}

/** Pixels whose spectra a comparison shows: chosen by a person, or the most different ones of a scene. */
import { spectrumAt } from '../../cube/spectral-cube.ts';
import { closestNames } from '../../spectra/closest-names.ts';
import { EvaluationError } from '../evaluation-error.ts';
import { litPixels } from '../../cube/lit-pixels.ts';
import type { KnownScene } from '../validation/scenes.ts';

/** A pixel of a scene; column `x` and row `y` count from 0. */
export interface ScenePixel {
  readonly scene: string;
  readonly x: number;
  readonly y: number;
}

/** Places are looked at on a grid of so many pixels. */
const GRID = 8;
/** Pixels around a place that must look as it does, to each side: it lies on an object, not on an edge. */
const AROUND = 3;
/** Degrees by which they may differ from it. */
const ALIKE = 4;

/** Bright is what nine of ten places are not brighter than; a place counts from this share of it on. */
const [BRIGHT, SHARE_OF_BRIGHT] = [0.9, 0.25];

/** How {@link differentPixels} chooses, in words. */
export const DIFFERENT_PIXELS_BY = `of places every ${GRID} pixels that are not dark, not saturated, and within ${ALIKE} degrees of what is ${AROUND} pixels away, those whose spectral angles to each other are largest`;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly brightness: number;
  /** The spectrum with a norm of 1. */
  readonly direction: Float64Array;
}

/**
 * Pixels with spectra as different as a scene has them: the one furthest from the mean of all places, then whichever is
 * furthest from those chosen. Depends on nothing but the scene.
 *
 * @param count how many at most; fewer come from a scene that has no more lit places.
 */
export function differentPixels(scene: KnownScene, count: number): ScenePixel[] {
  const places = steadyPlaces(scene);
  if (places.length === 0) return [];
  const mean = normalised(
    places.reduce(
      (sum, { direction }) => sum.map((value, band) => value + direction[band]),
      places[0].direction.map(() => 0),
    ),
  );
  const chosen = [furthest(places, [mean])];
  while (chosen.length < Math.min(count, places.length)) {
    const left = places.filter((place) => !chosen.includes(place));
    chosen.push(
      furthest(
        left,
        chosen.map(({ direction }) => direction),
      ),
    );
  }
  return chosen.map(({ x, y }) => ({ scene: scene.name, x, y }));
}

/** The place whose smallest angle to the given directions is largest; the first of equals. */
function furthest(places: readonly Place[], from: readonly Float64Array[]): Place {
  // The smallest angle is the largest cosine.
  const nearness = ({ direction }: Place): number =>
    from.reduce((most, other) => Math.max(most, inner(direction, other)), -1);
  return places.reduce(
    (best, place) => {
      const near = nearness(place);
      return near < best.near ? { place, near } : best;
    },
    { place: places[0], near: nearness(places[0]) },
  ).place;
}

/** Places on objects that are not dark; of all lit places where none lies on an object. */
function steadyPlaces(scene: KnownScene): Place[] {
  const { cube, unsaturated } = scene;
  const lit = litPixels(cube.data, cube.bands);
  const counts = (x: number, y: number): boolean => {
    const pixel = y * cube.width + x;
    return lit[pixel] === 1 && unsaturated[pixel] === 1;
  };
  const all: Place[] = [];
  for (let y = AROUND; y < cube.height - AROUND; y += GRID) {
    for (let x = AROUND; x < cube.width - AROUND; x += GRID) if (counts(x, y)) all.push(placeAt(scene, x, y));
  }
  const steady = all.filter(({ x, y, direction }) =>
    [-AROUND, 0, AROUND].every((down) =>
      [-AROUND, 0, AROUND].every(
        (across) =>
          counts(x + across, y + down) &&
          degreesBetween(direction, placeAt(scene, x + across, y + down).direction) <= ALIKE,
      ),
    ),
  );
  const places = steady.length > 0 ? steady : all;
  const sorted = places.map(({ brightness }) => brightness).sort((a, b) => a - b);
  const level = SHARE_OF_BRIGHT * sorted[Math.floor(BRIGHT * (sorted.length - 1))];
  return places.filter(({ brightness }) => brightness >= level);
}

function placeAt({ cube }: KnownScene, x: number, y: number): Place {
  const spectrum = Float64Array.from(spectrumAt(cube, x, y));
  const brightness = spectrum.reduce((sum, value) => sum + value, 0) / cube.bands;
  return { x, y, brightness, direction: normalised(spectrum) };
}

function inner(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, band) => sum + value * b[band], 0);
}

function normalised(spectrum: Float64Array): Float64Array {
  const norm = Math.sqrt(inner(spectrum, spectrum));
  return norm > 0 ? spectrum.map((value) => value / norm) : spectrum;
}

function degreesBetween(a: Float64Array, b: Float64Array): number {
  return (Math.acos(Math.min(1, Math.max(-1, inner(a, b)))) * 180) / Math.PI;
}

/**
 * Reads `scene:x,y;scene:x,y`.
 *
 * @throws EvaluationError if the text is not of this form.
 */
export function parseScenePixels(text: string): ScenePixel[] {
  return text.split(';').map((part) => {
    const match = /^\s*([^:;]+?)\s*:\s*(\d+)\s*,\s*(\d+)\s*$/.exec(part);
    if (match === null) {
      throw new EvaluationError(`expected pixels as scene:x,y;scene:x,y, found '${part.slice(0, 60)}'`, {
        hint: 'for example --pixels "feathers:120,80;paints:200,310"',
      });
    }
    return { scene: match[1], x: Number(match[2]), y: Number(match[3]) };
  });
}

/** The pixels, if each lies in one of the scenes. @throws EvaluationError naming the first that does not. */
export function checkedScenePixels(
  pixels: readonly ScenePixel[],
  scenes: readonly KnownScene[],
): readonly ScenePixel[] {
  for (const { scene, x, y } of pixels) {
    const found = scenes.find(({ name }) => name === scene);
    if (found === undefined) {
      const names = scenes.map(({ name }) => name);
      throw new EvaluationError(`expected a pixel of a validation scene, found one of '${scene}'`, {
        hint: `did you mean ${closestNames(scene, names, 1)[0]}?`,
      });
    }
    const { width, height } = found.cube;
    if (x >= width || y >= height) {
      throw new EvaluationError(
        `expected x in 0..${width - 1} and y in 0..${height - 1} in ${scene}, found ${x},${y}`,
      );
    }
  }
  return pixels;
}

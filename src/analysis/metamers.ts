/**
 * Metamers: pairs of places in a picture that look the same under one light and different under another.
 *
 * The picture is cut into square places, at most 2^18 of them, whose colours under both lights are averaged. A place
 * counts if it is lit and even: an edge mixes spectra, and an estimate of one is hardly more than a guess. Places of
 * like colour under the first light fall into one cell of CIELAB (two grids of cells, shifted by half a cell, so that
 * most pairs near a border share one). Two colours that are equal first end up as far apart as their shifts from light
 * to light differ, so a cell needs to keep only the places whose shift is extreme along one of 13 directions. Time is
 * bounded by the number of places; the search is not exhaustive, and gives the same answer every time.
 */
import type { SpectralCube } from '../cube/spectral-cube.ts';
import { type Light, type Rendering, trueColour } from '../reconstruction/render.ts';
import { ciede2000 } from '../spectra/ciede2000.ts';
import { AnalysisError } from './analysis-error.ts';
import { type PlacePicture, placesUnder } from './places.ts';

/** Which lights, and which pairs count. */
export interface MetamerOptions {
  /** Under this light the two look the same; a name that `illuminant` knows, or a spectrum. */
  readonly equalUnder: string | Light;
  /** Under this one they differ. */
  readonly differentUnder: string | Light;
  /** Largest difference that counts as the same, CIEDE2000. Default 1, about what an eye just sees. */
  readonly below?: number;
  /** How many pairs at most. Default 8. */
  readonly count?: number;
  /** Least distance between any two places of the answer, pixels. Default a twentieth of the longer side. */
  readonly apart?: number;
}

/** A square of pixels and what it looks like. */
export interface MetamerPlace {
  readonly x: number;
  readonly y: number;
  /** Side of the square, pixels. */
  readonly side: number;
  /** Linear sRGB under the first light, white adapted, as {@link trueColour} shows it. */
  readonly equalColour: readonly [red: number, green: number, blue: number];
  /** The same under the second light. */
  readonly differentColour: readonly [red: number, green: number, blue: number];
}

/** Two places, and how far apart their colours are, CIEDE2000. */
export interface MetamerPair {
  readonly places: readonly [MetamerPlace, MetamerPlace];
  /** Under the first light; not above `below`. */
  readonly equalDifference: number;
  /** Under the second; above `below`. */
  readonly differentDifference: number;
}

/** Under this lightness L* a place is too dark for its colour to be more than noise. */
const DARKEST = 10;
/** Distance in CIELAB to any of its four neighbours, under either light, up to which a place counts as even. */
const EDGE = 6;
/** Cells along an axis of CIELAB that keys tell apart, as a power of 2, and places likewise. */
const [AXIS_BITS, PLACE_BITS] = [9, 18];
/** Axes, face and space diagonals of a cube. */
const DIRECTIONS: readonly (readonly [number, number, number])[] = [-1, 0, 1]
  .flatMap((l) => [-1, 0, 1].flatMap((a) => [-1, 0, 1].map((b) => [l, a, b] as const)))
  .slice(14)
  .map(([l, a, b]) => [l, a, b].map((value) => value / Math.hypot(l, a, b)) as [number, number, number]);

interface Candidate {
  readonly first: number;
  readonly second: number;
  readonly equal: number;
  readonly different: number;
}

/**
 * Finds pairs of places, most different under the second light first.
 *
 * @param cube reflectance, or a quantity that is not known and is taken for it.
 * @returns at most `count` pairs; none if no two places look the same.
 * @throws RenderError if the cube holds radiance or is not seen. @throws SpectraError if a light is not known.
 * @throws AnalysisError if `below`, `count` or `apart` is not positive.
 * Source of the measure: see {@link ciede2000}; colours are adapted to the white of either light.
 */
export function findMetamers(cube: SpectralCube, options: MetamerOptions): MetamerPair[] {
  const { below = 1, count = 8, apart = Math.max(cube.width, cube.height) / 20 } = options;
  for (const [name, value] of Object.entries({ below, count, apart })) {
    if (!(value > 0)) throw new AnalysisError(`expected ${name} to be positive, found ${value}`);
  }
  const under = (light: string | Light): Rendering =>
    trueColour(cube.wavelengths, cube.metadata.quantity, light);
  const [equal, different] = placesUnder(cube, [under(options.equalUnder), under(options.differentUnder)], {
    most: 2 ** PLACE_BITS,
  });
  const usable = usablePlaces(equal, different);
  const found = [0, 0.5].flatMap((shift) =>
    candidates(equal, different, { usable, below, apart, count, shift }),
  );
  found.sort((a, b) => b.different - a.different || a.first - b.first || a.second - b.second);
  const pairs: MetamerPair[] = [];
  const taken: number[] = [];
  for (const { first, second, equal: equalDifference, different: differentDifference } of found) {
    if (pairs.length >= count) break;
    if (
      taken.some((other) => distance(equal, first, other) < apart || distance(equal, second, other) < apart)
    )
      continue;
    taken.push(first, second);
    const places = [placeOf(equal, different, first), placeOf(equal, different, second)] as const;
    pairs.push({ places, equalDifference, differentDifference });
  }
  return pairs;
}

/** The best pairs of every cell, `count` at most, no place in two of them. */
function candidates(
  equal: PlacePicture,
  different: PlacePicture,
  {
    below,
    usable,
    apart,
    count,
    shift,
  }: Required<Pick<MetamerOptions, 'below' | 'apart' | 'count'>> & {
    readonly usable: Uint32Array;
    readonly shift: number;
  },
): Candidate[] {
  const found: Candidate[] = [];
  const keys = sortedKeys(equal, usable, 2 * below, shift);
  const places: number[] = [];
  const atPlace = 2 ** PLACE_BITS;
  for (let from = 0; from < keys.length; ) {
    const cell = Math.floor(keys[from] / atPlace);
    places.length = 0;
    let to = from;
    while (to < keys.length && Math.floor(keys[to] / atPlace) === cell) places.push(keys[to++] % atPlace);
    from = to;
    let left = extremes(equal, different, places);
    for (let pair = 0; pair < count && left.length > 1; pair++) {
      const best = bestPair(equal, different, left, below, apart);
      if (best === undefined || best.different <= below) break;
      found.push(best);
      left = left.filter((place) => place !== best.first && place !== best.second);
    }
  }
  return found;
}

/** The places that are lit, and even under both lights. */
function usablePlaces(equal: PlacePicture, different: PlacePicture): Uint32Array {
  const { columns, places } = equal;
  const usable = new Uint32Array(places);
  let used = 0;
  for (let place = 0; place < places; place++) {
    if (!(equal.lab[3 * place] >= DARKEST)) continue;
    const column = place % columns;
    const neighbours = [
      column > 0 ? place - 1 : place,
      column + 1 < columns ? place + 1 : place,
      place >= columns ? place - columns : place,
      place + columns < places ? place + columns : place,
    ];
    const even = [equal, different].every(({ lab }) =>
      neighbours.every((other) => labDistance(lab, place, other) <= EDGE),
    );
    if (even) usable[used++] = place;
  }
  return usable.subarray(0, used);
}

/** Cell and place of every place that counts, in the order of the cells, as one number each. */
function sortedKeys({ lab }: PlacePicture, usable: Uint32Array, cell: number, shift: number): Float64Array {
  const half = 2 ** (AXIS_BITS - 1);
  const axis = (value: number, offset: number): number =>
    Math.min(2 * half - 1, Math.max(0, Math.floor(value / cell + shift) + offset));
  return Float64Array.from(usable, (place) => {
    const key =
      (axis(lab[3 * place], 0) * 2 ** AXIS_BITS + axis(lab[3 * place + 1], half)) * 2 ** AXIS_BITS +
      axis(lab[3 * place + 2], half);
    return key * 2 ** PLACE_BITS + place;
  }).sort();
}

/** The places whose shift from light to light is least or largest along a direction; all, where there are few. */
function extremes(
  equal: PlacePicture,
  different: PlacePicture,
  places: readonly number[],
): readonly number[] {
  if (places.length <= 2 * DIRECTIONS.length) return places;
  const kept = new Set<number>();
  for (const direction of DIRECTIONS) {
    let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    let [leastAt, largestAt] = [places[0], places[0]];
    for (const place of places) {
      let along = 0;
      for (let axis = 0; axis < 3; axis++) {
        along += direction[axis] * (different.lab[3 * place + axis] - equal.lab[3 * place + axis]);
      }
      if (along < least) [least, leastAt] = [along, place];
      if (along > largest) [largest, largestAt] = [along, place];
    }
    kept.add(leastAt).add(largestAt);
  }
  return [...kept];
}

/** The pair that ends up furthest apart in CIELAB, among those that look the same first and are apart. */
function bestPair(
  equal: PlacePicture,
  different: PlacePicture,
  places: readonly number[],
  below: number,
  apart: number,
): Candidate | undefined {
  let best: { first: number; second: number; equal: number } | undefined;
  let furthest = 0;
  for (const [index, first] of places.entries()) {
    for (const second of places.slice(index + 1)) {
      const reached = labDistance(different.lab, first, second);
      if (reached <= furthest || distance(equal, first, second) < apart) continue;
      const difference = ciede2000(colourAt(equal.lab, first), colourAt(equal.lab, second));
      if (difference > below) continue;
      furthest = reached;
      best = { first, second, equal: difference };
    }
  }
  if (best === undefined) return undefined;
  const { first, second } = best;
  return { ...best, different: ciede2000(colourAt(different.lab, first), colourAt(different.lab, second)) };
}

/** Distance between the middles of two places, pixels. */
function distance({ columns, side }: PlacePicture, first: number, second: number): number {
  const across = (first % columns) - (second % columns);
  const down = Math.floor(first / columns) - Math.floor(second / columns);
  return side * Math.hypot(across, down);
}

/** Distance of two places in CIELAB. */
function labDistance(lab: Float32Array, first: number, second: number): number {
  const lightness = lab[3 * first] - lab[3 * second];
  const a = lab[3 * first + 1] - lab[3 * second + 1];
  const b = lab[3 * first + 2] - lab[3 * second + 2];
  return Math.sqrt(lightness * lightness + a * a + b * b); // Math.hypot takes ten times as long
}

function colourAt(colours: Float32Array, place: number): [number, number, number] {
  return [colours[3 * place], colours[3 * place + 1], colours[3 * place + 2]];
}

function placeOf(equal: PlacePicture, different: PlacePicture, place: number): MetamerPlace {
  const { columns, side } = equal;
  return {
    x: side * (place % columns),
    y: side * Math.floor(place / columns),
    side,
    equalColour: colourAt(equal.rgb, place),
    differentColour: colourAt(different.rgb, place),
  };
}

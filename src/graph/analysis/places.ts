/** Intervals of rows (or columns) of a picture, one for each place along an axis of a tensor. */

/** Place `k` depends on rows `low[k]` to `high[k]`; on none where `low` exceeds `high`. */
export interface Places {
  readonly low: Int32Array;
  readonly high: Int32Array;
}

/** Higher than every row, and lower: the interval that holds none. */
const [ABOVE, BELOW] = [2 ** 31 - 1, -1];

/** Places that depend on nothing yet. */
export function noPlaces(count: number): Places {
  return { low: new Int32Array(count).fill(ABOVE), high: new Int32Array(count).fill(BELOW) };
}

/** Places that each depend on the row of their own number. */
export function ownPlaces(count: number): Places {
  return {
    low: Int32Array.from({ length: count }, (_, k) => k),
    high: Int32Array.from({ length: count }, (_, k) => k),
  };
}

/** Widens place `k` of `into` by place `j` of `from`. */
export function widen(into: Places, k: number, from: Places, j: number): void {
  into.low[k] = Math.min(into.low[k], from.low[j]);
  into.high[k] = Math.max(into.high[k], from.high[j]);
}

/** New places, each made of old ones: `sources(k)` lists those that place `k` depends on. */
export function gathered(count: number, from: Places, sources: (place: number) => Iterable<number>): Places {
  const places = noPlaces(count);
  for (let place = 0; place < count; place++) {
    for (const source of sources(place)) {
      if (source >= 0 && source < from.low.length) widen(places, place, from, source);
    }
  }
  return places;
}

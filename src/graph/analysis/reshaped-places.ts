/** Following an axis through a reshape: flattening, splitting, and what the two make together. */
import { GraphError } from '../tensor.ts';
import { noPlaces, type Places } from './places.ts';

/** A run of axes of the old shape that holds the same numbers as a run of axes of the new one. */
interface Run {
  readonly old: readonly [start: number, end: number];
  readonly fresh: readonly [start: number, end: number];
}

const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1);

/**
 * The axis of the new shape that places lie on after a reshape, and the places along it.
 *
 * @throws GraphError if no one axis of the new shape tells them apart.
 */
export function reshapedPlaces(
  places: Places,
  axis: number,
  from: readonly number[],
  to: readonly number[],
): readonly [axis: number, places: Places] {
  const { old, fresh } = runOf(axis, from, to);
  const count = product(from.slice(...old));
  const inner = product(from.slice(axis + 1, old[1]));
  const placeAt = (flat: number): number => Math.floor(flat / inner) % from[axis];
  for (let candidate = fresh[0]; candidate < fresh[1]; candidate++) {
    const found = placesAlong(
      places,
      placeAt,
      count,
      to[candidate],
      product(to.slice(candidate + 1, fresh[1])),
    );
    if (found !== undefined) return [candidate, found];
  }
  throw new GraphError(
    `cannot follow axis ${axis} of [${from.join(', ')}] through the reshape to [${to.join(', ')}]`,
    { hint: 'rows or columns of the picture are told by no one axis of the result' },
  );
}

/** The places along a new axis of `size` with `stride` elements from one to the next, if it alone tells them. */
function placesAlong(
  { low, high }: Places,
  placeAt: (flat: number) => number,
  count: number,
  size: number,
  stride: number,
): Places | undefined {
  const result = noPlaces(size);
  const seen = new Uint8Array(size);
  for (let flat = 0; flat < count; flat++) {
    const index = Math.floor(flat / stride) % size;
    const place = placeAt(flat);
    if (seen[index] === 0) {
      seen[index] = 1;
      result.low[index] = low[place];
      result.high[index] = high[place];
    } else if (result.low[index] !== low[place] || result.high[index] !== high[place]) {
      return undefined;
    }
  }
  return result;
}

/** The shortest run of axes around `axis` that a reshape keeps together. */
function runOf(axis: number, from: readonly number[], to: readonly number[]): Run {
  let [oldStart, freshStart] = [0, 0];
  while (true) {
    let [oldEnd, freshEnd] = [oldStart + 1, freshStart + 1];
    let [ours, theirs] = [from[oldStart] ?? 1, to[freshStart] ?? 1];
    while (ours !== theirs && (oldEnd < from.length || freshEnd < to.length)) {
      if (ours < theirs) ours *= from[oldEnd++];
      else theirs *= to[freshEnd++];
    }
    // axes of size 1 at the end belong to the last run
    if (product(from.slice(oldEnd)) === 1 && product(to.slice(freshEnd)) === 1) {
      [oldEnd, freshEnd] = [from.length, to.length];
    }
    if (axis < oldEnd) return { old: [oldStart, oldEnd], fresh: [freshStart, freshEnd] };
    [oldStart, freshStart] = [oldEnd, freshEnd];
  }
}

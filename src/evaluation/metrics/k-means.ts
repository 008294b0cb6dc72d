/**
 * K-means: points gathered around centroids, each point with its nearest. The search for the nearest is exact but does
 * not look at every centroid: those farther from a near one than twice the point is cannot be nearer (triangle
 * inequality), so a good guess, such as the neighbouring pixel's, makes it short.
 */
import type { Random } from '../../random.ts';
import { EvaluationError } from '../evaluation-error.ts';

/** The list of neighbours is a table of count x count. */
const MOST_CENTROIDS = 4096;

/** Distances of neighbours are rounded to float32; this keeps the bound on the safe side. */
const SAFE = 1 - 1e-6;

/** Centroids with, for each of them, the others from near to far. */
export class Centroids {
  readonly count: number;
  readonly dimensions: number;
  /** count x dimensions, row-major. */
  readonly values: Float64Array;
  readonly #neighbours: Uint16Array;
  readonly #distances: Float32Array;

  /** @throws EvaluationError if there are none, more than 4096, or no whole number of them. */
  constructor(values: Float64Array, dimensions: number) {
    this.values = values;
    this.dimensions = dimensions;
    this.count = values.length / dimensions;
    if (!(Number.isInteger(this.count) && this.count >= 1 && this.count <= MOST_CENTROIDS)) {
      throw new EvaluationError(`expected 1..${MOST_CENTROIDS} centroids, found ${this.count}`);
    }
    this.#neighbours = new Uint16Array(this.count ** 2);
    this.#distances = new Float32Array(this.count ** 2);
    this.#listNeighbours();
  }

  /**
   * The nearest centroid of the point that starts at `offset` of `points`; of several, any.
   *
   * @param guess a centroid that may be near; any will do.
   */
  nearest(points: Float64Array, offset: number, guess: number): number {
    const { count } = this;
    let best = guess;
    let square = this.squaredDistance(points, offset, best);
    let reach = 2 * Math.sqrt(square);
    for (let place = 1; place < count; place++) {
      const entry = best * count + place;
      if (this.#distances[entry] * SAFE >= reach) break;
      const candidate = this.#neighbours[entry];
      const candidateSquare = this.squaredDistance(points, offset, candidate);
      if (candidateSquare < square) {
        best = candidate;
        square = candidateSquare;
        reach = 2 * Math.sqrt(square);
        place = 0; // on with the neighbours of the better one
      }
    }
    return best;
  }

  /** Between the point that starts at `offset` of `points` and a centroid. */
  squaredDistance(points: Float64Array, offset: number, centroid: number): number {
    return squaredDistance(points, offset, this.values, centroid * this.dimensions, this.dimensions);
  }

  #listNeighbours(): void {
    const { count, dimensions, values } = this;
    const table = new Float64Array(count * count);
    let largest = 0;
    for (let one = 0; one < count; one++) {
      for (let other = one + 1; other < count; other++) {
        const distance = Math.sqrt(
          squaredDistance(values, one * dimensions, values, other * dimensions, dimensions),
        );
        table[one * count + other] = distance;
        table[other * count + one] = distance;
        largest = Math.max(largest, distance);
      }
    }
    // Distance and index in one whole number, so that sorting needs no comparison function; rounded down, to be safe.
    const scale = largest === 0 ? 1 : 2 ** 40 / largest;
    for (let one = 0; one < count; one++) {
      const row = table.subarray(one * count, (one + 1) * count);
      for (let other = 0; other < count; other++) {
        row[other] = other === one ? 0 : (Math.floor(row[other] * scale) + 1) * MOST_CENTROIDS + other;
      }
      row.sort();
      for (let place = 1; place < count; place++) {
        const steps = Math.floor(row[place] / MOST_CENTROIDS);
        this.#neighbours[one * count + place] = row[place] - steps * MOST_CENTROIDS;
        this.#distances[one * count + place] = (steps - 1) / scale;
      }
    }
  }
}

export interface KMeansOptions {
  /** Numbers a point. */
  readonly dimensions: number;
  /** Centroids wanted; fewer result where there are fewer distinct points. */
  readonly count: number;
  readonly random: Random;
  /** Rounds of Lloyd's algorithm at most. */
  readonly rounds: number;
}

/**
 * Finds centroids: drawn by k-means++, then moved to the mean of their points until no point changes its centroid.
 *
 * A centroid that loses all its points stays where it is.
 *
 * @param points count x dimensions, row-major.
 * @throws EvaluationError if there is no point, or the number wanted is not 1..4096.
 * Source: S. P. Lloyd, IEEE Trans. Information Theory 28 (1982); D. Arthur, S. Vassilvitskii, SODA 2007 (k-means++).
 */
export function kMeans(points: Float64Array, options: KMeansOptions): Centroids {
  const { dimensions, count, rounds } = options;
  if (!(Number.isInteger(count) && count >= 1 && count <= MOST_CENTROIDS)) {
    throw new EvaluationError(`expected a number of groups of 1..${MOST_CENTROIDS}, found ${count}`);
  }
  if (points.length === 0) throw new EvaluationError('expected points to group, found none');
  const { values, members } = drawCentroids(points, options);
  let centroids = new Centroids(values, dimensions);
  for (let round = 0; round < rounds; round++) {
    let changed = 0;
    for (let point = 0; point < members.length; point++) {
      const nearest = centroids.nearest(points, point * dimensions, members[point]);
      if (nearest !== members[point]) changed++;
      members[point] = nearest;
    }
    if (round > 0 && changed === 0) break;
    centroids = new Centroids(meansOfMembers(points, members, centroids), dimensions);
  }
  return centroids;
}

/** K-means++: each next centroid is a point drawn with a chance that grows with the square of its distance. */
function drawCentroids(
  points: Float64Array,
  { dimensions, count, random }: KMeansOptions,
): { values: Float64Array; members: Int32Array } {
  const total = points.length / dimensions;
  const squares = new Float64Array(total).fill(Number.POSITIVE_INFINITY);
  const members = new Int32Array(total);
  const values = new Float64Array(Math.min(count, total) * dimensions);
  const apart = new Float64Array(values.length / dimensions);
  let chosen = random.integer(total);
  let drawn = 0;
  while (drawn < apart.length) {
    const from = drawn * dimensions;
    values.set(points.subarray(chosen * dimensions, (chosen + 1) * dimensions), from);
    for (let other = 0; other < drawn; other++) {
      apart[other] = squaredDistance(values, from, values, other * dimensions, dimensions);
    }
    let sum = 0;
    for (let point = 0; point < total; point++) {
      // A centroid at least twice as far from the point's own as the point is cannot be nearer.
      if (drawn === 0 || apart[members[point]] < 4 * squares[point]) {
        const square = squaredDistance(points, point * dimensions, values, from, dimensions);
        if (square < squares[point]) {
          squares[point] = square;
          members[point] = drawn;
        }
      }
      sum += squares[point];
    }
    drawn++;
    if (sum === 0) break; // every point is a centroid
    chosen = drawByWeight(squares, random.uniform(0, sum));
  }
  return { values: values.slice(0, drawn * dimensions), members };
}

function drawByWeight(weights: Float64Array, target: number): number {
  let last = 0;
  for (let index = 0; index < weights.length; index++) {
    if (weights[index] === 0) continue;
    last = index;
    target -= weights[index];
    if (target < 0) break;
  }
  return last;
}

function meansOfMembers(points: Float64Array, members: Int32Array, before: Centroids): Float64Array {
  const { dimensions, count } = before;
  const sums = new Float64Array(count * dimensions);
  const counts = new Float64Array(count);
  for (let point = 0; point < members.length; point++) {
    counts[members[point]]++;
    for (let axis = 0; axis < dimensions; axis++) {
      sums[members[point] * dimensions + axis] += points[point * dimensions + axis];
    }
  }
  return sums.map((sum, index) => {
    const own = counts[Math.floor(index / dimensions)];
    return own === 0 ? before.values[index] : sum / own;
  });
}

function squaredDistance(
  a: Float64Array,
  fromA: number,
  b: Float64Array,
  fromB: number,
  dimensions: number,
): number {
  let sum = 0;
  for (let axis = 0; axis < dimensions; axis++) {
    const difference = a[fromA + axis] - b[fromB + axis];
    sum += difference * difference;
  }
  return sum;
}

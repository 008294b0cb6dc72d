/**
 * Eigenvalues and eigenvectors of small symmetric matrices, in float64: Householder reflections leave three diagonals,
 * shifted QR steps leave one (Golub and Van Loan, Matrix Computations, section 8.3). For thousands of matrices of tens
 * of rows in a training step: everything runs along rows, nothing is allocated but the result.
 */
import { NetworkError } from './parameters.ts';

/** A = sum of values[k] v_k v_k^T. */
export interface SymmetricEigen {
  /** Descending. */
  readonly values: Float64Array;
  /** size x size, row-major; row k is the unit vector of value k. */
  readonly vectors: Float64Array;
}

/** QR steps allowed for one eigenvalue; three are usual. */
const MOST_STEPS = 60;

/** A sum of squares that counts as zero beside a largest magnitude of 1; one over it is still a number. */
const NOTHING = Number.EPSILON ** 4;

/**
 * Eigenvalues and eigenvectors; the error is a few float64 roundings of the largest eigenvalue.
 *
 * @param matrix size x size, row-major; only the lower triangle is read.
 * @throws NetworkError if a value is not finite.
 */
export function symmetricEigen(matrix: ArrayLike<number>, size: number): SymmetricEigen {
  const { work, scale } = scaledCopy(matrix, size);
  const values = new Float64Array(size);
  const beside = new Float64Array(size);
  const factors = tridiagonalise(work, size, values, beside);
  const vectors = accumulate(work, size, factors);
  diagonalise(values, beside, size, vectors);
  sortDescending(values, size, vectors);
  return { values: times(values, scale), vectors };
}

/**
 * Eigenvalues alone, descending, in less than half of the time.
 *
 * @param matrix as {@link symmetricEigen} takes it. @throws NetworkError if a value is not finite.
 */
export function symmetricEigenvalues(matrix: ArrayLike<number>, size: number): Float64Array {
  const { work, scale } = scaledCopy(matrix, size);
  const values = new Float64Array(size);
  const beside = new Float64Array(size);
  tridiagonalise(work, size, values, beside);
  diagonalise(values, beside, size, undefined);
  return times(values.sort().reverse(), scale);
}

/** The matrix divided by its largest magnitude, so that no square of an element leaves the range of float64. */
function scaledCopy(matrix: ArrayLike<number>, size: number): { work: Float64Array; scale: number } {
  const work = new Float64Array(size * size);
  let scale = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      const value = matrix[row * size + column];
      if (!Number.isFinite(value)) {
        throw new NetworkError(
          `expected a symmetric matrix of finite values, found ${value} in row ${row + 1}, column ${column + 1}`,
        );
      }
      work[row * size + column] = value;
      scale = Math.max(scale, Math.abs(value));
    }
  }
  if (scale > 0) for (let index = 0; index < work.length; index++) work[index] /= scale;
  return { work, scale };
}

function times(values: Float64Array, factor: number): Float64Array {
  for (let index = 0; index < values.length; index++) values[index] *= factor;
  return values;
}

/**
 * Reduces a symmetric matrix to three diagonals by H_k A H_k, H_k = I - f_k v_k v_k^T, k = 0, 1, ...
 *
 * @param work the matrix on entry, of which the lower triangle is read; on return row k holds v_k from column k + 1 on.
 * @param diagonal receives it. @param beside receives the one below it, from index 0 on; the last is 0.
 * @returns the f_k.
 */
function tridiagonalise(
  work: Float64Array,
  size: number,
  diagonal: Float64Array,
  beside: Float64Array,
): Float64Array {
  const factors = new Float64Array(size);
  const v = new Float64Array(size);
  const q = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    diagonal[k] = work[k * size + k];
    if (k + 1 >= size) break;
    const first = work[(k + 1) * size + k];
    let tail = 0;
    for (let i = k + 2; i < size; i++) {
      v[i] = work[i * size + k];
      tail += v[i] * v[i];
    }
    if (tail < NOTHING) {
      beside[k] = first;
      continue; // nothing to reflect
    }
    const length = Math.sqrt(first * first + tail);
    beside[k] = first > 0 ? -length : length;
    v[k + 1] = first - beside[k];
    const factor = 2 / (tail + v[k + 1] * v[k + 1]);
    factors[k] = factor;
    reflectBothSides(work, size, k + 1, v, factor, q);
    for (let i = k + 1; i < size; i++) work[k * size + i] = v[i];
  }
  return factors;
}

/** A <- H A H on the lower triangle from row `start` on. @param q room for size numbers. */
function reflectBothSides(
  work: Float64Array,
  size: number,
  start: number,
  v: Float64Array,
  factor: number,
  q: Float64Array,
): void {
  q.fill(0, start);
  for (let i = start; i < size; i++) {
    const row = i * size;
    const own = v[i];
    let sum = work[row + i] * own;
    for (let j = start; j < i; j++) {
      const value = work[row + j];
      sum += value * v[j];
      q[j] += value * own;
    }
    q[i] += sum;
  }
  let along = 0;
  for (let i = start; i < size; i++) along += q[i] * v[i];
  const half = (factor * factor * along) / 2;
  for (let i = start; i < size; i++) q[i] = factor * q[i] - half * v[i];
  for (let i = start; i < size; i++) {
    const row = i * size;
    const [a, b] = [v[i], q[i]];
    for (let j = start; j <= i; j++) work[row + j] -= a * q[j] + b * v[j];
  }
}

/** The product ... H_1 H_0, whose rows the QR steps turn into eigenvectors. */
function accumulate(work: Float64Array, size: number, factors: Float64Array): Float64Array {
  const product = new Float64Array(size * size);
  for (let index = 0; index < size; index++) product[index * size + index] = 1;
  for (let k = size - 1; k >= 0; k--) {
    const factor = factors[k];
    if (factor === 0) continue;
    const v = k * size;
    for (let i = k + 1; i < size; i++) {
      const row = i * size;
      let sum = 0;
      for (let j = k + 1; j < size; j++) sum += product[row + j] * work[v + j];
      sum *= factor;
      for (let j = k + 1; j < size; j++) product[row + j] -= sum * work[v + j];
    }
  }
  return product;
}

/** Turns three diagonals into one by implicit QR steps, and rows of `vectors` with them. */
function diagonalise(
  diagonal: Float64Array,
  beside: Float64Array,
  size: number,
  vectors: Float64Array | undefined,
): void {
  let norm = 0;
  for (let k = 0; k < size; k++) norm = Math.max(norm, Math.abs(diagonal[k]) + Math.abs(beside[k]));
  const negligible = Number.EPSILON * norm;
  let last = size - 1;
  for (let steps = MOST_STEPS * size; last > 0 && steps > 0; ) {
    if (Math.abs(beside[last - 1]) <= negligible) {
      last--;
      continue;
    }
    let first = last - 1;
    while (first > 0 && Math.abs(beside[first - 1]) > negligible) first--;
    qrStep(diagonal, beside, first, last, size, vectors);
    steps--;
  }
}

/** One implicit QR step with Wilkinson's shift on rows first..last: a bulge is made at the top and chased out. */
function qrStep(
  diagonal: Float64Array,
  beside: Float64Array,
  first: number,
  last: number,
  size: number,
  vectors: Float64Array | undefined,
): void {
  const half = (diagonal[last - 1] - diagonal[last]) / 2;
  const corner = beside[last - 1];
  const root = Math.sqrt(half * half + corner * corner);
  const shift = diagonal[last] - (corner * corner) / (half + (half < 0 ? -root : root));
  let x = diagonal[first] - shift;
  let bulge = beside[first];
  for (let k = first; k < last; k++) {
    const length = Math.sqrt(x * x + bulge * bulge);
    const c = length === 0 ? 1 : x / length;
    const s = length === 0 ? 0 : bulge / length;
    if (k > first) beside[k - 1] = length;
    const [above, between, below] = [diagonal[k], beside[k], diagonal[k + 1]];
    const moved = s * (s * (below - above) + 2 * c * between);
    diagonal[k] = above + moved;
    diagonal[k + 1] = below - moved;
    beside[k] = c * s * (below - above) + (c * c - s * s) * between;
    if (k + 1 < last) {
      x = beside[k];
      bulge = s * beside[k + 1];
      beside[k + 1] *= c;
    }
    if (vectors !== undefined) rotateRows(vectors, k * size, (k + 1) * size, size, c, s);
  }
}

function rotateRows(m: Float64Array, upper: number, lower: number, size: number, c: number, s: number): void {
  for (let column = 0; column < size; column++) {
    const a = m[upper + column];
    const b = m[lower + column];
    m[upper + column] = c * a + s * b;
    m[lower + column] = c * b - s * a;
  }
}

/** Sorts values and the rows that belong to them, in place. */
function sortDescending(values: Float64Array, size: number, vectors: Float64Array): void {
  for (let place = 0; place < size; place++) {
    let largest = place;
    for (let other = place + 1; other < size; other++) if (values[other] > values[largest]) largest = other;
    if (largest === place) continue;
    [values[place], values[largest]] = [values[largest], values[place]];
    const row = vectors.slice(place * size, (place + 1) * size);
    vectors.copyWithin(place * size, largest * size, (largest + 1) * size);
    vectors.set(row, largest * size);
  }
}

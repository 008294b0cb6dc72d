/** Cholesky's solution of a small symmetric system, in float64. */
import { NetworkError } from './parameters.ts';

/**
 * Factor L of a symmetric positive-definite matrix, L L^T.
 *
 * @param matrix size x size, row-major; only the lower triangle is read.
 * @returns L, size x size, row-major; the upper triangle is 0.
 * @throws NetworkError if the matrix is not positive definite.
 */
export function factorise(matrix: ArrayLike<number>, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column];
      for (let k = 0; k < column; k++) sum -= factor[row * size + k] * factor[column * size + k];
      if (row > column) {
        factor[row * size + column] = sum / factor[column * size + column];
        continue;
      }
      if (!(sum > 0)) {
        throw new NetworkError(
          `expected a positive definite matrix of ${size} x ${size}, found a pivot of ${sum} in row ${row + 1}`,
          { hint: 'terms depend on each other: add more varied samples or a ridge' },
        );
      }
      factor[row * size + row] = Math.sqrt(sum);
    }
  }
  return factor;
}

/**
 * Solves L L^T X = B in place.
 *
 * @param factor as {@link factorise} gives it. @param right B on entry and X on return, size x columns, row-major.
 */
export function solveFactorised(
  factor: Float64Array,
  size: number,
  right: Float64Array,
  columns: number,
): void {
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < row; k++) subtractRow(right, columns, row, k, factor[row * size + k]);
    divideRow(right, columns, row, factor[row * size + row]);
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) subtractRow(right, columns, row, k, factor[k * size + row]);
    divideRow(right, columns, row, factor[row * size + row]);
  }
}

function subtractRow(m: Float64Array, columns: number, from: number, other: number, times: number): void {
  for (let c = 0; c < columns; c++) m[from * columns + c] -= times * m[other * columns + c];
}

function divideRow(m: Float64Array, columns: number, row: number, by: number): void {
  for (let c = 0; c < columns; c++) m[row * columns + c] /= by;
}

/**
 * Double-precision algebra of 3 x 3 matrices, row-major; all that a camera with three channels needs.
 */
import { CameraError } from './camera-error.ts';

/** Product `a b` of two 3 x 3 matrices, row-major. */
export function multiply3(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const product = new Float64Array(9);
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      let sum = 0;
      for (let k = 0; k < 3; k++) sum += a[3 * row + k] * b[3 * k + column];
      product[3 * row + column] = sum;
    }
  }
  return product;
}

/** Determinant of a 3 x 3 matrix, row-major. */
export function determinant3(m: ArrayLike<number>): number {
  return (
    m[0] * (m[4] * m[8] - m[5] * m[7]) -
    m[1] * (m[3] * m[8] - m[5] * m[6]) +
    m[2] * (m[3] * m[7] - m[4] * m[6])
  );
}

/**
 * Inverse of a 3 x 3 matrix, row-major, by cofactors.
 *
 * @throws CameraError if the determinant is zero or not finite.
 */
export function invert3(m: ArrayLike<number>): Float64Array {
  const determinant = determinant3(m);
  if (!(Number.isFinite(determinant) && determinant !== 0)) {
    throw new CameraError(`expected an invertible 3 x 3 matrix, found determinant ${determinant}`);
  }
  const scale = 1 / determinant;
  return Float64Array.of(
    scale * (m[4] * m[8] - m[5] * m[7]),
    scale * (m[2] * m[7] - m[1] * m[8]),
    scale * (m[1] * m[5] - m[2] * m[4]),
    scale * (m[5] * m[6] - m[3] * m[8]),
    scale * (m[0] * m[8] - m[2] * m[6]),
    scale * (m[2] * m[3] - m[0] * m[5]),
    scale * (m[3] * m[7] - m[4] * m[6]),
    scale * (m[1] * m[6] - m[0] * m[7]),
    scale * (m[0] * m[4] - m[1] * m[3]),
  );
}

/**
 * Inverse of the sub-matrix of the rows and columns named by a bit mask, set into zeros.
 *
 * @param m positive definite 3 x 3 matrix, row-major.
 * @param mask bit `i` set: row and column `i` take part; 0 gives the zero matrix.
 * @throws CameraError if the sub-matrix is singular.
 */
export function invertMasked3(m: ArrayLike<number>, mask: number): Float64Array {
  const padded = new Float64Array(9);
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      const kept = (mask >> row) & (mask >> column) & 1;
      padded[3 * row + column] = kept === 1 ? m[3 * row + column] : row === column ? 1 : 0;
    }
  }
  const inverse = invert3(padded);
  for (let row = 0; row < 3; row++) if (((mask >> row) & 1) === 0) inverse[4 * row] = 0;
  return inverse;
}

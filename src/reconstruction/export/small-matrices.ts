/**
 * Algebra of 3 x 3 matrices inside a graph, number by number: a matrix is nine tensors of one number, row-major. Where the
 * numbers are known when the graph is written, all of it is folded away in float64.
 */
import {
  add,
  concatenate,
  constant,
  divide,
  matmul,
  multiply,
  reshape,
  slice,
  subtract,
  type Tensor,
  transposeMatrix,
} from '../../graph/index.ts';

/** Nine tensors [1, 1], row-major. */
export type SmallMatrix = readonly Tensor[];

const one = (): Tensor => constant([1], [1, 1]);
const zero = (): Tensor => constant([0], [1, 1]);

/** The numbers of a tensor [3, 3]. */
export function entriesOf(matrix: Tensor): SmallMatrix {
  return Array.from({ length: 9 }, (_, index) => {
    const [row, column] = [Math.floor(index / 3), index % 3];
    return slice(slice(matrix, 0, row, row + 1), 1, column, column + 1);
  });
}

/** The tensor [3, 3] of nine numbers. */
export function joined(entries: SmallMatrix): Tensor {
  const rows = [0, 1, 2].map((row) => concatenate(entries.slice(3 * row, 3 * row + 3), 1));
  return concatenate(rows, 0);
}

/** A A^T of a matrix [3, n], [3, 3]. */
export const gramMatrix = (matrix: Tensor): Tensor => matmul(matrix, transposeMatrix(matrix));

/** Inverse by cofactors. */
export function inverse(m: SmallMatrix): SmallMatrix {
  const minor = (a: number, b: number, c: number, d: number): Tensor =>
    subtract(multiply(m[a], m[d]), multiply(m[b], m[c]));
  const adjugate = [
    minor(4, 5, 7, 8),
    minor(2, 1, 8, 7),
    minor(1, 2, 4, 5),
    minor(5, 3, 8, 6),
    minor(0, 2, 6, 8),
    minor(2, 0, 5, 3),
    minor(3, 4, 6, 7),
    minor(1, 0, 7, 6),
    minor(0, 1, 3, 4),
  ];
  const determinant = add(
    add(multiply(m[0], adjugate[0]), multiply(m[1], adjugate[3])),
    multiply(m[2], adjugate[6]),
  );
  return adjugate.map((entry) => divide(entry, determinant));
}

/** Inverse of the rows and columns that a bit mask names, set into zeros; the zero matrix for mask 0. */
export function maskedInverse(m: SmallMatrix, mask: number): SmallMatrix {
  const has = (index: number): boolean => ((mask >> index) & 1) === 1;
  const place = (index: number): { row: number; column: number } => ({
    row: Math.floor(index / 3),
    column: index % 3,
  });
  const padded = m.map((entry, index) => {
    const { row, column } = place(index);
    if (has(row) && has(column)) return entry;
    return row === column ? one() : zero();
  });
  return inverse(padded).map((entry, index) => {
    const { row, column } = place(index);
    return has(row) && has(column) ? entry : zero();
  });
}

/** The kernel that multiplies the channels of every pixel by a matrix [outputs, inputs]. */
export const channelKernel = (matrix: Tensor, outputs: number, inputs: number): Tensor =>
  reshape(matrix, [outputs, inputs, 1, 1]);

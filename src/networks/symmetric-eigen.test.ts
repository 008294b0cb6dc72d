/** Eigenvalues and eigenvectors: they put the matrix together again, whatever matrix that is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NetworkError } from './parameters.ts';
import { Random } from '../random.ts';
import { symmetricEigen, symmetricEigenvalues } from './symmetric-eigen.ts';

/** A matrix given by a function of row and column, row not above column. */
function symmetric(size: number, value: (row: number, column: number) => number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      matrix[row * size + column] = value(row, column);
      matrix[column * size + row] = matrix[row * size + column];
    }
  }
  return matrix;
}

/** Sum over k of a[k row] b[k column]; of a weighted by factors if there are some. */
function product(rows: Float64Array, size: number, factors?: Float64Array): Float64Array {
  return symmetric(size, (i, j) => {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += (factors?.[k] ?? 1) * rows[k * size + i] * rows[k * size + j];
    return sum;
  });
}

const largest = (values: Float64Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

const difference = (a: Float64Array, b: Float64Array): number =>
  largest(a.map((value, index) => value - b[index]));

function expectDecomposition(matrix: Float64Array, size: number): void {
  const { values, vectors } = symmetricEigen(matrix, size);
  const rounding = 8 * size * Number.EPSILON;
  const scale = largest(matrix);
  expect(difference(product(vectors, size, values), matrix)).toBeLessThanOrEqual(rounding * scale);
  expect(
    difference(
      product(vectors, size),
      symmetric(size, (i, j) => (i === j ? 1 : 0)),
    ),
  ).toBeLessThan(rounding);
  expect([...values]).toEqual([...values].sort((a, b) => b - a));
  expect(difference(symmetricEigenvalues(matrix, size), values)).toBeLessThanOrEqual(rounding * scale);
}

/** Largest deviation of V^T diag(values) V from the matrix, and of V V^T from one. */
function misfit(matrix: ArrayLike<number>, size: number): { matrix: number; axes: number } {
  const { values, vectors } = symmetricEigen(matrix, size);
  let [worst, skew] = [0, 0];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let [sum, product] = [0, row === column ? -1 : 0];
      for (let k = 0; k < size; k++) {
        sum += values[k] * vectors[k * size + row] * vectors[k * size + column];
        product += vectors[row * size + k] * vectors[column * size + k];
      }
      worst = Math.max(worst, Math.abs(sum - matrix[row * size + column]));
      skew = Math.max(skew, Math.abs(product));
    }
  }
  return { matrix: worst, axes: skew };
}

describe('a symmetric matrix', () => {
  it('is the sum of its eigenvectors, weighted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(), (size, seed) => {
        const random = new Random(seed);
        expectDecomposition(
          symmetric(size, () => random.normal()),
          size,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('may hold numbers of any size side by side', () => {
    const element = fc.oneof(
      fc.constant(0),
      fc.integer({ min: -290, max: 0 }).map((exponent) => 10 ** exponent),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(element, { minLength: 36, maxLength: 36 }),
        (size, elements) => {
          expectDecomposition(
            symmetric(size, (i, j) => elements[i * size + j]),
            size,
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([1e-200, 1e-30, 1e30, 1e200])('may hold numbers around %s', (scale) => {
    const random = new Random(2);
    expectDecomposition(
      symmetric(9, () => scale * random.normal()),
      9,
    );
  });

  it('may be of any rank, with equal values among its own', () => {
    const random = new Random(3);
    const direction = Array.from({ length: 31 }, () => random.normal());
    const halves = symmetric(31, (i, j) => (i === j ? (i < 15 ? 2 : 1) : 0));
    const turned = direction.map((value) => value / Math.hypot(...direction));
    for (const matrix of [
      new Float64Array(31 * 31),
      symmetric(31, (i, j) => (i === j ? 3 : 0)),
      symmetric(31, (i, j) => direction[i] * direction[j]),
      symmetric(31, () => 1),
      symmetric(31, (i, j) => (i === j ? 1 : 0) - 2 * turned[i] * turned[j]),
      halves,
      symmetric(31, (i, j) => (Math.abs(i - j) <= 1 ? (i === j ? 2 : -1) : 0)),
    ]) {
      expectDecomposition(matrix, 31);
    }
  });

  it('keeps small eigenvalues beside large ones, to a rounding of the largest', () => {
    // Gram matrix of ten smooth spectra, each a hundredth of the one before, as cubes have them.
    const wanted = Array.from({ length: 10 }, (_, k) => 100 ** -k);
    const cosine = (k: number, band: number): number =>
      Math.sqrt((k === 0 ? 1 : 2) / 31) * Math.cos((Math.PI * k * (band + 0.5)) / 31);
    const matrix = symmetric(31, (i, j) =>
      wanted.reduce((sum, value, k) => sum + value * cosine(k, i) * cosine(k, j), 0),
    );
    const { values } = symmetricEigen(matrix, 31);
    wanted.forEach((value, k) => {
      expect(Math.abs(values[k] - value)).toBeLessThan(1e-15);
    });
  });

  it('is that of its second differences: known values', () => {
    // Rows -1, 2, -1 have eigenvalues 4 sin^2(k pi / (2 n + 2)).
    const size = 20;
    const found = symmetricEigenvalues(
      symmetric(size, (i, j) => (i === j ? 2 : i - j === 1 ? -1 : 0)),
      size,
    );
    for (let k = 1; k <= size; k++) {
      expect(found[size - k]).toBeCloseTo(4 * Math.sin((k * Math.PI) / (2 * size + 2)) ** 2, 13);
    }
  });

  it('is read from its lower triangle alone', () => {
    const { values } = symmetricEigen([2, 99, 1, 2], 2);
    expect([...values]).toEqual([3, 1].map((value) => expect.closeTo(value, 14)));
  });

  it('is refused with a value that is no number', () => {
    const matrix = Float64Array.of(1, 0, Number.NaN, 1);
    for (const decompose of [symmetricEigen, symmetricEigenvalues]) {
      expect(() => decompose(matrix, 2)).toThrow(NetworkError);
      expect(() => decompose(matrix, 2)).toThrow(/found NaN in row 2, column 1/);
    }
  });

  it('is taken apart for 64 rows, half of them of one value', () => {
    const size = 64;
    // Householder's reflection along h of a diagonal: known values, full matrix.
    const h = Array.from({ length: size }, (_, index) => Math.sin(1 + index));
    const norm = h.reduce((sum, value) => sum + value * value, 0);
    const known = (index: number): number => Math.max(1, index / 8 - 3);
    const matrix = new Float64Array(size * size);
    const reflect = (row: number, k: number): number => (row === k ? 1 : 0) - (2 * h[row] * h[k]) / norm;
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        for (let k = 0; k < size; k++) {
          matrix[row * size + column] += reflect(row, k) * known(k) * reflect(column, k);
        }
      }
    }
    const { values } = symmetricEigen(matrix, size);
    values.forEach((value, index) => {
      expect(value).toBeCloseTo(known(size - 1 - index), 12);
    });
    expect(misfit(matrix, size).axes).toBeLessThan(1e-13);
  });

  it('is refused for what is no matrix of finite numbers', () => {
    expect(() => symmetricEigen([1, 0, Number.NaN, 1], 2)).toThrow(/found NaN in row 2, column 1/);
    expect(() => symmetricEigen([1, 2, 3], 2)).toThrow(NetworkError);
    expect([...symmetricEigen([0, 0, 0, 0], 2).values]).toEqual([0, 0]);
  });
});

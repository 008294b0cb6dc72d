import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factorise, solveFactorised } from './cholesky.ts';

describe('Cholesky', () => {
  it('factors a known matrix', () => {
    // The textbook case A = L L^T with L = [[2,0,0],[6,1,0],[-8,5,3]].
    const matrix = [4, 12, -16, 12, 37, -43, -16, -43, 98];
    expect([...factorise(matrix, 3)]).toEqual([2, 0, 0, 6, 1, 0, -8, 5, 3]);
  });

  it('solves A X = B for any well-posed A', () => {
    const number = fc.double({ min: -1, max: 1, noNaN: true });
    const size = 4;
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 16, maxLength: 16 }),
        fc.array(number, { minLength: 8, maxLength: 8 }),
        (root, wanted) => {
          const matrix = new Float64Array(16);
          const right = new Float64Array(8);
          for (let i = 0; i < size; i++) {
            for (let j = 0; j < size; j++) {
              for (let k = 0; k < size; k++) matrix[i * size + j] += root[i * size + k] * root[j * size + k];
              if (i === j) matrix[i * size + j] += 0.1;
            }
            for (let c = 0; c < 2; c++) {
              for (let j = 0; j < size; j++) right[2 * i + c] += matrix[i * size + j] * wanted[2 * j + c];
            }
          }
          solveFactorised(factorise(matrix, size), size, right, 2);
          right.forEach((value, index) => {
            expect(value).toBeCloseTo(wanted[index], 9);
          });
        },
      ),
    );
  });

  it('refuses a matrix that is not positive definite', () => {
    expect(() => factorise([1, 2, 2, 1], 2)).toThrow(
      /positive definite matrix of 2 x 2, found a pivot of -3 in row 2/,
    );
  });
});

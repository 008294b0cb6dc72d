import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { determinant3, invert3, invertMasked3, multiply3 } from './three-by-three.ts';

const numbers = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 9, maxLength: 9 });
/** Diagonally dominant, so well conditioned. */
const matrices = numbers.map((values) =>
  values.map((value, i) => (i % 4 === 0 ? value + Math.sign(value + 1e-9) * 3 : value)),
);

describe('invert3', () => {
  it('gives the identity with its matrix', () => {
    fc.assert(
      fc.property(matrices, (m) => {
        const product = multiply3(m, invert3(m));
        for (let i = 0; i < 9; i++) expect(product[i]).toBeCloseTo(i % 4 === 0 ? 1 : 0, 10);
        expect(determinant3(m) * determinant3(invert3(m))).toBeCloseTo(1, 10);
      }),
    );
  });

  it('refuses a singular matrix', () => {
    expect(() => invert3([1, 2, 3, 2, 4, 6, 0, 0, 1])).toThrow('invertible');
  });
});

describe('invertMasked3', () => {
  it('inverts the chosen rows and columns only', () => {
    const m = [4, 1, 2, 1, 5, 3, 2, 3, 6];
    expect([...invertMasked3(m, 0)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect([...invertMasked3(m, 2)]).toEqual([0, 0, 0, 0, expect.closeTo(1 / 5, 12), 0, 0, 0, 0]);
    const outer = invertMasked3(m, 5); // [[4, 2], [2, 6]] has determinant 20
    const wanted = [6 / 20, 0, -2 / 20, 0, 0, 0, -2 / 20, 0, 4 / 20];
    for (let i = 0; i < 9; i++) expect(outer[i]).toBeCloseTo(wanted[i], 12);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random.ts';
import { NetworkError } from './parameters.ts';
import { learnBasis, SpectraGram } from './spectral-basis.ts';

const BANDS = 7;

/** Planar spectra [BANDS, pixels] that are mixtures of `rank` functions. */
function mixtures(rank: number, pixels: number, seed: number): Float32Array {
  const random = new Random(seed);
  const functions = Array.from({ length: rank * BANDS }, () => random.uniform());
  const weights = Array.from({ length: rank * pixels }, () => random.uniform());
  return Float32Array.from({ length: BANDS * pixels }, (_, index) => {
    const [band, pixel] = [Math.floor(index / pixels), index % pixels];
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += functions[k * BANDS + band] * weights[k * pixels + pixel];
    return sum;
  });
}

function basisOf(cube: Float32Array, count: number) {
  const gram = new SpectraGram(BANDS);
  gram.add(cube);
  return learnBasis(gram, count);
}

/** Sum of squares, of all spectra and of what a basis leaves of them. */
function energies(cube: Float32Array, functions: Float64Array): { all: number; left: number } {
  const pixels = cube.length / BANDS;
  let [all, held] = [0, 0];
  for (const value of cube) all += value * value;
  for (let row = 0; row < functions.length / BANDS; row++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      let along = 0;
      for (let band = 0; band < BANDS; band++) {
        along += functions[row * BANDS + band] * cube[band * pixels + pixel];
      }
      held += along * along;
    }
  }
  return { all, left: all - held };
}

describe('a learned basis', () => {
  it('holds all of spectra that are mixtures of as many functions', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.nat(1000), (rank, seed) => {
        const cube = mixtures(rank, 40, seed);
        const { functions, shares } = basisOf(cube, rank);
        const { all, left } = energies(cube, functions);
        expect(Math.abs(left) / all).toBeLessThan(1e-12);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves less of other spectra than any basis of the same number that is tried against it', () => {
    const cube = mixtures(BANDS, 60, 3);
    const { functions, shares } = basisOf(cube, 2);
    const { all, left } = energies(cube, functions);
    expect(1 - shares[0] - shares[1]).toBeCloseTo(left / all, 10);
    for (let seed = 0; seed < 20; seed++) {
      const other = basisOf(mixtures(2, 10, 100 + seed), 2);
      expect(energies(cube, other.functions).left).toBeGreaterThan(left);
    }
  });

  it('is orthonormal, with the most important function first and none of negative sum', () => {
    const { functions, shares } = basisOf(mixtures(BANDS, 50, 9), BANDS);
    for (let a = 0; a < BANDS; a++) {
      const row = functions.subarray(a * BANDS, (a + 1) * BANDS);
      expect(row.reduce((sum, value) => sum + value, 0)).toBeGreaterThanOrEqual(0);
      for (let b = 0; b <= a; b++) {
        const product = row.reduce((sum, value, band) => sum + value * functions[b * BANDS + band], 0);
        expect(product).toBeCloseTo(a === b ? 1 : 0, 12);
      }
    }
    expect([...shares]).toEqual([...shares].sort((a, b) => b - a));
  });

  it('is the same whether spectra come at once or cube by cube, and past the length of a block', () => {
    const [first, second] = [mixtures(3, 3000, 1), mixtures(4, 10, 2)];
    const gram = new SpectraGram(BANDS);
    gram.add(first);
    gram.add(second);
    const joined = new Float32Array(BANDS * 3010);
    for (let band = 0; band < BANDS; band++) {
      joined.set(first.subarray(band * 3000, (band + 1) * 3000), band * 3010);
      joined.set(second.subarray(band * 10, (band + 1) * 10), band * 3010 + 3000);
    }
    const together = basisOf(joined, 3).functions;
    learnBasis(gram, 3).functions.forEach((value, index) => {
      expect(value).toBeCloseTo(together[index], 9);
    });
    expect(gram.spectra).toBe(3010);
  });

  it('looks only at pixels that a mask leaves', () => {
    const cube = mixtures(1, 8, 4);
    cube[3] = Number.NaN;
    const gram = new SpectraGram(BANDS);
    expect(() => gram.add(cube)).toThrow(/not a finite number/);
    expect(gram.spectra).toBe(0);
    gram.add(cube, [1, 1, 1, 0, 1, 1, 0, 1]);
    expect(gram.spectra).toBe(6);
    expect(learnBasis(gram, 2).shares[0]).toBeCloseTo(1, 12);
  });

  it('refuses what cannot be', () => {
    const gram = new SpectraGram(BANDS);
    expect(() => gram.add(new Float32Array(BANDS + 1))).toThrow(NetworkError);
    expect(() => gram.add(new Float32Array(BANDS), [1, 1])).toThrow(NetworkError);
    expect(() => learnBasis(gram, 1)).toThrow(/1\.\.0 functions from 0 spectra/);
    gram.add(new Float32Array(BANDS * 9));
    expect(() => learnBasis(gram, 1)).toThrow(/not all zero/);
    expect(() => learnBasis(gram, BANDS + 1)).toThrow(/1\.\.7 functions.*found 8/);
    expect(() => new SpectraGram(0)).toThrow(/'bands'/);
  });
});

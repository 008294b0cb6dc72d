import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cie1931 } from './colour-matching.ts';
import { VISIBLE_31 } from './wavelengths.ts';

const reference = new URL('../../../shared/data/spectra/cmf1931.csv', import.meta.url);

describe('cie1931', () => {
  const grid = Array.from({ length: 41 }, (_, row) => 380 + 10 * row);

  it('has the published sums of the 10 nm table, equal for the three functions', () => {
    const { x, y, z } = cie1931(grid);
    const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
    // Equal-energy light is at x = y = 1/3 by construction of the observer.
    expect(sum(x)).toBeCloseTo(10.6836, 2);
    expect(sum(y)).toBeCloseTo(10.6857, 2);
    expect(sum(z)).toBeCloseTo(10.677, 2);
  });

  it('is tabulated values at tabulated wavelengths, zero outside', () => {
    const { x, y, z } = cie1931([300, 450, 555, 560, 900]);
    expect([...x]).toEqual([0, 0.3362, (0.43345 + 0.5945) / 2, 0.5945, 0]);
    expect(y[3]).toBe(0.995);
    expect(z[1]).toBe(1.77211);
  });

  it.skipIf(!existsSync(reference))('agrees with an independent copy to its four decimals', () => {
    const rows = readFileSync(reference, 'utf8').trim().split('\n').slice(1);
    const ours = cie1931(VISIBLE_31);
    for (const [index, key] of (['x', 'y', 'z'] as const).entries()) {
      const wanted = rows[index].split(',').map(Number);
      for (let band = 0; band < 31; band++)
        expect(Math.abs(ours[key][band] - wanted[band])).toBeLessThan(6e-5);
    }
  });
});

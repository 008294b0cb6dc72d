import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cie1931 } from './colour-matching.ts';
import { blackBody, daylight, daylightChromaticity, illuminant, illuminantNames } from './illuminants.ts';
import { SpectraError, VISIBLE_31 } from './wavelengths.ts';

const wide = Array.from({ length: 41 }, (_, row) => 380 + 10 * row);
const dataFolder = new URL('../../../shared/data/spectra/', import.meta.url);

function chromaticity(power: Float64Array): [number, number] {
  const { x, y, z } = cie1931(wide);
  const [X, Y, Z] = [x, y, z].map((curve) =>
    curve.reduce((sum, value, band) => sum + value * power[band], 0),
  );
  return [X / (X + Y + Z), Y / (X + Y + Z)];
}

describe('illuminant', () => {
  // White points as printed in CIE 15 for the 2 degree observer.
  it.each([
    ['A', 0.44757, 0.40745],
    ['D50', 0.34567, 0.3585],
    ['D55', 0.33242, 0.34743],
    ['D65', 0.31271, 0.32902],
    ['D75', 0.29902, 0.31485],
    ['E', 1 / 3, 1 / 3],
  ])('%s has its published white point', (name, x, y) => {
    const [ourX, ourY] = chromaticity(illuminant(name, wide));
    expect(Math.abs(ourX - x)).toBeLessThan(2e-4);
    expect(Math.abs(ourY - y)).toBeLessThan(2e-4);
  });

  it('has the tabulated values of CIE 15', () => {
    const d65 = illuminant('D65', [400, 450, 500, 560, 600, 700]);
    for (const [band, value] of [82.7549, 117.008, 109.354, 100, 90.0062, 71.6091].entries()) {
      expect(d65[band]).toBeCloseTo(value, 2);
    }
    const a = illuminant('A', [380, 560, 780]);
    for (const [band, value] of [9.7951, 100, 241.675].entries()) expect(a[band]).toBeCloseTo(value, 3);
  });

  it('is 100 at 560 nm whatever its name', () => {
    for (const name of [...illuminantNames(), 'D93', 'blackbody:3200', 'Daylight:5800', 'd65']) {
      expect(illuminant(name, VISIBLE_31)[16], name).toBeCloseTo(100, 6);
      expect(Math.min(...illuminant(name, VISIBLE_31)), name).toBeGreaterThan(0);
    }
  });

  it('takes a D illuminant at its corrected temperature', () => {
    expect([...illuminant('D65', VISIBLE_31)]).toEqual([...daylight((6500 * 1.4388) / 1.438, VISIBLE_31)]);
    expect([...illuminant('D50', VISIBLE_31)]).toEqual([...daylight((5000 * 1.4388) / 1.438, VISIBLE_31)]);
  });

  it('suggests names for one that it does not know', () => {
    let caught: unknown;
    try {
      illuminant('F21', VISIBLE_31);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(SpectraError);
    expect((caught as SpectraError).message).toContain("found 'F21'");
    expect((caught as SpectraError).hint).toMatch(/did you mean .*F1/);
  });

  it.skipIf(!existsSync(dataFolder)).each(['A', 'D50', 'D55', 'D65', 'D75'])(
    '%s agrees with an independent copy to 0.3 percent',
    (name) => {
      const file = new URL(name === 'A' ? 'ill_illuminantA.csv' : `ill_${name}.csv`, dataFolder);
      const wanted = readFileSync(file, 'utf8').trim().split('\n')[1].split(',').map(Number);
      const power = illuminant(name, VISIBLE_31);
      for (let band = 0; band < 31; band++) {
        expect(Math.abs(power[band] / wanted[band] - 1)).toBeLessThan(3e-3);
      }
    },
  );
});

describe('daylight', () => {
  it('follows the published chromaticities', () => {
    const { x, y } = daylightChromaticity(6504);
    expect(x).toBeCloseTo(0.3127, 4);
    expect(y).toBeCloseTo(0.3291, 4);
  });

  it('stays on its own chromaticity over the whole range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4000, max: 25000 }), (kelvin) => {
        const wanted = daylightChromaticity(kelvin);
        const [x, y] = chromaticity(daylight(kelvin, wide));
        expect(Math.abs(x - wanted.x)).toBeLessThan(2e-3);
        expect(Math.abs(y - wanted.y)).toBeLessThan(2e-3);
      }),
    );
  });

  it('refuses temperatures and wavelengths that the standard does not give', () => {
    expect(() => daylight(3000, VISIBLE_31)).toThrow('4000..25000 K, found 3000 K');
    expect(() => daylight(Number.NaN, VISIBLE_31)).toThrow(SpectraError);
    expect(() => illuminant('D10', VISIBLE_31)).toThrow('4000..25000 K');
    expect(() => daylight(6500, [200, 560])).toThrow('300..830 nm');
  });
});

describe('blackBody', () => {
  it('peaks where Wien says', () => {
    const grid = Array.from({ length: 2001 }, (_, row) => 300 + row);
    const power = blackBody(3000, grid);
    const peak = grid[power.indexOf(Math.max(...power))];
    expect(Math.abs(peak - 2.897771955e6 / 3000)).toBeLessThanOrEqual(1);
  });

  it('is redder when it is colder', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 20000 }), (kelvin) => {
        const cold = blackBody(kelvin, [400, 700]);
        const hot = blackBody(kelvin + 500, [400, 700]);
        expect(cold[1] / cold[0]).toBeGreaterThan(hot[1] / hot[0]);
      }),
    );
  });

  it('refuses temperatures that make no sense', () => {
    expect(() => illuminant('blackbody:0', VISIBLE_31)).toThrow('500..100000 K, found 0 K');
  });
});

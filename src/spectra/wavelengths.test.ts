import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGrid, resample, SpectraError, VISIBLE_31 } from './wavelengths.ts';

describe('VISIBLE_31', () => {
  it('is 400..700 nm by 10', () => {
    expect(VISIBLE_31).toHaveLength(31);
    expect([VISIBLE_31[0], VISIBLE_31[1], VISIBLE_31[30]]).toEqual([400, 410, 700]);
  });
});

describe('resample', () => {
  it('returns the samples themselves where the grids meet', () => {
    const values = VISIBLE_31.map((_, band) => Math.sin(band));
    expect([...resample(values, VISIBLE_31, VISIBLE_31, 'zero')]).toEqual(values);
    expect([...resample(values, VISIBLE_31, [420, 500], 'zero')]).toEqual([values[2], values[10]]);
  });

  it('keeps a straight line straight', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 400, max: 700, noNaN: true }),
        fc.integer(),
        fc.integer(),
        (at, slope, rise) => {
          const values = VISIBLE_31.map((wavelength) => slope * 1e-6 * wavelength + rise * 1e-6);
          const [found] = resample(values, VISIBLE_31, [at], 'zero');
          const wanted = slope * 1e-6 * at + rise * 1e-6;
          expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(slope)));
        },
      ),
    );
  });

  it('gives nothing or the end sample outside', () => {
    expect([...resample([2, 4], [500, 510], [490, 505, 520], 'zero')]).toEqual([0, 3, 0]);
    expect([...resample([2, 4], [500, 510], [490, 505, 520], 'nearest')]).toEqual([2, 3, 4]);
  });

  it('says what does not fit', () => {
    expect(() => resample([1], [500, 510], [500], 'zero')).toThrow(
      'expected 2 samples, one a wavelength, found 1',
    );
    expect(() => checkGrid([500, 500])).toThrow(SpectraError);
    expect(() => checkGrid([])).toThrow('empty grid');
    expect(() => checkGrid([Number.NaN])).toThrow('found NaN');
  });
});

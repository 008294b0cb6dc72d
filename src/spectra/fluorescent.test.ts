import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cie1931 } from './colour-matching.ts';
import { fluorescent, fluorescentNames } from './fluorescent.ts';
import { SpectraError, VISIBLE_31 } from './wavelengths.ts';

/** Chromaticities that CIE 15 prints for its fluorescent lamps (2 degree observer). */
const PUBLISHED: Readonly<Record<string, readonly [number, number]>> = {
  F1: [0.3131, 0.3371],
  F2: [0.3721, 0.3751],
  F3: [0.4091, 0.3941],
  F4: [0.4402, 0.4031],
  F5: [0.3138, 0.3452],
  F6: [0.3779, 0.3882],
  F7: [0.3129, 0.3292],
  F8: [0.3458, 0.3586],
  F9: [0.3741, 0.3727],
  F10: [0.3458, 0.3588],
  F11: [0.3805, 0.3769],
  F12: [0.437, 0.4042],
};

const dataFolder = new URL('../../../shared/data/spectra/', import.meta.url);

describe('fluorescent', () => {
  it('knows F1 to F12', () => {
    expect(fluorescentNames()).toEqual(Object.keys(PUBLISHED));
  });

  it('has the published chromaticities', () => {
    const grid = Array.from({ length: 81 }, (_, row) => 380 + 5 * row);
    const observer = cie1931(grid);
    for (const [name, [x, y]] of Object.entries(PUBLISHED)) {
      const power = fluorescent(name, grid);
      const [X, Y, Z] = [observer.x, observer.y, observer.z].map((curve) =>
        curve.reduce((sum, value, band) => sum + value * power[band], 0),
      );
      // The observer is interpolated linearly from 10 nm here, which is worth up to 0.001.
      expect(Math.abs(X / (X + Y + Z) - x), name).toBeLessThan(1.5e-3);
      expect(Math.abs(Y / (X + Y + Z) - y), name).toBeLessThan(1.5e-3);
    }
  });

  it('averages lines over the bands of a coarse grid', () => {
    // F2 of the standard around 540 nm: 8.88, 10.01, 24.88; around 560 nm: 14.59, 16.16, 17.56.
    const power = fluorescent('F2', VISIBLE_31);
    expect(power[16]).toBeCloseTo(100, 10);
    const at540 = (8.88 + 2 * 10.01 + 24.88) / 4;
    const at560 = (14.59 + 2 * 16.16 + 17.56) / 4;
    expect(power[14]).toBeCloseTo((100 * at540) / at560, 10);
  });

  it('is the table on a grid of 5 nm', () => {
    const power = fluorescent('F2', [540, 545, 550, 555, 560]);
    expect([...power].map((value) => (value * 16.16) / 100)).toEqual(
      [10.01, 24.88, 16.64, 14.59, 16.16].map((value) => expect.closeTo(value, 10)),
    );
  });

  it('refuses what is not tabulated', () => {
    expect(() => fluorescent('F13', VISIBLE_31)).toThrow(SpectraError);
    expect(() => fluorescent('F2', [370, 400])).toThrow('380..780 nm');
  });

  // Two samples of the F11 copy (410 and 650 nm) and one of F2 (700 nm) are not the triangle average of the
  // standard's table; all the others are.
  it.skipIf(!existsSync(dataFolder)).each([
    ['F2', 'ill_Fluorescent2.csv', [700]],
    ['F7', 'ill_Fluorescent7.csv', []],
    ['F11', 'ill_Fluorescent11.csv', [410, 650]],
  ] as const)('%s agrees with an independent copy', (name, file, odd) => {
    const wanted = readFileSync(new URL(file, dataFolder), 'utf8')
      .trim()
      .split('\n')[1]
      .split(',')
      .map(Number);
    const power = fluorescent(name, VISIBLE_31);
    const different = VISIBLE_31.filter((_, band) => {
      const copy = (100 * wanted[band]) / wanted[16];
      return Math.abs(power[band] - copy) > 0.003 * Math.max(copy, 1);
    });
    expect(different).toEqual([...odd]);
  });
});

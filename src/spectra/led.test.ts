import { describe, expect, it } from 'vitest';
import { cie1931 } from './colour-matching.ts';
import { blackBody, illuminant } from './illuminants.ts';
import { led, ledModel } from './led.ts';
import { SpectraError, VISIBLE_31 } from './wavelengths.ts';

const fine = Array.from({ length: 401 }, (_, row) => 380 + row);

function chromaticity(power: Float64Array, grid: readonly number[]): [number, number] {
  const { x, y, z } = cie1931(grid);
  const [X, Y, Z] = [x, y, z].map((curve) =>
    curve.reduce((sum, value, band) => sum + value * power[band], 0),
  );
  return [X / (X + Y + Z), Y / (X + Y + Z)];
}

describe('led', () => {
  it.each([2200, 3000, 4000, 6500, 8000])('%i K has the colour of the black body', (kelvin) => {
    const [x, y] = chromaticity(led(kelvin, fine), fine);
    const [wantedX, wantedY] = chromaticity(blackBody(kelvin, fine), fine);
    expect(Math.abs(x - wantedX)).toBeLessThan(1e-4);
    expect(Math.abs(y - wantedY)).toBeLessThan(1e-4);
  });

  it('is a blue peak, a gap and a broad hump that is redder and stronger when the light is warm', () => {
    const [warm, cold] = [3000, 6500].map((kelvin) => led(kelvin, fine));
    const at = (power: Float64Array, wavelength: number) => power[wavelength - 380];
    for (const power of [warm, cold]) {
      expect(at(power, 450)).toBeGreaterThan(3 * at(power, 485));
      expect(at(power, 560)).toBeCloseTo(100, 9);
      expect(Math.min(...power)).toBeGreaterThan(0);
    }
    expect(ledModel(3000).phosphorCentre).toBeGreaterThan(ledModel(6500).phosphorCentre + 20);
    expect(ledModel(3000).blueHeight).toBeLessThan(1);
    expect(ledModel(6500).blueHeight).toBeGreaterThan(1.5);
  });

  it('keeps the power of its blue peak on a coarse grid', () => {
    const powerBelow500 = (grid: readonly number[]) =>
      led(4000, grid).reduce((sum, value, band) => sum + (grid[band] < 500 ? value : 0), 0) *
      (grid[1] - grid[0]);
    const coarse = Array.from({ length: 14 }, (_, row) => 380 + 30 * row);
    expect(Math.abs(powerBelow500(coarse) / powerBelow500(fine) - 1)).toBeLessThan(0.1);
  });

  it('goes by its name', () => {
    expect([...illuminant('LED-3000', VISIBLE_31)]).toEqual([...led(3000, VISIBLE_31)]);
    expect([...illuminant('led:2700 K', VISIBLE_31)]).toEqual([...led(2700, VISIBLE_31)]);
  });

  it('refuses other temperatures and wavelengths', () => {
    expect(() => led(1900, VISIBLE_31)).toThrow(SpectraError);
    expect(() => led(Number.NaN, VISIBLE_31)).toThrow('2200..8000 K');
    expect(() => led(4000, [250, 560])).toThrow('300..830 nm');
  });
});

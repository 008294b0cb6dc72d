/**
 * Lights: the CIE illuminants by name, black bodies, daylight and model LEDs of any temperature, on any grid.
 * All are relative spectral power, 100 at 560 nm.
 */
import { closestNames } from './closest-names.ts';
import { DAYLIGHT_FIRST, DAYLIGHT_ROWS, DAYLIGHT_STEP } from './daylight-table.ts';
import { fluorescent, fluorescentNames } from './fluorescent.ts';
import { led } from './led.ts';
import { planck, SECOND_RADIATION } from './planck.ts';
import { SpectraError } from './spectra-error.ts';
import { checkGrid, resample } from './wavelengths.ts';

const DAYLIGHT_GRID: readonly number[] = DAYLIGHT_ROWS.map((_, row) => DAYLIGHT_FIRST + DAYLIGHT_STEP * row);

/**
 * Relative spectral power of a named light.
 *
 * @param name `A`, `D50`, `D55`, `D65`, `D75` or any `D` + hundreds of kelvin (`D40`..`D250`), a
 * fluorescent lamp `F1`..`F12`, `E` (equal energy), `blackbody:KELVIN`, `daylight:KELVIN` or `LED-KELVIN`
 * (a model of our own, see led.ts); case does not count.
 * @param grid wavelengths in nanometres, ascending.
 * @returns one value a wavelength, 100 at 560 nm.
 * @throws SpectraError if the name is unknown (with the nearest names), a temperature is out of range or
 * the grid leaves a tabulated light.
 * Source: CIE 15 (A, D, F series); the temperature of a D illuminant is its nominal one times 1.4388/1.4380,
 * about 5003, 5503, 6504 and 7504 K for D50..D75.
 */
export function illuminant(name: string, grid: readonly number[]): Float64Array {
  const key = name.trim().toUpperCase();
  if (key === 'A') return incandescent(grid);
  if (key === 'E') {
    checkGrid(grid);
    return new Float64Array(grid.length).fill(100);
  }
  const series = /^D(\d+(?:\.\d+)?)$/.exec(key);
  if (series !== null) return daylight(seriesKelvin(Number(series[1])), grid);
  const tempered = /^(BLACKBODY|DAYLIGHT):\s*(\d+(?:\.\d+)?)\s*K?$/.exec(key);
  if (tempered !== null) {
    const kelvin = Number(tempered[2]);
    return tempered[1] === 'DAYLIGHT' ? daylight(kelvin, grid) : blackBody(kelvin, grid);
  }
  const emitting = /^LED[-:]\s*(\d+(?:\.\d+)?)\s*K?$/.exec(key);
  if (emitting !== null) return led(Number(emitting[1]), grid);
  if (fluorescentNames().includes(key)) return fluorescent(key, grid);
  const nearest = closestNames(name, illuminantNames());
  throw new SpectraError(
    `expected one of ${illuminantNames().length} lights or a temperature, found '${name}'`,
    { hint: `did you mean ${nearest.join(', ')}? Also: blackbody:3200, daylight:5800, LED-2700` },
  );
}

/** The names of the lights that {@link illuminant} knows; of those given by temperature, three LEDs. */
export function illuminantNames(): string[] {
  return ['A', 'D50', 'D55', 'D65', 'D75', 'E', ...fluorescentNames(), 'LED-3000', 'LED-4000', 'LED-6500'];
}

/**
 * Relative spectral power of natural daylight.
 *
 * @param kelvin correlated colour temperature, 4000..25000 K.
 * @param grid wavelengths in nanometres within 300..830.
 * @returns one value a wavelength, 100 at 560 nm.
 * @throws SpectraError if the temperature or the grid is out of range.
 * Source: CIE 15, 3.1 (chromaticity of daylight, S0 + M1 S1 + M2 S2, M rounded to three decimals).
 */
export function daylight(kelvin: number, grid: readonly number[]): Float64Array {
  const { x, y } = daylightChromaticity(kelvin);
  checkGrid(grid);
  const end = DAYLIGHT_GRID[DAYLIGHT_GRID.length - 1];
  if (grid[0] < DAYLIGHT_FIRST || grid[grid.length - 1] > end) {
    throw new SpectraError(
      `expected wavelengths within ${DAYLIGHT_FIRST}..${end} nm, where daylight is tabulated, found ${grid[0]}..${grid[grid.length - 1]} nm`,
    );
  }
  const divisor = 0.0241 + 0.2562 * x - 0.7341 * y;
  const m1 = round3((-1.3515 - 1.7703 * x + 5.9114 * y) / divisor);
  const m2 = round3((0.03 - 31.4424 * x + 30.0717 * y) / divisor);
  const power = DAYLIGHT_ROWS.map(([s0, s1, s2]) => s0 + m1 * s1 + m2 * s2);
  return resample(power, DAYLIGHT_GRID, grid, 'nearest');
}

/**
 * CIE 1931 chromaticity of natural daylight.
 *
 * @param kelvin correlated colour temperature, 4000..25000 K.
 * @throws SpectraError if the temperature is out of range.
 * Source: CIE 15, equations 3.2 to 3.4.
 */
export function daylightChromaticity(kelvin: number): { x: number; y: number } {
  if (!(kelvin >= 4000 && kelvin <= 25000)) {
    throw new SpectraError(`expected a daylight temperature of 4000..25000 K, found ${kelvin} K`, {
      hint: 'warmer light is described by blackbody:KELVIN',
    });
  }
  const t = 1000 / kelvin;
  const x =
    kelvin <= 7000
      ? -4.607 * t ** 3 + 2.9678 * t ** 2 + 0.09911 * t + 0.244063
      : -2.0064 * t ** 3 + 1.9018 * t ** 2 + 0.24748 * t + 0.23704;
  return { x, y: -3 * x * x + 2.87 * x - 0.275 };
}

/**
 * Relative spectral power of a black body.
 *
 * @param kelvin temperature, 500..100000 K.
 * @param grid wavelengths in nanometres, ascending.
 * @returns one value a wavelength, 100 at 560 nm.
 * @throws SpectraError if the temperature is out of range or the grid does not ascend.
 * Source: Planck's law with the CODATA 2018 constant.
 */
export function blackBody(kelvin: number, grid: readonly number[]): Float64Array {
  if (!(kelvin >= 500 && kelvin <= 100000)) {
    throw new SpectraError(`expected a black-body temperature of 500..100000 K, found ${kelvin} K`);
  }
  return planck(SECOND_RADIATION / kelvin, grid);
}

/** CIE standard illuminant A: c2 / T is 1.435e7 / 2848 nm by definition (CIE 15, equation 3.1). */
function incandescent(grid: readonly number[]): Float64Array {
  return planck(1.435e7 / 2848, grid);
}

/** Temperature of a D illuminant: its name counts with the radiation constant of 1967. */
function seriesKelvin(hundreds: number): number {
  return (100 * hundreds * 1.4388) / 1.438;
}

function round3(value: number): number {
  return Math.round(1000 * value) / 1000;
}

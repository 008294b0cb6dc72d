/**
 * Wavelengths of the bands of a file: units brought to nanometres, bands put in ascending order, and the one
 * assumption that is made, said aloud, when a file is silent.
 */
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { CubeError } from './spectral-cube.ts';

/** Nanometres in one of each unit that band centres are given in; other spellings are refused. */
const NANOMETRES: Readonly<Record<string, number>> = {
  nanometers: 1,
  nanometres: 1,
  nanometer: 1,
  nm: 1,
  micrometers: 1000,
  micrometres: 1000,
  micrometer: 1000,
  microns: 1000,
  um: 1000,
  '\u00b5m': 1000,
  '\u03bcm': 1000,
  angstroms: 0.1,
};

/** Band centres of a file, ascending, and where in the file each band stands. */
export interface BandOrder {
  readonly wavelengths: readonly number[];
  /** `fileBands[band]` is the position in the file of the band with `wavelengths[band]`. */
  readonly fileBands: readonly number[];
  readonly notes: readonly string[];
}

/**
 * Band centres in nanometres. Where the unit is absent or "Unknown", values below 100 are taken as
 * micrometres and others as nanometres, and the note says so.
 *
 * @throws CubeError if the unit is no length that is known.
 */
export function toNanometres(
  values: readonly number[],
  unit: string | undefined,
  file: string,
): { readonly wavelengths: readonly number[]; readonly notes: readonly string[] } {
  const name = (unit ?? 'unknown').trim().toLowerCase();
  if (name === '' || name === 'unknown') {
    const micrometres = values.every((value) => value < 100);
    const taken = micrometres ? 'micrometres' : 'nanometres';
    return {
      wavelengths: micrometres ? values.map((value) => scaled(value, 1000)) : values,
      notes: [`${file} does not give the unit of its wavelengths; they were taken as ${taken}`],
    };
  }
  const factor = Object.hasOwn(NANOMETRES, name) ? NANOMETRES[name] : undefined;
  if (factor === undefined) {
    throw new CubeError(
      `expected 'wavelength units' in nanometers or micrometers, found '${unit?.slice(0, 40)}'`,
      {
        hint: `convert the wavelengths in ${file} to nanometers`,
      },
    );
  }
  return { wavelengths: factor === 1 ? values : values.map((value) => scaled(value, factor)), notes: [] };
}

/** A product without the last digits' rounding error: 0.57 micrometres are 570 nm, not 569.9999999999999. */
function scaled(value: number, factor: number): number {
  return Number((value * factor).toPrecision(12));
}

/**
 * Orders bands by wavelength. Without wavelengths, a file of 31 bands is taken as 400..700 nm in steps of
 * 10 nm, with a note; any other number of bands is refused.
 *
 * @param supply what the person can add to say the wavelengths, for the message.
 * @throws CubeError if the number of wavelengths is not that of the bands, if one is not a positive number,
 * if two are equal, or if there are none and the bands are not 31.
 */
export function orderBands(
  wavelengths: readonly number[] | undefined,
  bands: number,
  file: string,
  supply: string,
): BandOrder {
  if (wavelengths === undefined) {
    if (bands !== VISIBLE_31.length) {
      throw new CubeError(`expected the wavelengths of ${bands} bands, found none in ${file}`, {
        hint: supply,
      });
    }
    return {
      wavelengths: VISIBLE_31,
      fileBands: VISIBLE_31.map((_, band) => band),
      notes: [
        `${file} does not give its wavelengths; its 31 bands were taken as 400..700 nm in steps of 10 nm`,
      ],
    };
  }
  if (wavelengths.length !== bands) {
    throw new CubeError(`expected ${bands} wavelengths, one a band, found ${wavelengths.length} in ${file}`, {
      hint: `check the number of bands and the wavelengths in ${file}`,
    });
  }
  const bad = wavelengths.findIndex((wavelength) => !(Number.isFinite(wavelength) && wavelength > 0));
  if (bad >= 0) {
    throw new CubeError(
      `expected wavelengths that are positive numbers, found ${wavelengths[bad]} at band ${bad + 1} in ${file}`,
    );
  }
  const fileBands = wavelengths.map((_, band) => band).sort((a, b) => wavelengths[a] - wavelengths[b]);
  const sorted = fileBands.map((band) => wavelengths[band]);
  const twice = sorted.findIndex((wavelength, band) => band > 0 && wavelength === sorted[band - 1]);
  if (twice >= 0) {
    throw new CubeError(`expected each wavelength once, found ${sorted[twice]} nm twice in ${file}`);
  }
  const moved = fileBands.some((position, band) => position !== band);
  return {
    wavelengths: sorted,
    fileBands,
    notes: moved
      ? [`the bands of ${file} do not ascend in wavelength; they were put in ascending order`]
      : [],
  };
}

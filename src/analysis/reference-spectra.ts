/**
 * A small library of spectra to compare with, all of our own making or from standards: ideal greys and filters, model
 * pigments of the sample scene, lights. None is measured; each says where it comes from.
 */
import { PIGMENT_RECIPES } from '../reconstruction/sample/palette.ts';
import { thickLayer } from '../reconstruction/sample/pigments.ts';
import { overlapWith } from '../spectra/band-edges.ts';
import { illuminant } from '../spectra/illuminants.ts';
import { SpectraError } from '../spectra/spectra-error.ts';

/** A spectrum to compare with. */
export interface ReferenceSpectrum {
  /** Short and stable, such as `leaf`. */
  readonly id: string;
  readonly name: string;
  readonly group: 'neutral' | 'material' | 'filter' | 'light';
  readonly description: string;
  readonly source: string;
  /** Reflectance and transmittance are 0..1, relative power is 100 at 560 nm. */
  readonly quantity: 'reflectance' | 'transmittance' | 'relative power';
  /** One value a wavelength. */
  readonly values: Float64Array;
}

type Described = Omit<ReferenceSpectrum, 'values'> & {
  /** Undefined where the grid leaves what is known. */
  readonly on: (wavelengths: readonly number[]) => Float64Array | undefined;
};

const GREYS = [90, 50, 18, 5] as const;

const MATERIALS: readonly (readonly [recipe: keyof typeof PIGMENT_RECIPES, name: string, what: string])[] = [
  ['leaf', 'green leaf', 'chlorophyll with carotenoids: the green bump, the red edge near 690 nm'],
  ['paleLeaf', 'young leaf', 'less chlorophyll than a grown leaf'],
  ['autumnLeaf', 'autumn leaf', 'carotenoids and tannin after the chlorophyll is gone'],
  ['autumnRed', 'red autumn leaf', 'anthocyanin over carotenoids'],
  ['lemon', 'lemon peel', 'carotenoids: a step near 500 nm'],
  ['orange', 'orange peel', 'carotenoids whose step lies 24 nm further to the red'],
  ['appleRed', 'red apple', 'anthocyanin of acid cells: a step near 600 nm'],
  ['blueberry', 'blueberry', 'anthocyanin of less acid cells'],
  ['cloth', 'blue cloth', 'a dye of the phthalocyanine kind'],
  ['oakLight', 'oak', 'tannin: rises evenly towards the red'],
];

const FILTERS: readonly (readonly [id: string, name: string, from: number, to: number])[] = [
  ['short-pass-500', 'short-pass 500 nm', Number.NEGATIVE_INFINITY, 500],
  ['band-pass-500-600', 'band-pass 500 to 600 nm', 500, 600],
  ['long-pass-550', 'long-pass 550 nm', 550, Number.POSITIVE_INFINITY],
  ['long-pass-600', 'long-pass 600 nm', 600, Number.POSITIVE_INFINITY],
];

const CIE = 'CIE 15';
const OURS = 'model of ours';
const LIGHTS: readonly (readonly [name: string, what: string, source: string])[] = [
  ['D65', 'average daylight, 6500 K', CIE],
  ['D50', 'daylight near the horizon, 5000 K', CIE],
  ['A', 'tungsten lamp, 2856 K', CIE],
  ['F2', 'fluorescent lamp, cool white', CIE],
  ['F11', 'fluorescent lamp of three narrow bands', CIE],
  ['LED-3000', 'warm white LED: blue peak and phosphor', OURS],
  ['LED-6500', 'cold white LED: blue peak and phosphor', OURS],
];

const DESCRIBED: readonly Described[] = [
  ...GREYS.map(
    (percent): Described => ({
      id: `grey-${percent}`,
      name: `grey ${percent} %`,
      group: 'neutral',
      description: `returns ${percent} % of the light at every wavelength`,
      source: 'ideal',
      quantity: 'reflectance',
      on: ({ length }) => new Float64Array(length).fill(percent / 100),
    }),
  ),
  ...MATERIALS.map(
    ([recipe, name, description]): Described => ({
      id: recipe,
      name,
      group: 'material',
      description,
      source:
        'model of ours: Gaussian absorption bands around published maxima in a scattering body (Kubelka and Munk 1931)',
      quantity: 'reflectance',
      on: (wavelengths) => {
        const seen = wavelengths[0] >= 380 && wavelengths[wavelengths.length - 1] <= 780;
        return seen ? thickLayer(PIGMENT_RECIPES[recipe], wavelengths) : undefined;
      },
    }),
  ),
  ...FILTERS.map(
    ([id, name, from, to]): Described => ({
      id,
      name,
      group: 'filter',
      description:
        'lets everything pass within its edges and nothing beyond; a band at an edge passes in part',
      source: 'ideal',
      quantity: 'transmittance',
      on: (wavelengths) => {
        const widths = overlapWith(wavelengths, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
        return overlapWith(wavelengths, from, to).map((passed, band) => passed / widths[band]);
      },
    }),
  ),
  ...LIGHTS.map(
    ([name, description, source]): Described => ({
      id: `light-${name}`,
      name,
      group: 'light',
      description,
      source,
      quantity: 'relative power',
      on: (wavelengths) => lightOn(name, wavelengths),
    }),
  ),
];

/**
 * The library on a grid of wavelengths. What is not known over the whole grid is left out: pigments hold for 380..780
 * nm, fluorescent lamps too, daylight and LEDs for 300..830 nm.
 *
 * @param wavelengths nanometres, ascending.
 * @throws SpectraError if the grid does not ascend.
 */
export function referenceSpectra(wavelengths: readonly number[]): ReferenceSpectrum[] {
  return DESCRIBED.flatMap(({ on, ...described }) => {
    const values = on(wavelengths);
    return values === undefined ? [] : [{ ...described, values }];
  });
}

function lightOn(name: string, wavelengths: readonly number[]): Float64Array | undefined {
  try {
    return illuminant(name, wavelengths);
  } catch (error) {
    if (error instanceof SpectraError) return undefined; // the light is not tabulated over this grid
    throw error;
  }
}

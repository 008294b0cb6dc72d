/**
 * Reflectances of coloured matter: absorption of pigments, each a few Gaussians of our own around the
 * published maxima, in a scattering body by the theory of Kubelka and Munk. They are plausible (a leaf has
 * its green bump and red edge, a lemon the steps of its carotenoids), not measured.
 *
 * Sources of the maxima: H. K. Lichtenthaler, Methods in Enzymology 148 (1987) 350 (chlorophylls and
 * carotenoids); S. Jacquemoud, F. Baret, Remote Sensing of Environment 34 (1990) 75 (leaves, PROSPECT);
 * M. M. Giusti, R. E. Wrolstad, Current Protocols in Food Analytical Chemistry (2001) F1.2 (anthocyanins).
 */

/** Absorption relative to scattering, by pigment; all at least 0. */
export interface Recipe {
  readonly chlorophyll?: number;
  readonly carotenoid?: number;
  /** Carotenoids whose steps lie 24 nm further to the red, as in orange peel. */
  readonly redCarotenoid?: number;
  readonly anthocyanin?: number;
  /** The same pigment in less acid cells: bluer, as in blueberries. */
  readonly blueAnthocyanin?: number;
  readonly tannin?: number;
  /** A textile dye of the phthalocyanine kind. */
  readonly blueDye?: number;
  /** The same at all wavelengths. */
  readonly grey?: number;
}

/** Height, centre and standard deviation, the latter two in nm. */
type Peak = readonly [height: number, centre: number, deviation: number];

const CHLOROPHYLL: readonly Peak[] = [
  [1, 436, 20],
  [0.8, 470, 19],
  [0.12, 560, 60],
  [0.26, 618, 20],
  [0.42, 648, 15],
  [0.95, 677, 12],
];
const CAROTENOID: readonly Peak[] = [
  [0.5, 400, 24],
  [0.75, 424, 18],
  [1, 450, 17],
  [0.9, 480, 14],
];
const ANTHOCYANIN: readonly Peak[] = [
  [1, 535, 36],
  [0.4, 496, 30],
  [0.35, 408, 34],
];
const BLUE_ANTHOCYANIN: readonly Peak[] = [
  [1, 588, 42],
  [0.55, 540, 38],
  [0.35, 640, 34],
  [0.12, 400, 30],
];
const BLUE_DYE: readonly Peak[] = [
  [0.85, 612, 30],
  [1, 672, 34],
  [0.22, 560, 36],
  [0.16, 400, 26],
];

/**
 * Reflectance of a thick layer on a grid of wavelengths, in 0..1: 1 + q - sqrt(q^2 + 2 q), where q is
 * absorption over scattering.
 *
 * Source: P. Kubelka, F. Munk, Zeitschrift fuer technische Physik 12 (1931) 593.
 */
export function thickLayer(recipe: Recipe, grid: readonly number[]): Float64Array {
  return Float64Array.from(grid, (wavelength) => {
    const q =
      (recipe.grey ?? 0) +
      (recipe.chlorophyll ?? 0) * absorption(CHLOROPHYLL, wavelength) +
      (recipe.carotenoid ?? 0) * absorption(CAROTENOID, wavelength) +
      (recipe.redCarotenoid ?? 0) * absorption(CAROTENOID, wavelength - 24) +
      (recipe.anthocyanin ?? 0) * absorption(ANTHOCYANIN, wavelength) +
      (recipe.blueAnthocyanin ?? 0) * absorption(BLUE_ANTHOCYANIN, wavelength) +
      (recipe.blueDye ?? 0) * absorption(BLUE_DYE, wavelength) +
      (recipe.tannin ?? 0) * Math.exp((400 - wavelength) / 95);
    return 1 + q - Math.sqrt(q * q + 2 * q);
  });
}

function absorption(peaks: readonly Peak[], wavelength: number): number {
  return peaks.reduce(
    (sum, [height, centre, deviation]) =>
      sum + height * Math.exp(-0.5 * ((wavelength - centre) / deviation) ** 2),
    0,
  );
}

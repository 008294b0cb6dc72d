/**
 * The pure materials of the sample scene. Every pixel is a mixture of them, so its spectrum is known exactly.
 */
import { decodeSrgb } from '../../spectra/srgb.ts';
import { type Recipe, thickLayer } from './pigments.ts';
import { fitSigmoid, ReflectanceError, sigmoidReflectance } from './sigmoid-reflectance.ts';

/** What the coloured matter of the scene is made of. */
export const PIGMENT_RECIPES = {
  leaf: { chlorophyll: 9, carotenoid: 3.5, grey: 0.1 },
  paleLeaf: { chlorophyll: 3, carotenoid: 2, grey: 0.05 },
  vein: { chlorophyll: 1.2, carotenoid: 1.2, grey: 0.03 },
  autumnLeaf: { redCarotenoid: 5, anthocyanin: 0.7, tannin: 1.5, grey: 0.08 },
  autumnRed: { redCarotenoid: 4, anthocyanin: 5, tannin: 2, grey: 0.1 },
  lemon: { carotenoid: 2.6, tannin: 0.05, grey: 0.012 },
  lemonShade: { carotenoid: 2.8, chlorophyll: 0.25, tannin: 0.15, grey: 0.03 },
  orange: { redCarotenoid: 4.2, anthocyanin: 0.1, tannin: 0.1, grey: 0.015 },
  orangeDeep: { redCarotenoid: 5.5, anthocyanin: 0.35, tannin: 0.2, grey: 0.03 },
  appleRed: { anthocyanin: 6, carotenoid: 4, chlorophyll: 0.15, grey: 0.02 },
  appleDeep: { anthocyanin: 12, carotenoid: 4, blueAnthocyanin: 0.3, grey: 0.06 },
  appleYellow: { carotenoid: 1.7, chlorophyll: 0.35, tannin: 0.1, grey: 0.02 },
  pear: { carotenoid: 1.5, chlorophyll: 0.75, tannin: 0.12, grey: 0.02 },
  pearBlush: { carotenoid: 1.6, anthocyanin: 0.8, chlorophyll: 0.2, tannin: 0.2, grey: 0.03 },
  russet: { tannin: 3.5, carotenoid: 0.5, grey: 0.15 },
  plum: { anthocyanin: 6, blueAnthocyanin: 6, grey: 0.5 },
  plumRed: { anthocyanin: 8, blueAnthocyanin: 1.5, grey: 0.15 },
  blueberry: { blueAnthocyanin: 7, anthocyanin: 2.5, grey: 0.7 },
  bloom: { blueAnthocyanin: 0.5, grey: 0.22, tannin: 0.02 },
  stem: { tannin: 5, chlorophyll: 0.3, grey: 0.35 },
  oakLight: { tannin: 1.2, redCarotenoid: 0.16, grey: 0.025 },
  oakDark: { tannin: 4, redCarotenoid: 0.45, grey: 0.12 },
  cloth: { blueDye: 1.1, grey: 0.42, tannin: 0.1 },
  clothDark: { blueDye: 2.2, grey: 0.9, tannin: 0.15 },
} as const satisfies Record<string, Recipe>;

/** Sigmoid patches by the sRGB colour that they are fitted to: muted tones, then strong ones. */
const SIGMOID_COLOURS = [
  ['#6f4e3b', '#d9a184', '#6b8caf', '#5e7345', '#8a86bd', '#79c2ab'],
  ['#2b3f94', '#3f9450', '#b03238', '#ecc92f', '#b8508f', '#2f8fa8'],
] as const;

/** Gaussian patches: height above the floor (negative: a notch), centre and standard deviation in nm. */
const GAUSSIAN_PATCHES = [
  [0.62, 0.08, 455, 32],
  [0.5, 0.16, 505, 36],
  [0.5, 0.1, 550, 36],
  [0.7, 0.08, 615, 34],
  [-0.68, 0.8, 545, 42],
  [-0.66, 0.74, 448, 42],
] as const;

/** Reflectances of the grey patches, about evenly spaced to the eye. */
const GREYS = [0.9, 0.58, 0.35, 0.19, 0.09, 0.03] as const;

/** Rows and columns of the colour chart. */
export const CHART_ROWS = 4;
export const CHART_COLUMNS = 6;

/** Names of the materials other than chart patches. */
export type MaterialName = keyof typeof PIGMENT_RECIPES | 'white' | 'board';

/** All materials with their reflectances. */
export interface Palette {
  readonly wavelengths: readonly number[];
  readonly spectra: readonly Float64Array[];
  /** Index of a material in `spectra`. */
  index(name: MaterialName): number;
  /** Indices of the 24 chart patches, row by row: muted, narrow, strong, greys. */
  readonly patches: readonly number[];
}

/** Builds the palette on a grid of wavelengths in nanometres; every reflectance lies in 0..1. */
export function createPalette(wavelengths: readonly number[]): Palette {
  const spectra: Float64Array[] = [];
  const add = (spectrum: Float64Array) => spectra.push(spectrum) - 1;
  const flat = (level: number) => add(new Float64Array(wavelengths.length).fill(level));
  const positions = new Map<string, number>([
    ['white', flat(1)],
    ['board', flat(0.06)],
  ]);
  for (const [name, recipe] of Object.entries<Recipe>(PIGMENT_RECIPES)) {
    positions.set(name, add(thickLayer(recipe, wavelengths)));
  }
  const sigmoid = (hex: string) =>
    add(sigmoidReflectance(fitSigmoid(linearColour(hex), wavelengths), wavelengths));
  const patches = [
    ...SIGMOID_COLOURS[0].map(sigmoid),
    ...GAUSSIAN_PATCHES.map(([height, floor, centre, deviation]) =>
      add(
        Float64Array.from(
          wavelengths,
          (wavelength) => floor + height * Math.exp(-0.5 * ((wavelength - centre) / deviation) ** 2),
        ),
      ),
    ),
    ...SIGMOID_COLOURS[1].map(sigmoid),
    ...GREYS.map(flat),
  ];
  function index(name: MaterialName): number {
    const position = positions.get(name);
    if (position === undefined)
      throw new ReflectanceError(`expected a material of the palette, found ${name}`);
    return position;
  }
  return { wavelengths, spectra, index, patches };
}

/** Linear sRGB of `#rrggbb`. */
function linearColour(hex: string): [number, number, number] {
  const channel = (from: number) => decodeSrgb(Number.parseInt(hex.slice(from, from + 2), 16) / 255);
  return [channel(1), channel(3), channel(5)];
}

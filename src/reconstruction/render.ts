/**
 * A spectral image as a picture: true colour through the CIE 1931 observer under a chosen light, or false
 * colour from three bands. Both are one 3 x bands matrix, so rows of any cube can be rendered on their own.
 */
import { projectPlanar } from '../camera/project-planar.ts';
import { multiply3, invert3 } from '../camera/three-by-three.ts';
import { developedSrgbResponse } from '../camera/effective-response.ts';
import type { Quantity, SpectralCube } from '../cube/spectral-cube.ts';
import { SpectraliftError } from '../errors.ts';
import { overlapWith } from '../spectra/band-edges.ts';
import { cie1931 } from '../spectra/colour-matching.ts';
import { illuminant } from '../spectra/illuminants.ts';
import { type LinearRgbImage, linearRgbImage, XYZ_TO_LINEAR_SRGB } from '../spectra/srgb.ts';

/** A cube that cannot be shown in the way that was asked for. */
export class RenderError extends SpectraliftError {
  readonly _tag = 'RenderError';
}

/** A way to turn spectra into linear sRGB. */
export interface Rendering {
  /** What the picture shows, in words. */
  readonly description: string;
  /** 3 x bands, row-major, rows red, green, blue of linear sRGB. */
  readonly matrix: Float64Array;
  /**
   * Planar [bands, pixels] to planar [3, pixels], linear sRGB, white = 1; colours outside sRGB leave 0..1.
   *
   * @throws RenderError if the number of samples is no multiple of the number of bands.
   */
  apply(spectra: Float32Array): Float32Array;
}

/** A light that is given by its spectrum, not by its name. */
export interface Light {
  readonly name: string;
  /** Relative power, one value a wavelength of what is shown; its scale does not matter. */
  readonly power: ArrayLike<number>;
}

/** Wavelengths that the observer sees, nm. */
const SEEN_FROM = 380;
const SEEN_TO = 780;

/**
 * XYZ to the cone-like space in which white points are adapted, 3 x 3 row-major.
 * Source: K. M. Lam 1985 ("Bradford"), as in ICC.1:2004-10, annex E.
 */
const BRADFORD: readonly number[] = [
  0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296,
];

/**
 * How a spectral image looks.
 *
 * Reflectance is shown under a light (D65 if none is named), radiance as it is, with equal energy as white.
 * Either way a flat spectrum of 1 becomes exactly white (1, 1, 1): the white point is adapted to that of
 * sRGB in Bradford space. Under D65 the rendering is the developed-sRGB response itself, so that a cube that
 * was made from a developed picture gives that picture back. A quantity that is not known counts as
 * reflectance if a light is named, else as radiance.
 *
 * @param wavelengths nanometres, ascending; bands outside 380..780 nm are not seen.
 * @param light a name that {@link illuminant} knows, or a spectrum.
 * @throws RenderError if fewer than 3 bands are seen, if a light is given for radiance, which holds its
 * own light already, or if a spectrum does not fit the wavelengths, is negative or dark.
 * @throws SpectraError if the name is unknown.
 * Source: CIE 15 (observer), IEC 61966-2-1 (sRGB), ICC.1:2004-10 annex E (adaptation).
 */
export function trueColour(
  wavelengths: readonly number[],
  quantity: Quantity,
  light?: string | Light,
): Rendering {
  if (quantity === 'radiance' && light !== undefined) {
    throw new RenderError(`expected reflectance to show under ${nameOf(light)}, found radiance`, {
      hint: 'radiance holds its own light: render it without naming one',
    });
  }
  const seen = wavelengths.map((_, band) => band).filter((band) => isSeen(wavelengths[band]));
  if (seen.length < 3) {
    throw new RenderError(
      `expected at least 3 bands in ${SEEN_FROM}..${SEEN_TO} nm, found ${seen.length} of ${wavelengths.length}`,
      { hint: 'render three bands in false colour instead' },
    );
  }
  const grid = seen.map((band) => wavelengths[band]);
  const lit = quantity === 'reflectance' || light !== undefined;
  const shownUnder = typeof light === 'object' ? light : nameOf(light ?? (lit ? 'D65' : 'E'));
  const onSeen =
    shownUnder === 'D65' && isEven(grid)
      ? developedSrgbResponse(grid).matrix
      : adaptedMatrix(grid, seenPower(shownUnder, wavelengths, seen));
  const matrix = new Float64Array(3 * wavelengths.length);
  for (let channel = 0; channel < 3; channel++) {
    for (const [column, band] of seen.entries()) {
      matrix[channel * wavelengths.length + band] = onSeen[channel * grid.length + column];
    }
  }
  const description = lit ? `true colour under ${nameOf(shownUnder)}` : 'true colour, light as recorded';
  return rendering(matrix, wavelengths.length, description);
}

/**
 * Three bands as red, green and blue, each the band nearest to a wanted wavelength, values as they are.
 *
 * @param wavelengths nanometres, ascending. @param wanted wavelengths for red, green and blue, nm.
 * @throws RenderError if a wanted wavelength lies outside the bands.
 */
export function falseColour(
  wavelengths: readonly number[],
  wanted: readonly [red: number, green: number, blue: number],
): Rendering {
  const bands = wavelengths.length;
  const matrix = new Float64Array(3 * bands);
  const chosen = wanted.map((wavelength, channel) => {
    const band = nearestBand(wavelengths, wavelength);
    matrix[channel * bands + band] = 1;
    return wavelengths[band];
  });
  return rendering(matrix, bands, `false colour of ${chosen.join(', ')} nm`);
}

/**
 * Renders a whole cube.
 *
 * @param exposure factor on all values; 1 changes nothing.
 */
export function renderCube(cube: SpectralCube, how: Rendering, exposure = 1): LinearRgbImage {
  const data = how.apply(cube.data);
  if (exposure !== 1) {
    for (let index = 0; index < data.length; index++) data[index] *= exposure;
  }
  return linearRgbImage(cube.width, cube.height, data);
}

/** The observer under a light, white adapted to that of sRGB, 3 x grid. */
function adaptedMatrix(grid: readonly number[], power: ArrayLike<number>): Float64Array {
  const { x, y, z } = cie1931(grid);
  const widths = overlapWith(grid, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  const observer = [x, y, z].map((curve) => curve.map((value, band) => value * power[band] * widths[band]));
  const sums = observer.map((curve) => curve.reduce((sum, value) => sum + value, 0));
  const white = sums.map((sum) => sum / sums[1]);
  const toRgb = multiply3(
    XYZ_TO_LINEAR_SRGB,
    adaptation(white, apply3(invert3(XYZ_TO_LINEAR_SRGB), [1, 1, 1])),
  );
  const matrix = new Float64Array(3 * grid.length);
  for (let band = 0; band < grid.length; band++) {
    const rgb = apply3(
      toRgb,
      observer.map((curve) => curve[band] / sums[1]),
    );
    for (let channel = 0; channel < 3; channel++) matrix[channel * grid.length + band] = rgb[channel];
  }
  return matrix;
}

/** 3 x 3 matrix that takes XYZ seen under one white to XYZ that look alike under another. */
function adaptation(from: readonly number[], to: readonly number[]): Float64Array {
  const source = apply3(BRADFORD, from);
  const target = apply3(BRADFORD, to);
  const scaled = BRADFORD.map((value, index) => {
    const row = Math.floor(index / 3);
    return (value * target[row]) / source[row];
  });
  return multiply3(invert3(BRADFORD), scaled);
}

function apply3(matrix: ArrayLike<number>, vector: readonly number[]): [number, number, number] {
  const row = (index: number) =>
    matrix[3 * index] * vector[0] + matrix[3 * index + 1] * vector[1] + matrix[3 * index + 2] * vector[2];
  return [row(0), row(1), row(2)];
}

function rendering(matrix: Float64Array, bands: number, description: string): Rendering {
  function apply(spectra: Float32Array): Float32Array {
    if (spectra.length % bands !== 0) {
      throw new RenderError(
        `expected a multiple of ${bands} samples, one a band and pixel, found ${spectra.length}`,
      );
    }
    return projectPlanar(matrix, spectra);
  }
  return { description, matrix, apply };
}

/** The name of a light; one that is known by it in capitals. */
function nameOf(light: string | Light): string {
  return typeof light === 'string' ? light.trim().toUpperCase() : light.name;
}

/** Power of the light in the bands that are seen. */
function seenPower(
  light: string | Light,
  wavelengths: readonly number[],
  seen: readonly number[],
): ArrayLike<number> {
  const grid = seen.map((band) => wavelengths[band]);
  if (typeof light === 'string') return illuminant(light, grid);
  const { name, power } = light;
  if (power.length !== wavelengths.length) {
    throw new RenderError(
      `expected ${wavelengths.length} values of the light ${name}, one a wavelength, found ${power.length}`,
    );
  }
  const values = seen.map((band) => power[band]);
  const wrong = values.findIndex((value) => !(Number.isFinite(value) && value >= 0));
  if (wrong !== -1) {
    throw new RenderError(
      `expected the light ${name} to be finite and not negative, found ${values[wrong]} at ${grid[wrong]} nm`,
    );
  }
  if (!values.some((value) => value > 0)) {
    throw new RenderError(`expected the light ${name} to shine where eyes see, found none`);
  }
  return values;
}

function isSeen(wavelength: number): boolean {
  return wavelength >= SEEN_FROM && wavelength <= SEEN_TO;
}

/** Whether all steps of the grid are equal to a thousandth. */
function isEven(grid: readonly number[]): boolean {
  const step = grid[1] - grid[0];
  return grid.every((value, band) => band === 0 || Math.abs(value - grid[band - 1] - step) < 1e-3 * step);
}

function nearestBand(wavelengths: readonly number[], wanted: number): number {
  const first = wavelengths[0];
  const last = wavelengths[wavelengths.length - 1];
  if (!(wanted >= first && wanted <= last)) {
    throw new RenderError(`expected a wavelength in ${first}..${last} nm, found ${wanted} nm`);
  }
  let nearest = 0;
  for (let band = 1; band < wavelengths.length; band++) {
    if (Math.abs(wavelengths[band] - wanted) < Math.abs(wavelengths[nearest] - wanted)) nearest = band;
  }
  return nearest;
}

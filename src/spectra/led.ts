/**
 * White light as LEDs make it: a narrow blue emission and the broad glow of a phosphor that it excites. A model of our
 * own, two Gaussians whose mixture has exactly the colour of a black body; no CIE illuminant (the LED-B series of
 * CIE 15:2018 is measured) and no product. It stands for the kind: a gap near 480 nm, little beyond 700 nm.
 *
 * Shape: E. F. Schubert, Light-Emitting Diodes (2nd edition, 2006), chapter 21: blue emission near 450 nm about 20 nm
 * wide, phosphor some 120 nm wide, both at half their height.
 */
import { bandAverages } from './band-averages.ts';
import { cie1931 } from './colour-matching.ts';
import { planck, SECOND_RADIATION } from './planck.ts';
import { SpectraError } from './spectra-error.ts';

/** Centre and standard deviation of the blue emission, nm. */
const [BLUE_CENTRE, BLUE_DEVIATION] = [450, 9];
/** Standard deviation of the phosphor, nm. */
const PHOSPHOR_DEVIATION = 52;
/** Centres between which the phosphor of a temperature is looked for, nm. */
const [FIRST_CENTRE, LAST_CENTRE] = [520, 640];
/** Coldest and hottest black body whose colour the model takes, K. */
const [COLDEST, HOTTEST] = [2200, 8000];

const TABLE_STEP = 2;
/** 300..830 nm, where daylight is tabulated too. */
const TABLE_GRID: readonly number[] = Array.from({ length: 266 }, (_, row) => 300 + TABLE_STEP * row);
const OBSERVER = cie1931(TABLE_GRID);
const BLUE = gaussian(BLUE_CENTRE, BLUE_DEVIATION);

/** What the model of a temperature is made of. */
export interface LedModel {
  /** Centre of the phosphor's emission, nm. */
  readonly phosphorCentre: number;
  /** Height of the blue emission, that of the phosphor being 1. */
  readonly blueHeight: number;
}

/**
 * Relative spectral power of a white LED.
 *
 * @param kelvin correlated colour temperature, 2200..8000 K: the light has the chromaticity of this black body.
 * @param grid wavelengths in nanometres within 300..830; a grid coarser than 2 nm gets averages over its bands.
 * @returns one value a wavelength, 100 at 560 nm.
 * @throws SpectraError if the temperature is out of range or the grid leaves 300..830 nm.
 */
export function led(kelvin: number, grid: readonly number[]): Float64Array {
  const { phosphorCentre, blueHeight } = ledModel(kelvin);
  const table = gaussian(phosphorCentre, PHOSPHOR_DEVIATION);
  for (let row = 0; row < table.length; row++) table[row] += blueHeight * BLUE[row];
  return bandAverages(table, TABLE_GRID, grid, `LED-${kelvin}`);
}

/**
 * The phosphor and the share of blue that give the colour of a black body: the centre by bisection, since it must lie
 * on the line from the blue through the colour, then the share.
 *
 * @throws SpectraError if the temperature is not in 2200..8000 K.
 */
export function ledModel(kelvin: number): LedModel {
  if (!(kelvin >= COLDEST && kelvin <= HOTTEST)) {
    throw new SpectraError(`expected an LED of ${COLDEST}..${HOTTEST} K, found ${kelvin} K`, {
      hint: 'other temperatures: blackbody:KELVIN, daylight:KELVIN',
    });
  }
  const wanted = tristimulus(planck(SECOND_RADIATION / kelvin, TABLE_GRID));
  const blue = tristimulus(BLUE);
  /** The phosphor in the plane of blue and the wanted colour: 0 if it lies in it, positive if it is too red. */
  const side = (centre: number): number => {
    const phosphor = tristimulus(gaussian(centre, PHOSPHOR_DEVIATION));
    return (
      phosphor.X * (blue.Z * wanted.Y - blue.Y * wanted.Z) +
      phosphor.Y * (blue.X * wanted.Z - blue.Z * wanted.X) +
      phosphor.Z * (blue.Y * wanted.X - blue.X * wanted.Y)
    );
  };
  let [low, high] = [FIRST_CENTRE, LAST_CENTRE];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (side(middle) < 0) low = middle;
    else high = middle;
  }
  const phosphor = tristimulus(gaussian(low, PHOSPHOR_DEVIATION));
  // Of blueHeight * blue + phosphor, X : Y must be as wanted.
  const blueHeight =
    (phosphor.Y * wanted.X - phosphor.X * wanted.Y) / (blue.X * wanted.Y - blue.Y * wanted.X);
  return { phosphorCentre: low, blueHeight };
}

function gaussian(centre: number, deviation: number): Float64Array {
  return Float64Array.from(TABLE_GRID, (wavelength) =>
    Math.exp(-0.5 * ((wavelength - centre) / deviation) ** 2),
  );
}

function tristimulus(power: Float64Array): { X: number; Y: number; Z: number } {
  const [X, Y, Z] = [OBSERVER.x, OBSERVER.y, OBSERVER.z].map((curve) =>
    curve.reduce((sum, value, row) => sum + value * power[row], 0),
  );
  return { X, Y, Z };
}

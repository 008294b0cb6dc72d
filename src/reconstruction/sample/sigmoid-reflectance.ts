/**
 * Smooth reflectances for given colours: a sigmoid of a quadratic in wavelength, which stays in 0..1 by
 * itself and is smooth whatever the colour.
 *
 * Source: W. Jakob, J. Hanika, "A low-dimensional function space for efficient spectral upsampling",
 * Computer Graphics Forum 38 (2019) 147.
 */
import { invert3 } from '../../camera/three-by-three.ts';
import { developedSrgbResponse } from '../../camera/effective-response.ts';
import { SpectraliftError } from '../../errors.ts';

/** A colour that no smooth reflectance reaches. */
export class ReflectanceError extends SpectraliftError {
  readonly _tag = 'ReflectanceError';
}

/** Coefficients of t squared, t and 1, with t = (wavelength - 550 nm) / 150 nm. */
export type SigmoidCoefficients = readonly [quadratic: number, linear: number, constant: number];

const STEPS = 200;
const TOLERANCE = 1e-6;

/** Reflectance in 0..1 on a grid of wavelengths in nanometres. */
export function sigmoidReflectance(coefficients: SigmoidCoefficients, grid: readonly number[]): Float64Array {
  return Float64Array.from(grid, (wavelength) => {
    const x = argument(coefficients, wavelength);
    return 0.5 + x / (2 * Math.sqrt(1 + x * x));
  });
}

/**
 * The coefficients whose reflectance has a given linear sRGB colour under D65, by damped Gauss-Newton steps.
 *
 * @param colour linear sRGB, inside 0..1. @param grid wavelengths in nanometres.
 * @throws ReflectanceError if the colour is not reached to 1e-6.
 */
export function fitSigmoid(
  colour: readonly [red: number, green: number, blue: number],
  grid: readonly number[],
): SigmoidCoefficients {
  const { matrix } = developedSrgbResponse(grid);
  let coefficients: [number, number, number] = [0, 0, 0];
  let current = misfit(coefficients, colour, grid, matrix);
  let damping = 1e-3;
  for (let step = 0; step < STEPS && current.norm > TOLERANCE; step++) {
    const normal = new Float64Array(9);
    const gradient = [0, 0, 0];
    for (let row = 0; row < 3; row++) {
      for (let channel = 0; channel < 3; channel++) {
        gradient[row] += current.jacobian[3 * channel + row] * current.residual[channel];
        for (let column = 0; column < 3; column++) {
          normal[3 * row + column] +=
            current.jacobian[3 * channel + row] * current.jacobian[3 * channel + column];
        }
      }
    }
    for (let index = 0; index < 9; index += 4) normal[index] = normal[index] * (1 + damping) + 1e-12;
    const inverse = invert3(normal);
    const next: [number, number, number] = [...coefficients];
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 3; column++) next[row] -= inverse[3 * row + column] * gradient[column];
    }
    const candidate = misfit(next, colour, grid, matrix);
    if (candidate.norm < current.norm) {
      coefficients = next;
      current = candidate;
      damping = Math.max(1e-9, damping / 5);
    } else {
      damping *= 4;
    }
  }
  if (!(current.norm <= TOLERANCE)) {
    throw new ReflectanceError(
      `expected a colour that a smooth reflectance reaches, found linear sRGB ${colour.map((value) => value.toFixed(3)).join(', ')} (missed by ${current.norm.toExponential(1)})`,
    );
  }
  return coefficients;
}

/** Difference to the wanted colour, its norm, and its 3 x 3 derivative (rows: channels). */
function misfit(
  coefficients: SigmoidCoefficients,
  colour: readonly number[],
  grid: readonly number[],
  matrix: Float64Array,
): { residual: number[]; norm: number; jacobian: Float64Array } {
  const residual = colour.map((value) => -value);
  const jacobian = new Float64Array(9);
  for (const [band, wavelength] of grid.entries()) {
    const x = argument(coefficients, wavelength);
    const root = Math.sqrt(1 + x * x);
    const value = 0.5 + x / (2 * root);
    const slope = 0.5 / (root * root * root);
    const t = (wavelength - 550) / 150;
    for (let channel = 0; channel < 3; channel++) {
      const weight = matrix[channel * grid.length + band];
      residual[channel] += weight * value;
      jacobian[3 * channel] += weight * slope * t * t;
      jacobian[3 * channel + 1] += weight * slope * t;
      jacobian[3 * channel + 2] += weight * slope;
    }
  }
  return { residual, norm: Math.hypot(...residual), jacobian };
}

function argument(coefficients: SigmoidCoefficients, wavelength: number): number {
  const t = (wavelength - 550) / 150;
  return (coefficients[0] * t + coefficients[1]) * t + coefficients[2];
}

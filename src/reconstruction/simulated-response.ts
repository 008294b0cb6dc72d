/**
 * Which operator turns a given cube into the picture of a named camera: what the cube holds, reflectance or
 * radiance, decides whether a light has to be put in.
 */
import { CameraResponse } from '../camera/camera-response.ts';
import type { Quantity } from '../cube/spectral-cube.ts';
import { type CameraChoice, chooseResponse } from './choose-response.ts';
import type { PhotoEncoding } from './photo.ts';
import { trueColour } from './render.ts';
import { SimulationError } from './simulate.ts';

/** The light that surfaces are seen under unless another is named. */
export const DEFAULT_LIGHT = 'D65';

/** A camera, a light, and the cube that they look at. */
export interface SimulationQuestion {
  readonly choice: CameraChoice;
  /** Content of the file that the choice names. */
  readonly fileText?: string;
  /** Name of the light; only for a cube that does not hold radiance. */
  readonly light?: string;
  readonly quantity: Quantity;
  /** Wavelengths of the cube, nm. */
  readonly wavelengths: readonly number[];
}

/** How the picture comes about. */
export interface SimulatedView {
  readonly response: CameraResponse;
  /** How a picture file of it is stored: linear samples of a sensor, or a developed sRGB picture. */
  readonly encoding: PhotoEncoding;
  /** What was taken for granted, in words. */
  readonly assumption: string;
}

/**
 * Chooses the operator.
 *
 * Reflectance is lit by the named light, D65 if none is named, and white-balanced, so that white becomes
 * (1, 1, 1). Radiance holds its light already and is projected as it is, channels balanced for a flat
 * spectrum. A quantity that is not known counts as reflectance if a light is named, else as radiance. The
 * response `srgb` is the standard observer, white adapted to that of sRGB.
 *
 * @throws SimulationError if the choice names no camera, or if a light is named for radiance.
 * @throws CameraError, ResponseChoiceError, SpectraError or RenderError if the camera, file, light or the
 * wavelengths cannot be used.
 */
export function simulatedResponse(question: SimulationQuestion): SimulatedView {
  const { choice, quantity, wavelengths, fileText } = question;
  if (choice.kind === 'auto' || choice.kind === 'estimate') {
    throw new SimulationError(
      `expected srgb, a catalogued camera or a file to simulate, found '${choice.kind}'`,
      { hint: 'only a photo can be looked at to choose its camera' },
    );
  }
  if (quantity === 'radiance' && question.light !== undefined) {
    throw new SimulationError(`expected reflectance to light with ${question.light}, found radiance`, {
      hint: 'radiance holds its own light: simulate it without naming one',
    });
  }
  const light = question.light ?? (quantity === 'reflectance' ? DEFAULT_LIGHT : undefined);
  if (choice.kind === 'srgb') {
    const { matrix, description } = trueColour(wavelengths, quantity, light);
    const lit = light !== undefined;
    const assumption = `developed to sRGB, ${description}`;
    const response = new CameraResponse(matrix, wavelengths, {
      name: 'srgb',
      quantity: lit ? 'reflectance' : 'radiance',
      assumption,
    });
    return { response, encoding: 'srgb', assumption };
  }
  const answer = chooseResponse({
    choice,
    encoding: 'linear',
    exif: {},
    grid: wavelengths,
    ...(light === undefined ? {} : { light }),
    ...(fileText === undefined ? {} : { fileText }),
  });
  if (answer.kind !== 'known') throw new SimulationError(`expected a camera, found ${answer.reason}`);
  const { response } = answer;
  const assumption =
    light === undefined
      ? 'light as recorded in the cube, channels balanced for a flat spectrum'
      : `surfaces under ${light}, white-balanced so that white is 1,1,1`;
  return { response, encoding: 'linear', assumption };
}

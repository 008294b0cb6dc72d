/**
 * The error of everything that is asked of wavelengths, lights and colour matching.
 */
import { SpectraliftError } from '../errors.ts';

/** A spectrum, light or wavelength grid that does not exist or does not fit. */
export class SpectraError extends SpectraliftError {
  readonly _tag = 'SpectraError';
}

/**
 * The error of everything that is asked of cameras and their responses.
 */
import { SpectraliftError } from '../errors.ts';

/** A camera response that does not exist, cannot be read or does not fit the data. */
export class CameraError extends SpectraliftError {
  readonly _tag = 'CameraError';
}

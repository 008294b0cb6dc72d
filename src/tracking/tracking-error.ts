/** The error of everything that follows objects. */
import { SpectraliftError } from '../errors.ts';

/** A sequence, box, frame or saved state that cannot be tracked. */
export class TrackingError extends SpectraliftError {
  readonly _tag = 'TrackingError';
}

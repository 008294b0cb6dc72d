/** The error of everything that compares spectra. */
import { SpectraliftError } from '../errors.ts';

/** Two cubes, a mask or settings that do not fit together, or nothing to compare. */
export class EvaluationError extends SpectraliftError {
  readonly _tag = 'EvaluationError';
}

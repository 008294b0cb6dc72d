import { SpectraliftError } from '../errors.ts';

/** Something that cannot be measured on these spectra. */
export class AnalysisError extends SpectraliftError {
  readonly _tag = 'AnalysisError';
}

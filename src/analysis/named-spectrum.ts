/** A spectrum that says what it is: what plots show and files keep. */
import type { CubeMetadata } from '../cube/spectral-cube.ts';
import { SpectraliftError } from '../errors.ts';

/**
 * How the numbers came about. `estimated`: by a model, from a photo. `measured`: by an instrument, or known because
 * the scene was generated. `reference`: from the library of reference spectra. `unknown`: a file that does not say.
 */
export type SpectrumKind = 'estimated' | 'measured' | 'reference' | 'unknown';

/** All kinds. */
export const SPECTRUM_KINDS: readonly SpectrumKind[] = ['estimated', 'measured', 'reference', 'unknown'];

/** What spectra of a cube are: estimated if a model made it, else nobody says. */
export function kindOfCube({ model }: CubeMetadata): SpectrumKind {
  return model === undefined ? 'unknown' : 'estimated';
}

/** A spectrum with its name and where it comes from. */
export interface NamedSpectrum {
  readonly name: string;
  readonly kind: SpectrumKind;
  /** What a value means, such as `reflectance`. */
  readonly quantity: string;
  /** Nanometres, ascending. */
  readonly wavelengths: readonly number[];
  /** One value a wavelength; not-a-number where there is none. */
  readonly values: ArrayLike<number>;
  /** Standard deviation over the pixels of a region, one value a wavelength. */
  readonly deviation?: ArrayLike<number>;
  /** File, place or publication that it was taken from. */
  readonly source?: string;
  /** Number of pixels that a region has. */
  readonly pixels?: number;
}

/** A file that holds no spectra, or not as it says. */
export class SpectraFileError extends SpectraliftError {
  readonly _tag = 'SpectraFileError';
}

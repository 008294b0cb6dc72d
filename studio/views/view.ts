/** What can be looked at: one choice for each side of the picture, with the settings of every kind kept while another is shown. */

/** The kinds of view, in the order in which they are offered. */
export const VIEW_KINDS = [
  'photo',
  'true-colour',
  'band',
  'false-colour',
  'reprojection',
  'unseen',
  'search',
  'ratio',
  'truth-angle',
] as const;

export type ViewKind = (typeof VIEW_KINDS)[number];

/** Names as people read them. */
export const VIEW_TITLES: Readonly<Record<ViewKind, string>> = {
  photo: 'Photo',
  'true-colour': 'True colour',
  band: 'Single band',
  'false-colour': 'False colour',
  reprojection: 'Re-projection error',
  unseen: 'What the camera cannot see',
  search: 'Search map',
  ratio: 'Band ratio',
  'truth-angle': 'Difference from the truth',
};

/** One side of the picture. */
export interface ViewChoice {
  readonly kind: ViewKind;
  /** Which cube is looked at: the estimate (or the cube that was opened), or the truth beside it. */
  readonly of: 'cube' | 'truth';
  /** Name of the light of `true-colour`, as `illuminant` takes it; `recorded` shows radiance as it is. */
  readonly light: string;
  /** Wavelength of `band`, nm. */
  readonly wavelength: number;
  /** Whether `band` is shown from its own least to its own largest value instead of from 0 to 1. */
  readonly fit: boolean;
  /** Wavelengths of `false-colour` for red, green and blue, nm. */
  readonly falseColour: readonly [red: number, green: number, blue: number];
}

/** What is shown at first: colours under daylight. */
export const DEFAULT_VIEW: ViewChoice = {
  kind: 'true-colour',
  of: 'cube',
  light: 'D65',
  wavelength: 550,
  fit: false,
  falseColour: [670, 550, 450],
};

/** The other side at first: the same under a light bulb. */
export const DEFAULT_OTHER_VIEW: ViewChoice = { ...DEFAULT_VIEW, light: 'A' };

/** The band whose wavelength is nearest. */
export function nearestBand(wavelengths: readonly number[], wanted: number): number {
  let nearest = 0;
  for (let band = 1; band < wavelengths.length; band++) {
    if (Math.abs(wavelengths[band] - wanted) < Math.abs(wavelengths[nearest] - wanted)) nearest = band;
  }
  return nearest;
}

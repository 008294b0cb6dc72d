/** All that a person chose, as plain data: what a session file and a link hold beside the photo. */
import { DEFAULT_MODEL, type WavelengthRange } from '../engine/library.ts';
import { DEFAULT_OTHER_VIEW, DEFAULT_VIEW, type ViewChoice } from '../views/view.ts';
import type { Pin, Region } from './places.ts';

/** How the photo is read and reconstructed. */
export interface ReadingChoice {
  /** `auto`, `srgb`, `estimate`, `file`, or the name of a catalogued camera. */
  readonly camera: string;
  /** Text of a response file. */
  readonly responseFile?: { readonly name: string; readonly text: string };
  /** The light that a linear photo was balanced for, or an empty string. */
  readonly light: string;
  readonly linear: boolean;
  readonly model: string;
  /** Pixels of the photo averaged along each side; 0 takes the recommended size. */
  readonly reduction: number;
}

/** What is searched for, and how near counts. */
export interface SearchChoice {
  /** `place:LABEL`, `reference:ID`, or an empty string. */
  readonly target: string;
  /** Degrees. */
  readonly threshold: number;
}

export interface RatioChoice {
  readonly ranges: readonly [WavelengthRange, WavelengthRange];
  readonly kind: 'ratio' | 'normalised-difference';
}

export interface Settings {
  readonly reading: ReadingChoice;
  readonly views: readonly [ViewChoice, ViewChoice];
  readonly comparing: boolean;
  /** Share of the width left of the divider. */
  readonly split: number;
  /** Stops by which colours are brightened. */
  readonly stops: number;
  readonly pins: readonly Pin[];
  readonly regions: readonly Region[];
  /** Reference spectra that are drawn, by id. */
  readonly references: readonly string[];
  /** Whether references are scaled to the spectrum they are compared with. */
  readonly scaled: boolean;
  readonly search: SearchChoice;
  readonly ratio: RatioChoice;
}

export const DEFAULT_READING: ReadingChoice = {
  camera: 'auto',
  light: '',
  linear: false,
  model: DEFAULT_MODEL,
  reduction: 0,
};

export const DEFAULT_SETTINGS: Settings = {
  reading: DEFAULT_READING,
  views: [DEFAULT_VIEW, DEFAULT_OTHER_VIEW],
  comparing: false,
  split: 0.5,
  stops: 0,
  pins: [],
  regions: [],
  references: [],
  scaled: false,
  search: { target: '', threshold: 8 },
  ratio: {
    ranges: [
      [640, 680],
      [540, 570],
    ],
    kind: 'normalised-difference',
  },
};

/**
 * The sets that unpaired training can draw from, photos on one side and spectra on the other, and the pairs of them
 * that recipes are named after. Each lies in a folder of its own name below the folder of the data.
 */
import type { DatasetName } from './dataset.ts';

/** A set of photos. */
export interface PhotoSet {
  readonly name: PhotoSetName;
  /** The data set that it is, where its photos have labels. */
  readonly dataset?: DatasetName;
  /** For people. */
  readonly about: string;
  /** Factors by which photos are scaled before they are cropped. */
  readonly scale: readonly [least: number, largest: number];
}

export type PhotoSetName = 'pascal-context' | 'cityscapes' | 'camvid' | 'wild' | 'cave-renderings';

/** All sets of photos. */
export const PHOTO_SETS: readonly PhotoSet[] = [
  {
    name: 'pascal-context',
    dataset: 'pascal-context',
    about: 'labelled photos of everything (paper)',
    scale: [0.5, 2.1],
  },
  { name: 'cityscapes', dataset: 'cityscapes', about: 'labelled streets (paper)', scale: [0.25, 1] },
  { name: 'camvid', dataset: 'camvid', about: 'labelled streets', scale: [0.5, 1.5] },
  { name: 'wild', about: 'a folder of any photos, without labels', scale: [0.5, 1.5] },
  {
    name: 'cave-renderings',
    about: 'a third of the training scenes of cave/, seen through catalogue cameras under random lights',
    scale: [0.4, 1],
  },
];

/** A set of measured spectra. */
export interface SpectraSet {
  readonly name: SpectraSetName;
  /** The data set that it is, where it is one. */
  readonly dataset?: DatasetName;
  readonly about: string;
  /** Factors by which cubes are resized along each axis. */
  readonly scale: readonly [least: number, largest: number];
  /** Share of patches that are put under a random light; 0 where the light is in the cubes already. */
  readonly lit: number;
}

export type SpectraSetName = 'icvl' | 'ntire2020' | 'ntire2022' | 'harvard' | 'cave' | 'mosaics';

/** All sets of spectra. */
export const SPECTRA_SETS: readonly SpectraSet[] = [
  { name: 'icvl', dataset: 'icvl', about: 'outdoor scenes (paper)', scale: [1 / 7, 1 / 2], lit: 0 },
  { name: 'ntire2020', dataset: 'ntire2020', about: 'ARAD scenes (paper)', scale: [0.35, 1], lit: 0 },
  { name: 'ntire2022', dataset: 'ntire2022', about: 'ARAD-1K scenes', scale: [0.35, 1], lit: 0 },
  { name: 'harvard', dataset: 'harvard', about: 'indoor and outdoor scenes', scale: [1 / 7, 1 / 2], lit: 0 },
  {
    name: 'cave',
    dataset: 'cave',
    about: 'training scenes, reflectance or under random lights',
    scale: [0.4, 1],
    lit: 0.5,
  },
  {
    name: 'mosaics',
    about: 'mosaics of the reflectances of spectra/ under made shading',
    scale: [1, 1],
    lit: 0.5,
  },
];

/** Name of a pair's recipe: `unsupervised` where it is everything at hand. */
export type PairName = 'unsupervised' | `unsupervised-${PhotoSetName}-${SpectraSetName}`;

/** A pair of sides that a recipe is named after. */
export interface UnpairedPair {
  readonly recipe: PairName;
  readonly about: string;
  readonly photos: readonly PhotoSetName[];
  readonly spectra: readonly SpectraSetName[];
  /** Whether it is one of the pairs that the comparison of sources takes. */
  readonly compared?: true;
}

/** The pairs: what is at hand, the paper's own, and the four of the comparison of sources. */
export const UNPAIRED_PAIRS: readonly UnpairedPair[] = [
  {
    recipe: 'unsupervised',
    about: 'photos of streets, of everything and of scenes through known cameras; scenes and mosaics',
    photos: ['camvid', 'wild', 'cave-renderings'],
    spectra: ['cave', 'mosaics'],
  },
  ...(['pascal-context', 'cityscapes'] as const).flatMap((photos) =>
    (['icvl', 'ntire2020'] as const).map((spectra) => pairOf(photos, spectra, "the paper's own pair")),
  ),
  ...(['camvid', 'wild'] as const).flatMap((photos) =>
    (['cave', 'mosaics'] as const).map(
      (spectra): UnpairedPair => ({ ...pairOf(photos, spectra, 'one set on each side'), compared: true }),
    ),
  ),
];

function pairOf(photos: PhotoSetName, spectra: SpectraSetName, about: string): UnpairedPair {
  return { recipe: `unsupervised-${photos}-${spectra}`, about, photos: [photos], spectra: [spectra] };
}

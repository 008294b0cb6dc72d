/** What comparisons there are: whose scenes train and are scored, and through which camera they are seen. */
import type { CubeDataset } from '../../datasets/dataset.ts';
import { caveDataset } from '../../datasets/cave.ts';
import { ntire2020Dataset } from '../../datasets/ntire2020.ts';
import { ntire2022Dataset } from '../../datasets/ntire2022.ts';

/** A comparison; to add one is one entry. */
export interface ComparisonRecipe {
  readonly name: string;
  readonly title: string;
  /** The data set, in a folder of its name; its first published split says which scenes train. */
  readonly dataset: CubeDataset;
  /** A camera of the catalogue; its measured response is taken where the table of measurements is there. */
  readonly camera: string;
  /** Scenes of each side at most, so that they fit into memory; all unless given. */
  readonly most?: { readonly training: number; readonly validation: number };
}

/** A few gigabytes of scenes of 482 x 512 pixels. */
const ARAD_MOST = { training: 60, validation: 10 };
const CAMERA = 'Nikon D700';

/** The comparisons by name. */
export const COMPARISON_RECIPES: readonly ComparisonRecipe[] = [
  { name: 'cave', title: 'Methods compared on CAVE', dataset: caveDataset, camera: CAMERA },
  {
    name: 'ntire2020',
    title: 'Methods compared on NTIRE 2020',
    dataset: ntire2020Dataset,
    camera: CAMERA,
    most: ARAD_MOST,
  },
  {
    name: 'ntire2022',
    title: 'Methods compared on NTIRE 2022',
    dataset: ntire2022Dataset,
    camera: CAMERA,
    most: ARAD_MOST,
  },
];

/** How the scenes of a recipe are shared out, in words. */
export function splitOf({ dataset, most }: ComparisonRecipe): string {
  const part =
    most === undefined
      ? ''
      : `; of these at most ${most.training} and ${most.validation} at even distances, so that they fit into memory`;
  return `${dataset.splits[0].about}${part}`;
}

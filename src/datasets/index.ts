/** Every data set. A new one is added here; the list of the command line and the docs are made from it. */
import { closestNames } from '../spectra/closest-names.ts';
import { camvidDataset } from './camvid.ts';
import { caveDataset } from './cave.ts';
import { cityscapesDataset } from './cityscapes.ts';
import { type Dataset, DatasetError } from './dataset.ts';
import { harvardDataset } from './harvard.ts';
import { hotcDataset } from './hotc.ts';
import { icvlDataset } from './icvl.ts';
import { ntire2020Dataset } from './ntire2020.ts';
import { ntire2022Dataset } from './ntire2022.ts';
import { otbDataset } from './otb.ts';
import { pascalContextDataset } from './pascal-context.ts';

/** All data sets: scenes with spectra, photos with labels, videos with boxes. */
export const DATASETS: readonly Dataset[] = [
  icvlDataset,
  ntire2020Dataset,
  ntire2022Dataset,
  caveDataset,
  harvardDataset,
  pascalContextDataset,
  cityscapesDataset,
  camvidDataset,
  hotcDataset,
  otbDataset,
];

/** The data set of a name. @throws DatasetError if there is none. */
export function datasetByName(name: string): Dataset {
  const found = DATASETS.find((dataset) => dataset.name === name.toLowerCase());
  if (found !== undefined) return found;
  const names = DATASETS.map((dataset) => dataset.name);
  throw new DatasetError(`expected a data set among ${names.join(', ')}, found '${name}'`, {
    hint: `did you mean ${closestNames(name, names, 1)[0]}?`,
  });
}

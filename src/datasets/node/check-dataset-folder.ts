/** Data sets in a folder on disk: checked, or listed to be split. Links in the folder are not followed. */
import { type CheckOptions, checkDataset } from '../check/check-dataset.ts';
import type { DatasetReport } from '../check/report.ts';
import { type Dataset, DatasetError, type DatasetSample } from '../dataset.ts';
import { listTree } from '../file-tree.ts';
import { checkFound, countOf, tellNames } from '../found.ts';
import { NODE_DATASET_CONTEXT } from './dataset-context.ts';
import { type UnlinkedFolder, unlinkedFolder } from './unlinked-folder.ts';

/**
 * Looks a data set over, see {@link checkDataset}. Links in the folder are not followed; a note names them.
 *
 * @throws DatasetError if the folder holds no sample of the set. @throws FileError if it cannot be read.
 * @throws the reason of the signal once it is aborted.
 */
export function checkDatasetFolder(
  dataset: Dataset,
  folder: string,
  options: Omit<CheckOptions, 'context'> = {},
): Promise<DatasetReport> {
  return withoutLinks(folder, async ({ files, links }) => {
    const report = await checkDataset(dataset, files, { ...options, context: NODE_DATASET_CONTEXT });
    return links.size === 0 ? report : { ...report, notes: [...report.notes, tellLinks(links)] };
  });
}

/**
 * The samples of a data set in a folder, by their names alone: no file is opened but lists of names.
 *
 * @throws DatasetError if the folder holds no sample of the set. @throws FileError if it cannot be read.
 * @throws the reason of the signal once it is aborted.
 */
export function listDatasetFolder(
  dataset: Dataset,
  folder: string,
  signal?: AbortSignal,
): Promise<readonly DatasetSample[]> {
  return withoutLinks(folder, async ({ files }) => {
    const tree = await listTree(files, signal === undefined ? {} : { signal });
    const { samples } = await dataset.find(tree);
    checkFound(dataset, tree, samples);
    return samples;
  });
}

/** Runs a step over a folder; where nothing is found, the error names the links that could hold it. */
async function withoutLinks<T>(folder: string, step: (folder: UnlinkedFolder) => Promise<T>): Promise<T> {
  const unlinked = unlinkedFolder(folder);
  try {
    return await step(unlinked);
  } catch (error) {
    if (!(error instanceof DatasetError) || unlinked.links.size === 0) throw error;
    const hint = [error.hint, tellLinks(unlinked.links)].filter((text) => text !== '').join('; ');
    throw new DatasetError(error.message, { hint, cause: error });
  }
}

function tellLinks(links: ReadonlySet<string>): string {
  const were = links.size === 1 ? 'was' : 'were';
  return `${countOf(links.size, 'link')} ${were} not followed: ${tellNames([...links])}`;
}

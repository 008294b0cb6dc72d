/** What the sets of labelled photos share: label maps as PNG files, and a word on those that are missing. */
import { DEFAULT_LIMITS } from '../cube/files/read-limits.ts';
import { type DatasetContext, DatasetError, type LabelledPhoto } from './dataset.ts';
import { type FileTree, openAt } from './file-tree.ts';
import { countOf, tellNames } from './found.ts';
import { decodeLabels, type LabelCoding, type LabelMap } from './label-map.ts';
import { readLabelPng } from './label-png.ts';

/** The path of a sample's label map. @throws DatasetError if it has none. */
export function labelsOf({ name, labels }: LabelledPhoto): string {
  if (labels !== undefined) return labels;
  throw new DatasetError(`expected a label map of ${name}, found none`);
}

/**
 * Reads a label map that is a PNG file.
 *
 * @throws DatasetError if the sample has no label map or its file is none.
 */
export async function readPngLabels(
  sample: LabelledPhoto,
  { root }: FileTree,
  { limits = {} }: DatasetContext,
  coding: LabelCoding | undefined,
): Promise<LabelMap> {
  const path = labelsOf(sample);
  if (coding === undefined)
    throw new DatasetError(`expected a known coding of labels, found '${sample.coding}'`);
  const file = await openAt(root, path);
  try {
    return decodeLabels(await readLabelPng(file, { ...DEFAULT_LIMITS, ...limits }), coding);
  } finally {
    await file.close();
  }
}

/** A sentence on the photos that should have a label map and have none; none where all have one. */
export function missingLabels(samples: readonly LabelledPhoto[]): string[] {
  const without = samples.filter(({ labels }) => labels === undefined);
  if (without.length === 0) return [];
  return [`label maps of ${countOf(without.length, 'photo')}: ${tellNames(without.map(({ name }) => name))}`];
}

/** Reads what a comparison needs: scenes that train, scenes that are scored, and the camera. */
import { join } from 'node:path';
import type { Split } from '../../datasets/dataset.ts';
import { readSplitScenes } from '../../datasets/node/split-scenes.ts';
import type { ComparisonRecipe } from '../comparison/comparison-recipes.ts';
import type { KnownScene } from '../validation/scenes.ts';
import { type KnownResponse, knownResponse } from './known-response.ts';

/** What every method of a comparison sees. */
export interface ComparisonData extends KnownResponse {
  readonly training: readonly KnownScene[];
  readonly validation: readonly KnownScene[];
}

/** Where a comparison is read from. */
export interface ComparisonSource {
  /** Folder of the data. */
  readonly data: string;
  /** In place of the recipe's own. */
  readonly camera?: string;
  readonly signal?: AbortSignal;
}

/**
 * Reads the data of a comparison.
 *
 * @throws DatasetError, CubeError or FileError if scenes are not there or damaged.
 * @throws CameraError if the catalogue has no such camera.
 */
export async function comparisonData(
  { dataset, camera: usual, most }: ComparisonRecipe,
  { data, camera = usual, signal }: ComparisonSource,
): Promise<ComparisonData> {
  const known = await knownResponse(data, camera);
  const scenes = async (split: Split, count: number | undefined): Promise<KnownScene[]> => {
    const read = await readSplitScenes(dataset, join(data, dataset.name), split, {
      ...(count === undefined ? {} : { most: count }),
      ...(signal === undefined ? {} : { signal }),
    });
    return read.map(({ name, cube, mask }) => ({ name, cube, unsaturated: mask }));
  };
  return {
    ...known,
    training: await scenes('train', most?.training),
    validation: await scenes('validation', most?.validation),
  };
}

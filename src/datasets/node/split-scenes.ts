/** Scenes of one side of a data set's own split, as cubes in memory with the pixels that can be trusted. */
import { partOf } from '../../cube/copy-cube.ts';
import { readWholeCube } from '../../cube/cube-source.ts';
import type { InputFiles } from '../../cube/files/input-files.ts';
import {
  type CubeDataset,
  type CubeSample,
  type DatasetContext,
  DatasetError,
  type Split,
} from '../dataset.ts';
import { listTree } from '../file-tree.ts';
import type { SampledScene } from '../patch-sampler.ts';
import { NODE_DATASET_CONTEXT } from './dataset-context.ts';
import { unlinkedFolder } from './unlinked-folder.ts';

/** A scene by its name. */
export interface SplitScene extends SampledScene {
  readonly name: string;
}

export interface SplitScenesOptions {
  /** Scenes at most: at even distances all over the list, since all of them have to fit into memory. Default all. */
  readonly most?: number;
  /** How files are read. */
  readonly context?: DatasetContext;
  readonly signal?: AbortSignal;
}

/**
 * Reads scenes by the first split that the set is published with; only their sound part. A pixel counts unless one of its
 * bands is saturated, where it is known from which level on.
 *
 * @throws DatasetError if the set has no published split, or the folder no scene of that side.
 * @throws CubeError or FileError if a scene cannot be read. @throws the signal's reason between scenes.
 */
export async function readSplitScenes(
  dataset: CubeDataset,
  folder: string,
  split: Split,
  { most = Number.POSITIVE_INFINITY, context = NODE_DATASET_CONTEXT, signal }: SplitScenesOptions = {},
): Promise<SplitScene[]> {
  const [published] = dataset.splits;
  if (published === undefined) {
    throw new DatasetError(`expected a set with a published split, found ${dataset.name}`);
  }
  const { files } = unlinkedFolder(folder);
  const { samples } = await dataset.find(await listTree(files, signal === undefined ? {} : { signal }));
  const sides = published.assign(samples);
  const own = samples.filter(({ name }) => sides.get(name) === split);
  if (own.length === 0) {
    throw new DatasetError(
      `expected scenes of ${dataset.title} in ${folder}, of the ${split} side of '${published.name}', found none`,
      { hint: `its layout: ${dataset.layout.join('; ')}` },
    );
  }
  const scenes: SplitScene[] = [];
  for (const sample of evenly(own, most)) {
    signal?.throwIfAborted();
    scenes.push(await readScene(dataset, sample, files, context));
  }
  return scenes;
}

async function readScene(
  dataset: CubeDataset,
  sample: CubeSample,
  files: InputFiles,
  context: DatasetContext,
): Promise<SplitScene> {
  const source = await dataset.open(sample, files, context);
  try {
    const window = dataset.soundWindow?.(source);
    const cube = await readWholeCube(partOf(source, window === undefined ? {} : { window }));
    const level = dataset.expected.saturation;
    const plane = cube.width * cube.height;
    const mask = new Uint8Array(plane).fill(1);
    if (level !== undefined) {
      cube.wavelengths.forEach((wavelength, band) => {
        const most = level(wavelength);
        for (let pixel = 0; pixel < plane; pixel++)
          if (cube.data[band * plane + pixel] >= most) mask[pixel] = 0;
      });
    }
    return { name: sample.name, cube, mask };
  } finally {
    await source.close();
  }
}

/** At most so many of a list: the middles of as many equal parts. */
function evenly<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, index) => items[Math.floor(((index + 0.5) * items.length) / most)]);
}

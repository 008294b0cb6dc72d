/** Scenes of both sides of a split, from generated sets in the published layouts. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WHOLE_SETS } from '../../../test/dataset-fixtures.ts';
import { caveScene, together, writeTree } from '../../../test/dataset-trees.ts';
import { startHdf5Here } from '../../../test/start-hdf5-here.ts';
import { caveDataset, caveUnsaturated } from '../cave.ts';
import { harvardDataset } from '../harvard.ts';
import { ntire2022Dataset } from '../ntire2022.ts';
import { readCaveScenes } from './cave-scenes.ts';
import { NODE_DATASET_CONTEXT } from './dataset-context.ts';
import { readSplitScenes } from './split-scenes.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-'));
});
afterEach(() => rm(folder, { recursive: true }));

const context = { ...NODE_DATASET_CONTEXT, startHdf5: startHdf5Here };

describe('scenes of a split', () => {
  it('of CAVE are those of its own reader', async () => {
    const size = { width: 9, height: 7 };
    const names = ['beads', 'cloth', 'superballs'];
    const scenes = names.map((name, seed) =>
      caveScene(name, size, (x, y, band) => ((x * (seed + 1) + y * 5 + band * 3) % 40) / 40),
    );
    await writeTree(folder, together(...scenes));
    for (const split of ['train', 'validation'] as const) {
      const found = await readSplitScenes(caveDataset, folder, split);
      const expected = await readCaveScenes(folder, split);
      expect(found.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
      for (const [index, { cube, mask }] of found.entries()) {
        expect(cube.data).toEqual(expected[index].cube.data);
        expect(mask).toEqual(caveUnsaturated(cube));
        expect(mask).toContain(0);
      }
    }
    const some = await readSplitScenes(caveDataset, folder, 'train', { most: 1 });
    expect(some.map(({ name }) => name)).toEqual(['cloth']);
  });

  it('of other sets are read from their files', async () => {
    await writeTree(folder, await WHOLE_SETS.ntire2022());
    for (const [split, name] of [
      ['train', 'ARAD_1K_0001'],
      ['validation', 'ARAD_1K_0901'],
    ] as const) {
      const [scene, ...others] = await readSplitScenes(ntire2022Dataset, folder, split, { context });
      expect(others).toEqual([]);
      expect(scene.name).toBe(name);
      expect(scene.cube.bands).toBe(31);
      expect(scene.mask.every((counts) => counts === 1)).toBe(true);
    }
  });

  it('are missed where there is no such side, or no split', async () => {
    await writeTree(
      folder,
      caveScene('beads', { width: 4, height: 4 }, () => 0.5),
    );
    await expect(readSplitScenes(caveDataset, folder, 'validation')).rejects.toThrow(
      /CAVE .* of the validation side of 'validation-5', found none/,
    );
    await expect(readSplitScenes(harvardDataset, folder, 'train')).rejects.toThrow(/found harvard/);
  });
});

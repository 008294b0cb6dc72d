/** Every data set is found and read in the layouts that it is published in. */
import { describe, expect, test } from 'vitest';
import {
  caveScene,
  jpeg,
  mat5,
  matCube,
  MEMORY_CONTEXT,
  png,
  sceneSample,
  text,
  together,
  type Tree,
} from '../../test/dataset-trees.ts';
import { dimScene, SCENE_HEIGHT, SCENE_WIDTH, WHOLE_SETS } from '../../test/dataset-fixtures.ts';
import { readWholeCube } from '../cube/cube-source.ts';
import { memoryFiles } from '../cube/files/input-files.ts';
import { CubeError, spectrumAt } from '../cube/spectral-cube.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { camvidDataset } from './camvid.ts';
import { caveDataset } from './cave.ts';
import { CITYSCAPES_CLASSES, cityscapesDataset } from './cityscapes.ts';
import { type CubeDataset, DatasetError, type LabelledPhotoDataset } from './dataset.ts';
import { type FileTree, listTree } from './file-tree.ts';
import { HARVARD_WAVELENGTHS, harvardDataset } from './harvard.ts';
import { HOTC_WAVELENGTHS, hotcDataset } from './hotc.ts';
import { icvlDataset } from './icvl.ts';
import { DATASETS, datasetByName } from './index.ts';
import { IGNORED } from './label-map.ts';
import { ntire2020Dataset } from './ntire2020.ts';
import { ntire2022Dataset } from './ntire2022.ts';
import { otbDataset } from './otb.ts';
import { PASCAL_CONTEXT_CLASSES, pascalContextDataset } from './pascal-context.ts';

const treeOf = (tree: Tree): Promise<FileTree> => listTree(memoryFiles(tree));

/** A listing of empty files, for what names alone tell. */
const named = (...paths: string[]): Promise<FileTree> =>
  treeOf(new Map(paths.map((path) => [path, new Uint8Array(0)])));

async function readFirst(dataset: CubeDataset, tree: Tree) {
  const listed = await treeOf(tree);
  const { samples } = await dataset.find(listed);
  const source = await dataset.open(samples[0], listed.root, MEMORY_CONTEXT);
  const cube = await readWholeCube(source);
  await source.close();
  return { cube, samples, notes: source.notes };
}

async function labelsOf(dataset: LabelledPhotoDataset, tree: Tree): Promise<number[][]> {
  const listed = await treeOf(tree);
  const { samples } = await dataset.find(listed);
  const maps: number[][] = [];
  for (const sample of samples) {
    maps.push([...(await dataset.readLabels(sample, listed, MEMORY_CONTEXT)).labels]);
  }
  return maps;
}

const spectrum = (column: number, row: number, gain = 1): number[] =>
  VISIBLE_31.map((_, band) => Math.fround(gain * sceneSample(column, row, band)));

function expectNear(found: ArrayLike<number>, wanted: readonly number[], most: number): void {
  expect(found).toHaveLength(wanted.length);
  const far = wanted.map((value, index) => Math.abs(found[index] - value));
  expect(Math.max(...far)).toBeLessThan(most);
}

describe('the list', () => {
  test('names every set once, with what to cite and on what terms', () => {
    expect(new Set(DATASETS.map(({ name }) => name)).size).toBe(10);
    for (const { name, citation, terms, homePage, layout, sources, published } of DATASETS) {
      expect(datasetByName(name.toUpperCase()).name).toBe(name);
      expect(citation).toMatch(/\d{4}/);
      expect(homePage).toMatch(/^https?:\/\//);
      for (const words of [terms, sources, ...layout]) expect(words.length).toBeGreaterThan(8);
      for (const { names, count } of published)
        if (names !== undefined) expect(new Set(names).size).toBe(count);
    }
  });

  test('refuses another name with the nearest', () => {
    expect(() => datasetByName('citiscapes')).toThrow(
      expect.objectContaining({ hint: 'did you mean cityscapes?' }),
    );
  });
});

describe('cubes', () => {
  test('ICVL: counts of the variable rad become shares of 4095', async () => {
    const counts = matCube('rad', 6, 9, (...at) => Math.round(4095 * sceneSample(...at)));
    const rgb = { name: 'rgb', shape: [6, 9, 3], numbers: new Float64Array(162) };
    const bands = { name: 'bands', shape: [1, 31], numbers: VISIBLE_31 };
    const { cube, samples } = await readFirst(
      icvlDataset,
      new Map([['mat/objects_0924-1648.mat', mat5([rgb, counts, bands])]]),
    );
    expect(samples).toMatchObject([{ name: 'objects_0924-1648', group: 'objects_0924' }]);
    expect(cube).toMatchObject({ height: 6, width: 9, bands: 31, wavelengths: VISIBLE_31 });
    expect(cube.metadata.quantity).toBe('radiance');
    expectNear(spectrumAt(cube, 7, 4), spectrum(7, 4), 1 / 4095);
  });

  test.each([icvlDataset, ntire2020Dataset, ntire2022Dataset])(
    '$name in MATLAB 7.3, as it is distributed',
    async (dataset) => {
      const tree = await WHOLE_SETS[dataset.name]();
      const { cube, samples } = await readFirst(dataset, tree);
      expect(cube).toMatchObject({ height: SCENE_HEIGHT, width: SCENE_WIDTH, wavelengths: VISIBLE_31 });
      expect(cube.metadata.quantity).toBe('radiance');
      const first = samples[0].name.startsWith('eve') ? dimScene(2) : sceneSample;
      const wanted = VISIBLE_31.map((_, band) => first(17, 11, band));
      expectNear(spectrumAt(cube, 17, 11), wanted, 1 / 4095);
      const told = await dataset.tellWavelengths?.(samples[0], memoryFiles(tree), MEMORY_CONTEXT);
      expect(told).toEqual(VISIBLE_31);
    },
  );

  test('ICVL: a file without rad is refused', async () => {
    const tree = new Map([['a_0101-1200.mat', mat5([matCube('ref', 3, 3, sceneSample)])]]);
    await expect(readFirst(icvlDataset, tree)).rejects.toThrow(CubeError);
  });

  test('NTIRE 2020: cubes with their two pictures, split by number', async () => {
    const cube = mat5([
      matCube('cube', 5, 4, sceneSample),
      { name: 'bands', shape: [1, 31], numbers: VISIBLE_31 },
    ]);
    const tree: Tree = new Map([
      ['NTIRE2020_Train_Spectral/ARAD_HS_0002.mat', cube],
      ['NTIRE2020_Train_Spectral/ARAD_HS_0010.mat', cube],
      ['NTIRE2020_Validation_Spectral/ARAD_HS_0451.mat', cube],
      [
        'NTIRE2020_Train_Clean/ARAD_HS_0002_clean.png',
        png({ width: 4, height: 5, depth: 8, colour: 2 }, () => 9),
      ],
      ['NTIRE2020_Train_RealWorld/ARAD_HS_0002_RealWorld.jpg', await jpeg(4, 5)],
    ]);
    const { cube: read, samples } = await readFirst(ntire2020Dataset, tree);
    expect(Array.from(spectrumAt(read, 3, 2))).toEqual(spectrum(3, 2));
    expect(samples.map(({ name, split }) => [name, split])).toEqual([
      ['ARAD_HS_0002', 'train'],
      ['ARAD_HS_0010', 'train'],
      ['ARAD_HS_0451', 'validation'],
    ]);
    expect(samples[0].companions.map(({ title }) => title)).toEqual(['clean RGB', 'real-world RGB']);
    const { missing } = await ntire2020Dataset.find(await treeOf(tree));
    expect(missing).toEqual([
      'clean RGB pictures of 2 scenes: ARAD_HS_0010, ARAD_HS_0451',
      'real-world RGB pictures of 2 scenes: ARAD_HS_0010, ARAD_HS_0451',
    ]);
  });

  test('NTIRE 2022: split by number wherever the files stand, test pictures noted', async () => {
    const listed = await named(
      'Train_Spec/ARAD_1K_0001.mat',
      'Train_Spec/ARAD_1K_0901.mat',
      'Train_RGB/ARAD_1K_0001.jpg',
      'Train_RGB/ARAD_1K_0901.jpg',
      'Test_RGB/ARAD_1K_0951.jpg',
    );
    const { samples, missing, notes } = await ntire2022Dataset.find(listed);
    expect(samples.map(({ split }) => split)).toEqual(['train', 'validation']);
    expect(samples.every(({ companions }) => companions.length === 1)).toBe(true);
    expect([missing, notes]).toEqual([[], ['1 RGB picture without spectra, as the test scenes are']]);
  });

  test('CAVE: a folder of pictures a scene, also one folder deeper', async () => {
    const deeper = [...caveScene('balloons', { width: 5, height: 4 })].map(
      ([path, bytes]) => [`balloons_ms/${path}`, bytes] as const,
    );
    const { cube, samples } = await readFirst(
      caveDataset,
      together(new Map(deeper), caveScene('face', { width: 3, height: 3 })),
    );
    expect(samples.map(({ name }) => name)).toEqual(['balloons', 'face']);
    expect(cube.metadata).toMatchObject({ quantity: 'reflectance', source: 'balloons_ms' });
    expectNear(spectrumAt(cube, 4, 3), spectrum(4, 3), 1 / 65535);
  });

  test('CAVE: whole scenes are trusted from column 4 on, windows as they are', () => {
    const header = { bands: 31, wavelengths: VISIBLE_31, metadata: { quantity: 'reflectance' as const } };
    expect(caveDataset.soundWindow?.({ ...header, width: 512, height: 512 })).toEqual({
      x: 4,
      y: 0,
      width: 508,
      height: 512,
    });
    expect(caveDataset.soundWindow?.({ ...header, width: 352, height: 352 })).toMatchObject({
      x: 0,
      width: 352,
    });
    expect(caveDataset.sceneGroup('face')).toBe(caveDataset.sceneGroup('photo_and_face'));
    expect(caveDataset.sceneGroup('paints')).toBe('paints');
  });

  test('CAVE: a missing band is told', async () => {
    const tree = caveScene('paints', { width: 2, height: 2 });
    tree.delete('paints_ms/paints_ms_07.png');
    const { samples, missing } = await caveDataset.find(await treeOf(tree));
    expect([samples.length, missing]).toEqual([1, ['bands of 1 scene: paints (7)']]);
  });

  test('Harvard: 420..720 nm, and the mask of what moved', async () => {
    const lbl = { name: 'lbl', shape: [4, 3], numbers: [1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0] };
    const tree: Tree = new Map([
      ['CZ_hsdb/imga1.mat', mat5([matCube('ref', 4, 3, sceneSample), lbl])],
      ['CZ_hsdb/calib.txt', text('1\n')],
    ]);
    const { cube, samples } = await readFirst(harvardDataset, tree);
    expect(cube).toMatchObject({ height: 4, width: 3, wavelengths: HARVARD_WAVELENGTHS });
    expect([HARVARD_WAVELENGTHS[0], HARVARD_WAVELENGTHS[30]]).toEqual([420, 720]);
    expect(Array.from(spectrumAt(cube, 2, 1))).toEqual(spectrum(2, 1));
    const mask = await harvardDataset.readMask?.(samples[0], memoryFiles(tree), MEMORY_CONTEXT);
    // Row 2 of column 0 and row 3 of column 2 are 0.
    expect(mask).toEqual({ width: 3, height: 4, mask: Uint8Array.of(1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0) });
    expect((await harvardDataset.find(await named('imga1.mat'))).missing).toHaveLength(1);
  });

  test('a scene that is there twice is read once, with a note', async () => {
    const { samples, notes } = await icvlDataset.find(await named('a/x_0101-1200.mat', 'b/x_0101-1200.mat'));
    expect(samples).toHaveLength(1);
    expect(notes[0]).toContain('b/x_0101-1200.mat');
  });
});

describe('labelled photos', () => {
  test('Cityscapes: both codings become the 19 classes', async () => {
    const photo = (name: string): string => `leftImg8bit/train/bochum/${name}_leftImg8bit.png`;
    const map = (name: string, coding: string): string => `gtFine/train/bochum/${name}_gtFine_${coding}.png`;
    const ids = png({ width: 4, height: 1, depth: 8 }, (column) => [0, 7, 33, 29][column]);
    const trainIds = png({ width: 4, height: 1, depth: 8 }, (column) => [255, 0, 18, 19][column]);
    const empty = new Uint8Array(0);
    const tree: Tree = new Map([
      [photo('bochum_000000_000313'), empty],
      [map('bochum_000000_000313', 'labelIds'), ids],
      [photo('bochum_000000_000600'), empty],
      [map('bochum_000000_000600', 'labelIds'), ids],
      [map('bochum_000000_000600', 'labelTrainIds'), trainIds],
      ['leftImg8bit/test/berlin/berlin_000000_000019_leftImg8bit.png', empty],
    ]);
    const listed = await treeOf(tree);
    const { samples, missing } = await cityscapesDataset.find(listed);
    expect(samples.map(({ split, group }) => [split, group])).toEqual([
      ['test', 'berlin'],
      ['train', 'bochum'],
      ['train', 'bochum'],
    ]);
    expect(missing).toEqual([]);
    const read = (index: number) => cityscapesDataset.readLabels(samples[index], listed, MEMORY_CONTEXT);
    expect([...(await read(1)).labels]).toEqual([IGNORED, 0, 18, IGNORED]);
    const second = await read(2);
    expect([...second.labels]).toEqual([IGNORED, 0, 18, IGNORED]);
    expect([[...second.unknown], second.unknownPixels]).toEqual([[19], 1]);
    expect([CITYSCAPES_CLASSES[0], CITYSCAPES_CLASSES[18]]).toEqual(['road', 'bicycle']);
    await expect(read(0)).rejects.toThrow(DatasetError);
  });

  test('CamVid: numbers of the tutorial, colours of the original', async () => {
    const tutorial: Tree = new Map([
      ['train/0001TP_006690.jpg', await jpeg(3, 1)],
      [
        'trainannot/0001TP_006690.png',
        png({ width: 3, height: 1, depth: 8 }, (column) => [0, 10, 11][column]),
      ],
    ]);
    expect(await labelsOf(camvidDataset, tutorial)).toEqual([[0, 10, IGNORED]]);
    const colours = [0x808080, 0x4080c0, 0, 0x123456];
    const original: Tree = new Map([
      ['701_StillsRaw_full/Seq05VD_f00000.png', new Uint8Array(0)],
      [
        'LabeledApproved_full/Seq05VD_f00000_L.png',
        png(
          { width: 4, height: 1, depth: 8, colour: 2 },
          (column, _, channel) => (colours[column] >> (16 - 8 * channel)) & 255,
        ),
      ],
    ]);
    expect(await labelsOf(camvidDataset, original)).toEqual([[0, 8, IGNORED, IGNORED]]);
    const { samples } = await camvidDataset.find(await treeOf(together(tutorial, original)));
    expect(samples.map(({ group, split }) => [group, split])).toEqual([
      ['0001TP', 'train'],
      ['Seq05VD', undefined],
    ]);
  });

  test('PASCAL-Context: three layouts with three ways of numbering become one', async () => {
    const table = PASCAL_CONTEXT_CLASSES.indexOf('table');
    const bicycle = PASCAL_CONTEXT_CLASSES.indexOf('bicycle');
    const listed = [...PASCAL_CONTEXT_CLASSES].reverse();
    const names = listed.map((name, index) => `${index + 1}: ${name === 'table' ? 'diningtable' : name}`);
    const at = (...numbers: number[]) =>
      png({ width: 3, height: 1, depth: 8, colour: 3 }, (column) => numbers[column]);
    const photo = new Uint8Array(0);
    const tree: Tree = new Map([
      ['VOC2010/JPEGImages/2008_000001.jpg', photo],
      ['VOC2010/SegmentationClassContext/2008_000001.png', at(0, table + 1, bicycle + 1)],
      ['VOC2010/JPEGImages/2008_000002.jpg', photo],
      [
        '59_context_labels/2008_000002.png',
        at(0, listed.indexOf('table') + 1, listed.indexOf('bicycle') + 1),
      ],
      ['59_labels.txt', text(names.join('\n'))],
      ['VOC2010/JPEGImages/2008_000003.jpg', photo],
      ['trainval/2008_000003.mat', mat5([{ name: 'LabelMap', shape: [1, 3], numbers: [1, 397, 23] }])],
      ['VOC2010/JPEGImages/2008_000004.jpg', photo],
      ['VOC2010/ImageSets/SegmentationContext/train.txt', text('2008_000001\n2008_000002\n')],
      ['VOC2010/ImageSets/SegmentationContext/val.txt', text('2008_000003\n../../etc/passwd\n')],
    ]);
    expect(await labelsOf(pascalContextDataset, tree)).toEqual(Array(3).fill([IGNORED, table, bicycle]));
    const { samples } = await pascalContextDataset.find(await treeOf(tree));
    expect(samples.map(({ split }) => split)).toEqual(['train', 'train', 'validation']);
    tree.set('59_labels.txt', text(`1:${' '.repeat(2_000_000)}x\n${names.slice(1).join('\n')}`));
    await expect(labelsOf(pascalContextDataset, tree)).rejects.toThrow(/aeroplane|wood/);
    tree.delete('59_labels.txt');
    await expect(labelsOf(pascalContextDataset, tree)).rejects.toThrow(/59_labels.txt/);
  });
});

describe('sequences', () => {
  test('HOTC: mosaics become 16 bands, with the videos beside them', async () => {
    const mosaic = png({ width: 8, height: 4, depth: 16 }, (column, row) => 100 * row + column);
    const boxes = text('1\t1\t2\t1\t\n1\t1\t1\t1\t\n');
    const tree: Tree = new Map([
      ['HOT2020_train/car3/HSI/0001.png', mosaic],
      ['HOT2020_train/car3/HSI/0002.png', mosaic],
      ['HOT2020_train/car3/HSI/groundtruth_rect.txt', boxes],
      ['HOT2020_train/car3/RGB/0001.jpg', await jpeg(4, 4)],
      ['HOT2020_train/car3/HSI-FalseColor/0001.jpg', await jpeg(4, 4)],
      ['test_HSI/ball/HSI/0001.png', mosaic],
    ]);
    const { samples, missing } = await hotcDataset.find(await treeOf(tree));
    expect(samples.map(({ name, group, split }) => [name, group, split])).toEqual([
      ['test/ball', 'ball', 'test'],
      ['train/car3', 'car', 'train'],
    ]);
    expect(samples[1].streams.map(({ title, frames }) => [title, frames.length])).toEqual([
      ['mosaic', 2],
      ['RGB', 1],
      ['false colour', 1],
    ]);
    expect(missing).toEqual([
      'folder RGB of 1 video: test/ball',
      'folder HSI-FalseColor of 1 video: test/ball',
      'boxes of 1 video: test/ball',
    ]);
    const [stream] = samples[1].streams;
    expect(await hotcDataset.readBoxes(stream, memoryFiles(tree))).toEqual([
      { x: 0, y: 0, width: 2, height: 1 },
      { x: 0, y: 0, width: 1, height: 1 },
    ]);
    const source = await hotcDataset.mosaic?.open(stream.frames[0], memoryFiles(tree), MEMORY_CONTEXT);
    if (source === undefined) throw new Error('expected a cube');
    const cube = await readWholeCube(source);
    expect(cube).toMatchObject({ bands: 16, height: 1, width: 2, wavelengths: HOTC_WAVELENGTHS });
    expect(Array.from(spectrumAt(cube, 1, 0)).slice(3, 6)).toEqual(
      [7, 104, 105].map((stored) => Math.fround(stored / 65535)),
    );
    expect(source.notes[0]).toMatch(/nominal/);
  });

  test('OTB: objects of one video are sequences of their own, parts are cut as annotated', async () => {
    const frames = (video: string, count: number): string[] =>
      Array.from({ length: count }, (_, index) => `${video}/img/${String(index + 1).padStart(4, '0')}.jpg`);
    const listed = await named(
      ...[...frames('Jogging', 3), 'Jogging/groundtruth_rect.1.txt', 'Jogging/groundtruth_rect.2.txt'],
      ...[...frames('David', 770), 'David/groundtruth_rect.txt', ...frames('Car2', 2)],
    );
    const { samples } = await otbDataset.find(listed);
    expect(
      samples.map(({ name, group, streams: [{ frames: found, boxes }] }) => [
        name,
        group,
        found.length,
        boxes,
      ]),
    ).toEqual([
      ['Car2', 'car', 2, undefined],
      ['David', 'david', 471, 'David/groundtruth_rect.txt'],
      ['Jogging.1', 'jogging', 3, 'Jogging/groundtruth_rect.1.txt'],
      ['Jogging.2', 'jogging', 3, 'Jogging/groundtruth_rect.2.txt'],
    ]);
    expect(samples[1].streams[0].frames[0]).toBe('David/img/0300.jpg');
    await expect(otbDataset.readBoxes(samples[0].streams[0], listed.root)).rejects.toThrow(DatasetError);
  });
});

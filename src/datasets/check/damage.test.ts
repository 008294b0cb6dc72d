/** Each layout, whole and with each kind of damage: the damage is found and named, and nothing else is. */
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  aradFile,
  bandsVariable,
  dimScene,
  harvardFile,
  icvlFile,
  labelMap,
  mosaicFrame,
  SCENE_HEIGHT,
  SCENE_WIDTH,
  WHOLE_SETS,
} from '../../../test/dataset-fixtures.ts';
import {
  caveScene,
  jpeg,
  MEMORY_CONTEXT,
  png,
  sceneSample,
  text,
  type Tree,
} from '../../../test/dataset-trees.ts';
import { memoryFiles } from '../../cube/files/input-files.ts';
import type { DatasetName } from '../dataset.ts';
import { DATASETS, datasetByName } from '../index.ts';
import { checkDataset } from './check-dataset.ts';
import type { DatasetReport, FindingKind } from './report.ts';

const sets = new Map<DatasetName, Tree>();
beforeAll(async () => {
  for (const { name } of DATASETS) sets.set(name, await WHOLE_SETS[name]());
});

const wholeSet = (name: DatasetName): Tree => new Map(sets.get(name));

const check = (name: DatasetName, tree: Tree): Promise<DatasetReport> =>
  checkDataset(datasetByName(name), memoryFiles(tree), { context: MEMORY_CONTEXT });

/** What fixtures are too small for. */
const SIZE = 'unexpected size';

const told = ({ findings }: DatasetReport): string[] =>
  findings
    .filter(({ kind }) => kind !== SIZE)
    .map(({ sample, kind, weight, message }) => `${weight}, ${kind}, ${sample}: ${message}`);

/** What is missing beyond the scenes that a small fixture lacks. */
const missing = (report: DatasetReport): string[] =>
  report.missing.filter((sentence) => !/^[\d,]+ of \d+ /.test(sentence));

describe('a whole set', () => {
  test.each(DATASETS.map(({ name }) => name))('%s', async (name) => {
    const report = await check(name, wholeSet(name));
    expect([told(report), missing(report), report.notes]).toEqual([[], [], []]);
  });
});

/** A file of a whole set, in place of the one that is there; without content it is taken away. */
type Change = readonly [path: string, content: Uint8Array<ArrayBuffer> | undefined];

interface Damage {
  readonly set: DatasetName;
  readonly changes: (tree: Tree) => Promise<readonly Change[]>;
  /** The whole of what is told. */
  readonly told: readonly RegExp[];
}

const short = (tree: Tree, path: string, bytes: number): Change => [path, tree.get(path)?.slice(0, bytes)];

const greyJpeg = async (width: number, height: number): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(
    await sharp(new Uint8Array(width * height).fill(90), { raw: { width, height, channels: 1 } })
      .toColourspace('b-w')
      .jpeg()
      .toBuffer(),
  );

const cave = (name: string, at: typeof sceneSample): Change[] => [
  ...caveScene(name, { width: SCENE_WIDTH, height: SCENE_HEIGHT }, at),
];

/** A scene with another value where `where` says so. */
const where =
  (condition: (column: number, row: number, band: number) => boolean, value: number): typeof sceneSample =>
  (column, row, band) =>
    condition(column, row, band) ? value : dimScene(5)(column, row, band);

const ICVL = 'objects_0924-1648.mat';
const NTIRE = 'NTIRE2020_Train_Spectral/ARAD_HS_0001.mat';
const ARAD = 'Train_spectral/ARAD_1K_0001.mat';
const PASCAL = 'VOC2010/SegmentationClassContext/2008_000001.png';
const CITY = 'gtFine/train/ulm/ulm_000000_000019_gtFine_labelIds.png';

/** Every kind of finding has its damages: the compiler sees to it. */
const DAMAGES: Readonly<Record<FindingKind, readonly Damage[]>> = {
  unreadable: [
    {
      set: 'icvl',
      changes: async (tree) => [short(tree, ICVL, 3000)],
      told: [/^wrong, unreadable, objects_0924-1648: expected an HDF5 file, found .*truncated file/],
    },
    {
      set: 'ntire2020',
      changes: async () => [[NTIRE, text('<html>please register</html>')]],
      told: [/^wrong, unreadable, ARAD_HS_0001: .*ARAD_HS_0001\.mat/],
    },
    {
      set: 'ntire2022',
      changes: async (tree) => [short(tree, 'Train_RGB/ARAD_1K_0001.jpg', 300)],
      told: [/^wrong, unreadable, ARAD_1K_0001: .*whole picture/],
    },
    {
      set: 'harvard',
      changes: async (tree) => [short(tree, 'CZ_hsdb/img1.mat', 5000)],
      told: [/^wrong, unreadable, img1: .*img1\.mat/],
    },
    {
      set: 'cave',
      changes: async (tree) => [short(tree, 'paints_ms/paints_ms_20.png', 60)],
      told: [/^wrong, unreadable, paints: .*paints_ms_20\.png/],
    },
    {
      set: 'pascal-context',
      changes: async () => [[PASCAL, text('GIF89a')]],
      told: [/^wrong, unreadable, 2008_000001: .*2008_000001\.png/],
    },
    {
      set: 'cityscapes',
      changes: async (tree) => [short(tree, CITY, 70)],
      told: [/^wrong, unreadable, ulm_000000_000019: .*labelIds\.png/],
    },
    {
      set: 'hotc',
      changes: async () => [['train/car3/HSI/0002.png', png({ width: 38, height: 32, depth: 8 }, () => 1)]],
      told: [
        /^wrong, unreadable, train\/car3: 0002\.png: expected sides that are multiples of 4, found 38 x 32/,
      ],
    },
    {
      set: 'otb',
      changes: async () => [['Deer/groundtruth_rect.txt', text('1,1,40,30\n5,5\n')]],
      told: [/^wrong, unreadable, Deer: .*found '5,5' in line 2/],
    },
  ],
  'unexpected size': [
    {
      set: 'cave',
      changes: async () => caveScenes([['beads', 8, 8]]),
      told: [],
    },
  ],
  'unexpected wavelengths': [
    {
      set: 'icvl',
      changes: async () => [[ICVL, await icvlFile(sceneSample, shifted())]],
      told: [
        /^wrong, unexpected wavelengths, objects_0924-1648: .*tells 31 bands of 420\.\.720 nm; it is read as .*400\.\.700/,
      ],
    },
    {
      set: 'ntire2022',
      changes: async () => [[ARAD, await aradFile(sceneSample, shifted())]],
      told: [/^wrong, unexpected wavelengths, ARAD_1K_0001/],
    },
  ],
  'values out of range': [
    {
      set: 'icvl',
      changes: async () => [
        [ICVL, await icvlFile(where((column, row, band) => band === 3 && column + row === 0, 1.2))],
      ],
      told: [
        /^wrong, values out of range, .*1 of 14,880 .*above 1, the largest 1\.2/,
        /^remark, saturated pixels, .*1 of 480/,
      ],
    },
    {
      set: 'ntire2020',
      changes: async () => [[NTIRE, await aradFile(where((_, row, band) => band === 9 && row < 2, -0.1))]],
      told: [/^wrong, values out of range, ARAD_HS_0001: 48 of 14,880 .*below 0, the least -0\.1/],
    },
  ],
  'values not finite': [
    {
      set: 'harvard',
      changes: async () => [['CZ_hsdb/img1.mat', harvardFile(where((column) => column === 5, Number.NaN))]],
      told: [/^wrong, values not finite, img1: 620 of 14,880/],
    },
  ],
  'constant bands': [
    {
      set: 'ntire2022',
      changes: async () => [[ARAD, await aradFile(where((_, __, band) => band === 12, 0.25))]],
      told: [/^wrong, constant bands, ARAD_1K_0001: .*1 bands: 520 nm \(0\.25\)/],
    },
    {
      set: 'hotc',
      changes: async () => [
        [
          'train/car3/HSI/0001.png',
          mosaicFrame((column, row) => (column % 4 === 1 && row % 4 === 2 ? 7 : 9 * column + row)),
        ],
      ],
      told: [/^wrong, constant bands, train\/car3: .*in 1 frames: 0001\.png/],
    },
  ],
  'corrupt columns': [
    {
      set: 'cave',
      changes: async () =>
        cave(
          'paints',
          where((column) => column < 4, 0),
        ),
      told: [/^wrong, corrupt columns, paints: columns 0\.\.3 do not continue the picture/],
    },
    {
      set: 'icvl',
      changes: async () => [[ICVL, await icvlFile(where((column) => column === 11, 0))]],
      told: [/^wrong, corrupt columns, objects_0924-1648: column 11 does not/],
    },
  ],
  'corrupt rows': [
    {
      set: 'harvard',
      changes: async () => [['CZ_hsdb/img1.mat', harvardFile(where((_, row) => row > 17, 0))]],
      told: [/^wrong, corrupt rows, img1: rows 18\.\.19 do not continue/],
    },
  ],
  'saturated pixels': [
    {
      set: 'cave',
      changes: async () =>
        cave(
          'paints',
          where((column, row, band) => band === 0 && row < 12 && column < 12, 0.43),
        ),
      told: [/^wrong, saturated pixels, paints: 144 of 480 \(30\.0 %\).*at 400 nm, up to 0\.43/],
    },
    {
      set: 'ntire2020',
      changes: async () => [
        [NTIRE, await aradFile(where((column, row, band) => band === 20 && row < 3 && column < 8, 0.9))],
      ],
      told: [/^remark, saturated pixels, ARAD_HS_0001: 24 of 480 .*at 600 nm are exactly the largest, 0\.9/],
    },
    {
      set: 'hotc',
      changes: async () => [
        [
          'test/ball/HSI/0001.png',
          mosaicFrame((column, row) => (column < 20 && row < 8 ? 65535 : 9 * column + row)),
        ],
      ],
      told: [/^wrong, saturated pixels, test\/ball: 160 of 2,560/],
    },
  ],
  'masked pixels': [
    {
      set: 'harvard',
      changes: async () => [['CZ_hsdb/img1.mat', harvardFile(sceneSample, 24)]],
      told: [/^remark, masked pixels, img1: 24 of 480 \(5\.0 %\)/],
    },
  ],
  'sizes differ': [
    {
      set: 'ntire2020',
      changes: async () => [['NTIRE2020_Train_RealWorld/ARAD_HS_0001_RealWorld.jpg', await jpeg(24, 21)]],
      told: [/^wrong, sizes differ, ARAD_HS_0001: the real-world RGB has 24 x 21 pixels, the cube 24 x 20/],
    },
    {
      set: 'pascal-context',
      changes: async () => [[PASCAL, labelMap(5, 4, 1)]],
      told: [/^wrong, sizes differ, 2008_000001: the label map has 5 x 4 pixels, the photo 6 x 4/],
    },
    {
      set: 'otb',
      changes: async () => [['Deer/img/0002.jpg', await jpeg(40, 31)]],
      told: [/^wrong, sizes differ, Deer: RGB frames: 2 of 40 x 30, but 1 of 40 x 31/],
    },
  ],
  'not RGB': [
    {
      set: 'camvid',
      changes: async () => [['train/0001TP_006690.jpg', await greyJpeg(6, 4)]],
      told: [/^remark, not RGB, 0001TP_006690: the photo/],
    },
  ],
  'unknown labels': [
    {
      set: 'camvid',
      changes: async () => [['trainannot/0001TP_006690.png', labelMap(6, 4, 8)]],
      told: [/^wrong, unknown labels, 0001TP_006690: 8 of 24 .*: 12, 13$/],
    },
    {
      set: 'cityscapes',
      changes: async () => [[CITY, labelMap(SCENE_WIDTH, SCENE_HEIGHT, 11)]],
      told: [/^wrong, unknown labels, ulm_000000_000019: 20 of 480 .*: 34$/],
    },
  ],
  'nothing labelled': [
    {
      set: 'pascal-context',
      changes: async () => [[PASCAL, png({ width: 6, height: 4, depth: 8 }, () => 0)]],
      told: [/^remark, nothing labelled, 2008_000001/],
    },
  ],
  'missing frames': [
    {
      set: 'otb',
      changes: async () => [
        ['Deer/img/0002.jpg', undefined],
        ['Deer/img/0004.jpg', await jpeg(40, 30, 4)],
      ],
      told: [/^wrong, missing frames, Deer: no RGB frame has the number 2$/],
    },
  ],
  'frames and boxes differ': [
    {
      set: 'hotc',
      changes: async () => [['train/car3/RGB/groundtruth_rect.txt', text('1 1 4 4\n')]],
      told: [/^wrong, frames and boxes differ, train\/car3: 2 RGB frames, 1 boxes/],
    },
  ],
  'boxes outside': [
    {
      set: 'hotc',
      changes: async () => [['train/car3/HSI/groundtruth_rect.txt', text('1 1 4 4\n11 1 9 9\n')]],
      told: [
        /^wrong, boxes outside, train\/car3: 1 of 2 .*of the 10 x 8 pixels of the mosaic frames: lines 2/,
      ],
    },
    {
      set: 'otb',
      changes: async () => [['Deer/groundtruth_rect.txt', text('35,1,9,9\n0,0,0,0\n1,1,2,2\n')]],
      told: [
        /^remark, boxes outside, Deer: 1 of 3 .*lines are no box: 2/,
        /^remark, boxes outside, Deer: 1 of 3 .*reach beyond/,
      ],
    },
  ],
  duplicates: [
    {
      set: 'icvl',
      changes: async (tree) => [['objects_0924-1650.mat', tree.get(ICVL)]],
      told: [/^wrong, duplicates, objects_0924-1648: the same bytes as objects_0924-1650\.mat/],
    },
    {
      set: 'camvid',
      changes: async (tree) => [['val/0016E5_07959.jpg', tree.get('train/0001TP_006690.jpg')]],
      told: [/^wrong, duplicates, 0001TP_006690: the same bytes as val\/0016E5_07959\.jpg/],
    },
  ],
};

/** A scene of the published size, the same in all bands. */
function cave512(at: typeof sceneSample): Tree {
  const band = png({ width: 512, height: 512, depth: 16 }, (column, row) =>
    Math.round(65535 * at(column, row, 5)),
  );
  const names = Array.from({ length: 31 }, (_, index) => String(index + 1).padStart(2, '0'));
  return new Map(names.map((name) => [`beads_ms/beads_ms_${name}.png`, band]));
}

function caveScenes(scenes: readonly (readonly [name: string, width: number, height: number])[]): Change[] {
  return scenes.flatMap(([name, width, height]) => [...caveScene(name, { width, height }, dimScene(3))]);
}

function shifted() {
  return bandsVariable(Array.from({ length: 31 }, (_, band) => 420 + 10 * band));
}

async function damaged({ set, changes }: Pick<Damage, 'set' | 'changes'>): Promise<DatasetReport> {
  const tree = wholeSet(set);
  for (const [path, content] of await changes(tree)) {
    if (content === undefined) tree.delete(path);
    else tree.set(path, content);
  }
  return check(set, tree);
}

const EVERY = Object.entries(DAMAGES).flatMap(([kind, damages]) =>
  damages.map((damage) => ({ kind, ...damage })),
);

describe('damage is found and named, and nothing else', () => {
  test.each(EVERY)('$kind in $set', async (damage) => {
    const report = await damaged(damage);
    const found = told(report);
    expect(found, found.join('\n')).toHaveLength(damage.told.length);
    damage.told.forEach((sentence, index) => {
      expect(found[index]).toMatch(sentence);
    });
    expect(missing(report)).toEqual([]);
  });

  test('another size than the published one', async () => {
    const { findings } = await damaged(DAMAGES['unexpected size'][0]);
    expect(findings[0]).toEqual({
      sample: 'beads',
      kind: SIZE,
      weight: 'wrong',
      message: '8 x 8 pixels instead of the published 512 x 512',
    });
  });
});

describe('what is missing is named', () => {
  test.each<{ set: DatasetName; gone: string; sentence: RegExp }>([
    { set: 'cave', gone: 'beads_ms/beads_ms_07.png', sentence: /^bands of 1 scene: beads \(7\)$/ },
    {
      set: 'ntire2020',
      gone: 'NTIRE2020_Train_Clean/ARAD_HS_0001_clean.png',
      sentence: /^clean RGB pictures of 1 scene: ARAD_HS_0001$/,
    },
    {
      set: 'ntire2022',
      gone: 'Train_RGB/ARAD_1K_0001.jpg',
      sentence: /^RGB pictures of 1 scene: ARAD_1K_0001$/,
    },
    { set: 'harvard', gone: 'calib.txt', sentence: /^calib\.txt/ },
    { set: 'pascal-context', gone: PASCAL, sentence: /^label maps of 1 photo: 2008_000001$/ },
    { set: 'cityscapes', gone: CITY, sentence: /^label maps of 1 photo: ulm_000000_000019$/ },
    { set: 'camvid', gone: 'valannot/0016E5_07959.png', sentence: /^label maps of 1 photo: 0016E5_07959$/ },
    { set: 'hotc', gone: 'test/ball/HSI/groundtruth_rect.txt', sentence: /^boxes of 1 video: test\/ball$/ },
    { set: 'otb', gone: 'Deer/groundtruth_rect.txt', sentence: /^boxes of 1 video: Deer$/ },
  ])('$set: $gone', async ({ set, gone, sentence }) => {
    const report = await damaged({ set, changes: async () => [[gone, undefined]] });
    expect(missing(report)).toHaveLength(1);
    expect(missing(report)[0]).toMatch(sentence);
  });

  test('icvl: scenes by name', async () => {
    const report = await damaged({ set: 'icvl', changes: async () => [[ICVL, undefined]] });
    expect(report.missing).toEqual([expect.stringMatching(/^199 of 201 scenes: /)]);
  });
});

test('corrupt columns of a whole CAVE scene are known, and told with what to do', async () => {
  const scene = cave512(where((column) => column < 4, 0.001));
  const report = await check('cave', scene);
  expect(told(report)).toEqual([
    'remark, corrupt columns, beads: columns 0..3 do not continue the picture, as published: use columns 4..511 only',
  ]);
});

test('a cube far beyond the published size is told, and its samples are left alone', async () => {
  const wide = caveScene('beads', { width: 9000, height: 1 }, (column) => (column === 7 ? 2 : 0.1));
  const report = await check('cave', wide);
  expect(report.findings.map(({ message }) => message)).toEqual([
    '9000 x 1 pixels instead of the published 512 x 512',
    'its samples were not looked at: more than 16 times the published',
  ]);
  expect(report.range).toBeUndefined();
});

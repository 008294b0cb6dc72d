/** Checks of whole data sets: each thing that can be wrong is found, and nothing else is. */
import { describe, expect, test, vi } from 'vitest';
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
} from '../../../test/dataset-trees.ts';
import { memoryFiles } from '../../cube/files/input-files.ts';
import { camvidDataset } from '../camvid.ts';
import { caveDataset } from '../cave.ts';
import { cityscapesDataset } from '../cityscapes.ts';
import { type Dataset, DatasetError } from '../dataset.ts';
import { harvardDataset } from '../harvard.ts';
import { hotcDataset } from '../hotc.ts';
import { icvlDataset } from '../icvl.ts';
import { ntire2022Dataset } from '../ntire2022.ts';
import { otbDataset } from '../otb.ts';
import { type CheckOptions, checkDataset } from './check-dataset.ts';
import { type DatasetReport, isSound } from './report.ts';

const check = (dataset: Dataset, tree: Tree, options: Partial<CheckOptions> = {}): Promise<DatasetReport> =>
  checkDataset(dataset, memoryFiles(tree), { context: MEMORY_CONTEXT, ...options });

/** What was found, without sizes, which fixtures are too small for. */
const found = ({ findings }: DatasetReport): string[] =>
  findings
    .filter(({ kind }) => kind !== 'unexpected size')
    .map(({ sample, kind, weight }) => `${sample} ${kind} ${weight}`);

const SMALL = { width: 24, height: 20 };

/** Below the level of saturation in every band. */
const dim =
  (seed: number): typeof sceneSample =>
  (column, row, band) =>
    0.6 * sceneSample(column, row, band, seed);

describe('scenes of CAVE', () => {
  test('that are sound', async () => {
    const report = await check(caveDataset, caveScene('beads', SMALL, dim(1)));
    expect(found(report)).toEqual([]);
    expect(report.sizes).toEqual([{ what: '24 x 20 x 31', count: 1 }]);
    expect(report.wavelengths).toEqual([{ what: '400..700 nm', count: 1 }]);
    expect(report.parts).toEqual([{ title: 'scenes', count: 1, published: 32 }]);
    expect(report.missing).toEqual([
      '31 of 32 scenes: balloons, cd, chart_and_stuffed_toy, clay, cloth and 26 more',
    ]);
    expect(report.range?.minimum).toBeGreaterThan(0);
    expect(report.range?.maximum).toBeLessThan(0.7);
    expect(isSound(report)).toBe(false);
  });

  test('with corrupt columns, a dead band and a plateau', async () => {
    const report = await check(
      caveDataset,
      together(
        caveScene('paints', SMALL, (column, row, band) =>
          column < 4 ? 0.001 * ((column * 7 + row * 3 + band) % 11) : dim(1)(column, row, band),
        ),
        caveScene('clay', SMALL, (column, row, band) => (band === 12 ? 0 : dim(2)(column, row, band))),
        caveScene('cd', SMALL, (column, row, band) =>
          band === 1 && row < 1 && column < 5 ? 0.71 : dim(3)(column, row, band),
        ),
        caveScene('hairs', SMALL, (column, row, band) =>
          band === 0 && row < 12 ? 0.43 : dim(4)(column, row, band),
        ),
      ),
    );
    expect(found(report)).toEqual([
      'cd saturated pixels remark',
      'clay constant bands wrong',
      'hairs saturated pixels wrong',
      'paints corrupt columns wrong',
    ]);
    const messages = report.findings.map(({ message }) => message).join('\n');
    expect(messages).toContain('columns 0..3 do not continue the picture');
    expect(messages).toContain('1 bands: 520 nm (0)');
    expect(messages).toContain(
      '5 of 480 (1.0 %) pixels reach the level of saturation in some band, most of them (5) at 410 nm',
    );
  });

  test('that are broken or there twice do not end the check', async () => {
    const again = [...caveScene('beads', SMALL, dim(1))].map(
      ([path, bytes]) => [path.replaceAll('beads', 'pompoms'), bytes] as const,
    );
    const broken = caveScene('feathers', SMALL, dim(4));
    const path = 'feathers_ms/feathers_ms_20.png';
    broken.set(path, broken.get(path)?.slice(0, 60) ?? new Uint8Array(0));
    const report = await check(
      caveDataset,
      together(broken, caveScene('beads', SMALL, dim(1)), new Map(again), caveScene('clay', SMALL, dim(3))),
    );
    expect(found(report)).toEqual(['feathers unreadable wrong', 'beads duplicates wrong']);
    expect(report.findings.at(-1)?.message).toContain('pompoms_ms');
    expect(report.samples).toBe(4);
    expect((await check(caveDataset, broken, { quick: true })).findings.map(({ kind }) => kind)).toEqual([
      'unexpected size',
    ]);
  });
});

describe('scenes in MATLAB files', () => {
  test('of ICVL: counts beyond 12 bits and NaN are told, either orientation is right', async () => {
    const counts = matCube('rad', 20, 24, (...at) =>
      at[2] === 3 && at[0] === 0
        ? 5000
        : at[2] === 4 && at[1] < 2
          ? Number.NaN
          : Math.round(4095 * sceneSample(...at)),
    );
    const report = await check(icvlDataset, new Map([['eve_0331-1646.mat', mat5([counts])]]));
    expect(found(report)).toEqual([
      'eve_0331-1646 values not finite wrong',
      'eve_0331-1646 values out of range wrong',
      'eve_0331-1646 saturated pixels remark',
    ]);
    expect(report.findings.find(({ kind }) => kind === 'values out of range')?.message).toContain(
      'the largest 1.221',
    );
    expect(report.missing).toEqual([expect.stringMatching(/^200 of 201 scenes: 4cam_0411-1648/)]);
  });

  test('of NTIRE 2022: pictures of another size and broken ones are told', async () => {
    const cube = mat5([matCube('cube', 20, 24, sceneSample)]);
    const other = mat5([matCube('cube', 20, 24, (...at) => sceneSample(at[0], at[1], at[2], 1))]);
    const whole = await jpeg(24, 20);
    const tree: Tree = new Map([
      ['Train_Spec/ARAD_1K_0001.mat', cube],
      ['Train_RGB/ARAD_1K_0001.jpg', await jpeg(24, 21)],
      ['Train_Spec/ARAD_1K_0002.mat', other],
      ['Train_RGB/ARAD_1K_0002.jpg', whole.slice(0, whole.length - 60)],
    ]);
    expect(found(await check(ntire2022Dataset, tree))).toEqual([
      'ARAD_1K_0001 sizes differ wrong',
      'ARAD_1K_0002 unreadable wrong',
    ]);
    const quick = await check(ntire2022Dataset, tree, { quick: true });
    expect(found(quick)).toEqual(['ARAD_1K_0001 sizes differ wrong']);
    expect(quick.range).toBeUndefined();
  });

  test('of Harvard: masked pixels are told, brightness that piles up too', async () => {
    const ref = matCube('ref', 20, 24, (column, row, band) =>
      band === 9 && row < 3 ? 0.9 : Math.min(0.5, sceneSample(column, row, band)),
    );
    const lbl = {
      name: 'lbl',
      shape: [20, 24],
      numbers: Float64Array.from({ length: 480 }, (_, at) => (at < 24 ? 0 : 1)),
    };
    const report = await check(harvardDataset, new Map([['CZ_hsdb/img1.mat', mat5([ref, lbl])]]));
    expect(found(report)).toEqual(['img1 saturated pixels remark', 'img1 masked pixels remark']);
    expect(report.missing.at(-1)).toMatch(/calib.txt/);
  });
});

describe('labelled photos', () => {
  test('of CamVid: sizes that differ, numbers of no class and maps of nothing', async () => {
    const map = (width: number, at: (column: number) => number) => png({ width, height: 2, depth: 8 }, at);
    const tree: Tree = new Map([
      ['train/0001TP_1.jpg', await jpeg(4, 2, 1)],
      ['trainannot/0001TP_1.png', map(4, (column) => column)],
      ['train/0001TP_2.jpg', await jpeg(4, 2, 2)],
      ['trainannot/0001TP_2.png', map(3, () => 5)],
      ['train/0001TP_3.jpg', await jpeg(4, 2, 3)],
      ['trainannot/0001TP_3.png', map(4, (column) => (column === 0 ? 77 : 4))],
      ['train/0001TP_4.jpg', await jpeg(4, 2, 4)],
      ['trainannot/0001TP_4.png', map(4, () => 11)],
      ['train/0001TP_5.jpg', await jpeg(4, 2, 5)],
    ]);
    const report = await check(camvidDataset, tree);
    expect(found(report)).toEqual([
      '0001TP_2 sizes differ wrong',
      '0001TP_3 unknown labels wrong',
      '0001TP_4 nothing labelled remark',
    ]);
    expect(report.missing).toContain('label maps of 1 photo: 0001TP_5');
    expect(report.classes.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(found(await check(camvidDataset, tree, { quick: true }))).toEqual(['0001TP_2 sizes differ wrong']);
  });

  test('of Cityscapes: a size other than the published', async () => {
    const photo = png({ width: 4, height: 2, depth: 8, colour: 2 }, () => 100);
    const { findings } = await check(
      cityscapesDataset,
      new Map([['leftImg8bit/val/ulm/ulm_000000_000019_leftImg8bit.png', photo]]),
    );
    expect(findings.map(({ kind }) => kind)).toEqual(['unexpected size']);
  });
});

const frame = await jpeg(40, 30);

describe('sequences', () => {
  test('that are whole and sound', async () => {
    const report = await check(
      otbDataset,
      new Map([
        ['Deer/img/0001.jpg', frame],
        ['Deer/img/0002.jpg', frame],
        ['Deer/groundtruth_rect.txt', text('1,1,40,30\n5,5,10,10\n')],
      ]),
    );
    expect([report.findings, report.missing, isSound(report)]).toEqual([[], [], true]);
    expect(report.sizes).toEqual([{ what: 'RGB 40 x 30', count: 1 }]);
  });

  test('with fewer boxes than frames, boxes elsewhere, and frames that are broken or of another size', async () => {
    const report = await check(
      otbDataset,
      new Map([
        ['Deer/img/0001.jpg', frame],
        ['Deer/img/0002.jpg', frame],
        ['Deer/img/0003.jpg', frame.slice(0, 200)],
        ['Deer/img/0004.jpg', await jpeg(40, 31)],
        ['Deer/groundtruth_rect.txt', text('41,1,9,9\n35,1,9,9\n0,0,0,0\n')],
        ['Dog/img/0001.jpg', frame],
        ['Dog/groundtruth_rect.txt', text('one,two\n')],
      ]),
    );
    expect(found(report)).toEqual([
      'Deer unreadable wrong',
      'Deer sizes differ wrong',
      'Deer frames and boxes differ wrong',
      'Deer boxes outside wrong',
      'Deer boxes outside remark',
      'Deer boxes outside remark',
      'Dog unreadable wrong',
    ]);
  });

  test('without boxes are told', async () => {
    const { missing } = await check(otbDataset, new Map([['Deer/img/0001.jpg', frame]]));
    expect(missing).toEqual(['boxes of 1 video: Deer']);
  });

  test('of mosaics: boxes count pixels of a band', async () => {
    const mosaic = png({ width: 40, height: 32, depth: 8 }, (column, row) => column + row);
    const tree: Tree = new Map([
      ['train/car/HSI/0001.png', mosaic],
      ['train/car/HSI/groundtruth_rect.txt', text('1 1 10 8')],
      ['train/bus/HSI/0001.png', png({ width: 38, height: 32, depth: 8 }, () => 1)],
      ['train/toy/HSI/0001.png', mosaic],
      ['train/toy/HSI/groundtruth_rect.txt', text('11 1 10 8')],
    ]);
    for (const quick of [false, true]) {
      const report = await check(hotcDataset, tree, { quick });
      expect(found(report)).toEqual(['train/bus unreadable wrong', 'train/toy boxes outside wrong']);
      expect(report.sizes).toEqual([{ what: 'mosaic 10 x 8', count: 2 }]);
    }
  });
});

describe('a check', () => {
  test('of a folder without the set is refused with its layout', async () => {
    const refused = check(icvlDataset, new Map([['a.txt', text('no')]]));
    await expect(refused).rejects.toThrow(DatasetError);
    await expect(refused).rejects.toMatchObject({ hint: expect.stringContaining('<scene>.mat') });
  });

  test('tells how far it is and can be interrupted', async () => {
    const tree = together(
      caveScene('beads', SMALL, dim(1)),
      caveScene('cd', SMALL, dim(2)),
      caveScene('clay', SMALL, dim(3)),
    );
    const onProgress = vi.fn();
    await check(caveDataset, tree, { onProgress });
    expect(onProgress.mock.calls.map(([{ done, total, sample }]) => `${done}/${total} ${sample}`)).toEqual([
      '0/3 beads',
      '1/3 cd',
      '2/3 clay',
      '3/3 clay',
    ]);
    const controller = new AbortController();
    const interrupted = check(caveDataset, tree, {
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done === 1) controller.abort();
      },
    });
    await expect(interrupted).rejects.toMatchObject({ name: 'AbortError' });
  });
});

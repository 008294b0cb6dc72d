/** One small data set of each layout, whole and sound but for the size of its pictures: what damage is done to in tests. */
import type { DatasetName } from '../src/datasets/dataset.ts';
import { VISIBLE_31 } from '../src/spectra/wavelengths.ts';
import {
  caveScene,
  jpeg,
  type MatVariable,
  mat5,
  mat73,
  matCube,
  png,
  sceneSample,
  text,
  together,
  type Tree,
} from './dataset-trees.ts';

/** Columns and rows of the scenes. */
export const SCENE_WIDTH = 24;
export const SCENE_HEIGHT = 20;

/** Samples of a scene below the level of saturation in every band; another scene for another seed. */
export function dimScene(seed: number): typeof sceneSample {
  return (column, row, band) => 0.6 * sceneSample(column, row, band, seed);
}

/** The list of wavelengths that MATLAB files have beside a cube. */
export function bandsVariable(wavelengths: readonly number[] = VISIBLE_31): MatVariable {
  return { name: 'bands', shape: [1, wavelengths.length], numbers: wavelengths };
}

/** A scene of the two ARAD sets. */
export function aradFile(at: typeof sceneSample, bands = bandsVariable()): Promise<Uint8Array<ArrayBuffer>> {
  return mat73([matCube('cube', SCENE_HEIGHT, SCENE_WIDTH, at), bands]);
}

/** A scene of ICVL; `at` gives shares of the full scale. */
export function icvlFile(at: typeof sceneSample, bands = bandsVariable()): Promise<Uint8Array<ArrayBuffer>> {
  const counts = matCube('rad', SCENE_HEIGHT, SCENE_WIDTH, (...place) => Math.round(4095 * at(...place)));
  const rgb = { name: 'rgb', shape: [SCENE_HEIGHT, SCENE_WIDTH, 3], numbers: new Float64Array(1440) };
  return mat73([counts, rgb, bands], { counts: true });
}

/** A scene of Harvard; the first `masked` pixels of the mask are 0. */
export function harvardFile(at: typeof sceneSample, masked = 0): Uint8Array<ArrayBuffer> {
  const numbers = Float64Array.from({ length: SCENE_WIDTH * SCENE_HEIGHT }, (_, index) =>
    index < masked ? 0 : 1,
  );
  return mat5([
    matCube('ref', SCENE_HEIGHT, SCENE_WIDTH, at),
    { name: 'lbl', shape: [SCENE_HEIGHT, SCENE_WIDTH], numbers },
  ]);
}

/** A label map whose classes are `first`, `first + 1` and so on by column. */
export function labelMap(width: number, height: number, first: number): Uint8Array<ArrayBuffer> {
  return png({ width, height, depth: 8 }, (column) => first + column);
}

/** A colour picture of the size of a scene. */
export function colourPicture(seed: number): Uint8Array<ArrayBuffer> {
  return png(
    { width: SCENE_WIDTH, height: SCENE_HEIGHT, depth: 8, colour: 2 },
    (column, row, channel) => 40 + ((7 * column + 3 * row + 50 * channel + seed) % 180),
  );
}

/** A mosaic frame of 40 x 32 filters. */
export function mosaicFrame(
  at: (column: number, row: number) => number = (column, row) => 500 + 40 * column + 30 * row,
): Uint8Array<ArrayBuffer> {
  return png({ width: 40, height: 32, depth: 16 }, at);
}

/** Boxes of two frames that lie within 10 x 8 pixels. */
const BOXES = text('1\t1\t4\t4\n2\t2\t4\t4\n');

async function hotcVideo(folder: string, seed: number): Promise<Tree> {
  const photos = [await jpeg(10, 8, seed), await jpeg(10, 8, seed + 1)];
  return new Map(
    ['HSI', 'RGB', 'HSI-FalseColor'].flatMap((kind) => [
      ...[0, 1].map(
        (frame) =>
          [
            `${folder}/${kind}/000${frame + 1}.${kind === 'HSI' ? 'png' : 'jpg'}`,
            kind === 'HSI' ? mosaicFrame() : photos[frame],
          ] as const,
      ),
      [`${folder}/${kind}/groundtruth_rect.txt`, BOXES] as const,
    ]),
  );
}

/** Builders of the whole sets, in their published layouts. */
export const WHOLE_SETS: Readonly<Record<DatasetName, () => Promise<Tree>>> = {
  icvl: async () =>
    new Map([
      ['objects_0924-1648.mat', await icvlFile(sceneSample)],
      ['objects_0924-1650.mat', await icvlFile(dimScene(1))],
      ['more/eve_0331-1646.mat', await icvlFile(dimScene(2))],
    ]),
  ntire2020: async () =>
    new Map([
      ['NTIRE2020_Train_Spectral/ARAD_HS_0001.mat', await aradFile(sceneSample)],
      ['NTIRE2020_Train_Clean/ARAD_HS_0001_clean.png', colourPicture(1)],
      ['NTIRE2020_Train_RealWorld/ARAD_HS_0001_RealWorld.jpg', await jpeg(SCENE_WIDTH, SCENE_HEIGHT, 1)],
      ['NTIRE2020_Validation_Spectral/ARAD_HS_0451.mat', await aradFile(dimScene(2))],
      ['NTIRE2020_Validation_Clean/ARAD_HS_0451_clean.png', colourPicture(2)],
      ['NTIRE2020_Validation_RealWorld/ARAD_HS_0451_RealWorld.jpg', await jpeg(SCENE_WIDTH, SCENE_HEIGHT, 2)],
    ]),
  ntire2022: async () =>
    new Map([
      ['Train_spectral/ARAD_1K_0001.mat', await aradFile(sceneSample)],
      ['Train_RGB/ARAD_1K_0001.jpg', await jpeg(SCENE_WIDTH, SCENE_HEIGHT, 1)],
      ['Valid_spectral/ARAD_1K_0901.mat', await aradFile(dimScene(2))],
      ['Valid_RGB/ARAD_1K_0901.jpg', await jpeg(SCENE_WIDTH, SCENE_HEIGHT, 2)],
    ]),
  cave: async () =>
    together(
      caveScene('beads', { width: SCENE_WIDTH, height: SCENE_HEIGHT }, dimScene(1)),
      caveScene('paints', { width: SCENE_WIDTH, height: SCENE_HEIGHT }, dimScene(2)),
    ),
  harvard: async () =>
    new Map([
      ['CZ_hsdb/img1.mat', harvardFile(sceneSample)],
      ['CZ_hsdbi/img3.mat', harvardFile(dimScene(1))],
      ['calib.txt', text('1\n')],
    ]),
  'pascal-context': async () =>
    new Map([
      ['VOC2010/JPEGImages/2008_000001.jpg', await jpeg(6, 4, 1)],
      ['VOC2010/SegmentationClassContext/2008_000001.png', labelMap(6, 4, 0)],
      ['VOC2010/JPEGImages/2008_000003.jpg', await jpeg(6, 4, 2)],
      ['VOC2010/SegmentationClassContext/2008_000003.png', labelMap(6, 4, 54)],
      ['VOC2010/ImageSets/SegmentationContext/train.txt', text('2008_000001\n')],
      ['VOC2010/ImageSets/SegmentationContext/val.txt', text('2008_000003\n')],
    ]),
  cityscapes: async () => {
    const folder = (kind: string, split: string): string => `${kind}/${split}/ulm/ulm_000000_000019_`;
    return new Map([
      [`${folder('leftImg8bit', 'train')}leftImg8bit.png`, colourPicture(1)],
      [`${folder('gtFine', 'train')}gtFine_labelIds.png`, labelMap(SCENE_WIDTH, SCENE_HEIGHT, 0)],
      ['leftImg8bit/test/bonn/bonn_000000_000019_leftImg8bit.png', colourPicture(2)],
    ]);
  },
  camvid: async () =>
    new Map([
      ['train/0001TP_006690.jpg', await jpeg(6, 4, 1)],
      ['trainannot/0001TP_006690.png', labelMap(6, 4, 6)],
      ['val/0016E5_07959.jpg', await jpeg(6, 4, 2)],
      ['valannot/0016E5_07959.png', labelMap(6, 4, 0)],
    ]),
  hotc: async () => together(await hotcVideo('train/car3', 1), await hotcVideo('test/ball', 3)),
  otb: async () =>
    new Map([
      ['Deer/img/0001.jpg', await jpeg(40, 30, 1)],
      ['Deer/img/0002.jpg', await jpeg(40, 30, 2)],
      ['Deer/img/0003.jpg', await jpeg(40, 30, 3)],
      ['Deer/groundtruth_rect.txt', text('1,1,40,30\n5,5,10,10\n6,5,10,10\n')],
    ]),
};

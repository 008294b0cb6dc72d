/**
 * Cityscapes (Cordts et al., CVPR 2016): street scenes of 50 cities, 2048 x 1024, with fine label maps. The maps come
 * in two codings: `labelIds` with all 34 classes, and `labelTrainIds` with the 19 that are evaluated (made by the
 * set's own script). Both are brought to the 19.
 */
import type { LabelledPhoto, LabelledPhotoDataset, Split } from './dataset.ts';
import { foundSamples } from './found.ts';
import { consecutiveCoding, IGNORED, type LabelCoding } from './label-map.ts';
import { missingLabels, readPngLabels } from './labelled-photos.ts';
import { splitAsDistributed } from './splits.ts';

/** The 19 classes that are evaluated, by train id. */
export const CITYSCAPES_CLASSES: readonly string[] = [
  ...['road', 'sidewalk', 'building', 'wall', 'fence', 'pole', 'traffic light', 'traffic sign', 'vegetation'],
  ...['terrain', 'sky', 'person', 'rider', 'car', 'truck', 'bus', 'train', 'motorcycle', 'bicycle'],
];

/** The `labelIds` number of each train id. Source: cityscapesScripts, helpers/labels.py. */
const LABEL_IDS: readonly number[] = [
  7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33,
];

const MOST_LABEL_ID = 33;
const IGNORED_TRAIN_ID = 255;

const CODINGS: ReadonlyMap<string, LabelCoding> = new Map([
  ['labelTrainIds', consecutiveCoding(CITYSCAPES_CLASSES.length, 0, [IGNORED_TRAIN_ID])],
  [
    'labelIds',
    new Map(
      Array.from({ length: MOST_LABEL_ID + 1 }, (_, id): [number, number] => {
        const trainId = LABEL_IDS.indexOf(id);
        return [id, trainId < 0 ? IGNORED : trainId];
      }),
    ),
  ],
]);

const SPLITS: ReadonlyMap<string, Split> = new Map([
  ['train', 'train'],
  ['val', 'validation'],
  ['test', 'test'],
]);

const PHOTO = /(?:^|\/)leftImg8bit\/(train|val|test)\/[^/]+\/([^/]+)_leftImg8bit\.png$/;
const LABELS = /(?:^|\/)gtFine\/(?:train|val|test)\/[^/]+\/([^/]+)_gtFine_(labelTrainIds|labelIds)\.png$/;

/** The city: one drive of one camera car. */
function cityOf(sampleName: string): string {
  return sampleName.split('_', 1)[0];
}

export const cityscapesDataset: LabelledPhotoDataset = {
  kind: 'labelled-photos',
  name: 'cityscapes',
  title: 'Cityscapes street scenes',
  citation: 'M. Cordts et al., "The Cityscapes Dataset for Semantic Urban Scene Understanding", CVPR 2016',
  terms: 'non-commercial use after registration, as its licence says',
  homePage: 'https://www.cityscapes-dataset.com/',
  layout: [
    'leftImg8bit/{train,val,test}/<city>/<city>_<sequence>_<frame>_leftImg8bit.png',
    'gtFine/{train,val,test}/<city>/<city>_<sequence>_<frame>_gtFine_labelIds.png (or _labelTrainIds.png)',
  ],
  sources:
    "Layout, counts and classes from the makers' scripts (mcordts/cityscapesScripts). Not checked against the originals.",
  published: [
    { title: 'training photos', count: 2975, split: 'train' },
    { title: 'validation photos', count: 500, split: 'validation' },
    { title: 'test photos', count: 1525, split: 'test' },
  ],
  splits: [splitAsDistributed('by folder, cities apart; the labels of the test photos are kept secret')],
  groupRule: 'the city, since frames of one drive look alike',
  sceneGroup: cityOf,
  classes: CITYSCAPES_CLASSES,
  publishedIgnore: IGNORED_TRAIN_ID,
  expectedSize: { width: 2048, height: 1024 },
  async find({ paths }) {
    const labels = new Map<string, { readonly path: string; readonly coding: string }>();
    for (const path of paths) {
      const match = LABELS.exec(path);
      // The train ids are taken where both are there: they need no table.
      if (match === null || labels.get(match[1])?.coding === 'labelTrainIds') continue;
      labels.set(match[1], { path, coding: match[2] });
    }
    const samples = paths.flatMap((path): LabelledPhoto[] => {
      const match = PHOTO.exec(path);
      if (match === null) return [];
      const [, folder, name] = match;
      const split = SPLITS.get(folder) ?? 'train';
      const known = split === 'test' ? undefined : labels.get(name);
      return [
        { name, group: cityOf(name), split, photo: path, labels: known?.path, coding: known?.coding ?? '' },
      ];
    });
    const missing = missingLabels(samples.filter(({ split }) => split !== 'test'));
    return foundSamples(samples, ({ photo }) => photo, { missing });
  },
  readLabels: (sample, tree, context) => readPngLabels(sample, tree, context, CODINGS.get(sample.coding)),
};

/**
 * CamVid (Brostow et al. 2009): frames of five drives through Cambridge. Two layouts are common: that of the SegNet
 * tutorial (480 x 360, 11 classes and void, a folder a split) and the original (960 x 720, a colour for each of 32
 * classes, no split). Both are brought to the 11 classes.
 */
import type { LabelledPhoto, LabelledPhotoDataset, Split } from './dataset.ts';
import { lastPart } from './file-tree.ts';
import { foundSamples } from './found.ts';
import { consecutiveCoding, IGNORED, type LabelCoding } from './label-map.ts';
import { missingLabels, readPngLabels } from './labelled-photos.ts';
import { splitAsDistributed } from './splits.ts';

/** The 11 classes of the SegNet tutorial, by number; 11 is void. */
export const CAMVID_CLASSES: readonly string[] = [
  ...['sky', 'building', 'pole', 'road', 'pavement', 'tree'],
  ...['sign or symbol', 'fence', 'car', 'pedestrian', 'bicyclist'],
];

const VOID = 11;

/**
 * The colours of the original label maps that each of the 11 classes is made of. Source: `label_colors.txt` of the
 * set and the grouping that MATLAB's example of the SegNet paper uses.
 */
const COLOURS: readonly (readonly number[])[] = [
  [0x808080],
  [0x008040, 0x800000, 0x40c000, 0x400040, 0xc00080],
  [0xc0c080, 0x000040],
  [0x804080, 0x8000c0, 0xc00040],
  [0x0000c0, 0x40c080, 0x8080c0],
  [0x808000, 0xc0c000],
  [0xc08080, 0x808040, 0x004040],
  [0x404080],
  [0x400080, 0x4080c0, 0xc080c0, 0xc04080, 0x804040],
  [0x404000, 0xc08040, 0x4000c0, 0x408040],
  [0x0080c0, 0xc000c0],
];

const CODINGS: ReadonlyMap<string, LabelCoding> = new Map<string, LabelCoding>([
  ['numbers', consecutiveCoding(CAMVID_CLASSES.length, 0, [VOID])],
  [
    'colours',
    new Map<number, number>([
      [0, IGNORED],
      ...COLOURS.flatMap((colours, label) => colours.map((colour) => [colour, label] as const)),
    ]),
  ],
]);

const SPLITS: ReadonlyMap<string, Split> = new Map([
  ['train', 'train'],
  ['val', 'validation'],
  ['test', 'test'],
]);

const PHOTO = /(?:^|\/)(train|val|test)\/([^/]+)\.(?:png|jpe?g)$/i;
const NUMBERS = /(?:^|\/)(train|val|test)annot\/([^/]+)\.png$/i;
const ORIGINAL_PHOTO = /(?:^|\/)701_StillsRaw_full\/([^/]+)\.png$/i;
const COLOUR_MAP = /_L\.png$/i;

/** The drive: frame names begin with the name of their video. */
function driveOf(sampleName: string): string {
  return /^(.+?)_f?\d+$/i.exec(sampleName)?.[1] ?? sampleName;
}

export const camvidDataset: LabelledPhotoDataset = {
  kind: 'labelled-photos',
  name: 'camvid',
  title: 'CamVid street scenes',
  citation:
    'G. J. Brostow, J. Fauqueur, R. Cipolla, "Semantic object classes in video: A high-definition ground truth database", Pattern Recognition Letters 30 (2009) 88',
  terms: 'research use; copies with labels of the SegNet tutorial are under CC BY-NC 4.0',
  homePage: 'http://mi.eng.cam.ac.uk/research/projects/VideoRec/CamVid/',
  layout: [
    '{train,val,test}/<frame>.png or .jpg and {train,val,test}annot/<frame>.png     classes 0..10, 11 is void',
    '701_StillsRaw_full/<frame>.png and <frame>_L.png in another folder            32 classes as colours',
  ],
  sources:
    'The first layout was checked on 367 photos; counts of its splits and the colours of the second as public loaders have them.',
  published: [
    { title: 'training photos', count: 367, split: 'train' },
    { title: 'validation photos', count: 101, split: 'validation' },
    { title: 'test photos', count: 233, split: 'test' },
  ],
  splits: [splitAsDistributed('by folder, as in the SegNet tutorial')],
  groupRule: 'the drive that a frame is of (0001TP_006690 is of 0001TP)',
  sceneGroup: driveOf,
  classes: CAMVID_CLASSES,
  publishedIgnore: VOID,
  async find({ paths }) {
    const maps = new Map<string, string>();
    for (const path of paths) {
      const numbers = NUMBERS.exec(path);
      if (numbers !== null) maps.set(`${numbers[1].toLowerCase()}/${numbers[2]}`, path);
      else if (COLOUR_MAP.test(path)) maps.set(lastPart(path).replace(COLOUR_MAP, ''), path);
    }
    const samples = paths.flatMap((path): LabelledPhoto[] => {
      const split = PHOTO.exec(path);
      if (split !== null) {
        const [, folder, name] = split;
        const key = folder.toLowerCase();
        const labels = maps.get(`${key}/${name}`);
        return [
          {
            name,
            group: driveOf(name),
            split: SPLITS.get(key) ?? 'train',
            photo: path,
            labels,
            coding: 'numbers',
          },
        ];
      }
      const name = ORIGINAL_PHOTO.exec(path)?.[1];
      if (name === undefined) return [];
      return [{ name, group: driveOf(name), photo: path, labels: maps.get(name), coding: 'colours' }];
    });
    return foundSamples(samples, ({ photo }) => photo, { missing: missingLabels(samples) });
  },
  readLabels: (sample, tree, context) => readPngLabels(sample, tree, context, CODINGS.get(sample.coding)),
};

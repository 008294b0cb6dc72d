/**
 * PASCAL-Context (Mottaghi et al., CVPR 2014): the 10,103 training photos of PASCAL VOC 2010, labelled all over; the 59
 * most frequent classes are used, all else is ignored. Three layouts of the label maps are common, and their numbers
 * differ:
 *
 * - `SegmentationClassContext/<id>.png`, made from `trainval_merged.json`: 0 is ignored, 1..59 in alphabetical order;
 * - `59_context_labels/<id>.png`, the makers' own: numbers as `59_labels.txt` lists them, the 20 VOC classes first;
 * - `trainval/<id>.mat`, the makers' own with all 459 classes in the variable `LabelMap`.
 *
 * All are brought to the alphabetical order.
 */
import { SpectraliftError } from '../errors.ts';
import { DatasetError, type LabelledPhoto, type LabelledPhotoDataset, type Split } from './dataset.ts';
import { type FileTree, lastPart } from './file-tree.ts';
import { filesByStem, foundSamples, tellNames } from './found.ts';
import { consecutiveCoding, decodeLabels, IGNORED, type LabelCoding } from './label-map.ts';
import { labelsOf, missingLabels, readPngLabels } from './labelled-photos.ts';
import { readMat5Plane } from './mat5-plane.ts';
import { splitAsDistributed } from './splits.ts';

/** The 59 classes in alphabetical order, each with its number among all 459. */
const CLASSES: readonly (readonly [name: string, among459: number])[] = [
  ...([
    ['aeroplane', 2],
    ['bag', 9],
    ['bed', 18],
    ['bedclothes', 19],
    ['bench', 22],
    ['bicycle', 23],
  ] as const),
  ...([
    ['bird', 25],
    ['boat', 31],
    ['book', 33],
    ['bottle', 34],
    ['building', 44],
    ['bus', 45],
  ] as const),
  ...([
    ['cabinet', 46],
    ['car', 59],
    ['cat', 65],
    ['ceiling', 68],
    ['chair', 72],
    ['cloth', 80],
  ] as const),
  ...([
    ['computer', 85],
    ['cow', 98],
    ['cup', 104],
    ['curtain', 105],
    ['dog', 113],
    ['door', 115],
  ] as const),
  ...([
    ['fence', 144],
    ['floor', 158],
    ['flower', 159],
    ['food', 162],
    ['grass', 187],
    ['ground', 189],
  ] as const),
  ...([
    ['horse', 207],
    ['keyboard', 220],
    ['light', 232],
    ['motorbike', 258],
    ['mountain', 259],
  ] as const),
  ...([
    ['mouse', 260],
    ['person', 284],
    ['plate', 295],
    ['platform', 296],
    ['pottedplant', 308],
  ] as const),
  ...([
    ['road', 324],
    ['rock', 326],
    ['sheep', 347],
    ['shelves', 349],
    ['sidewalk', 354],
    ['sign', 355],
  ] as const),
  ...([
    ['sky', 360],
    ['snow', 366],
    ['sofa', 368],
    ['table', 397],
    ['track', 415],
    ['train', 416],
  ] as const),
  ...([
    ['tree', 420],
    ['truck', 424],
    ['tvmonitor', 427],
    ['wall', 440],
    ['water', 445],
    ['window', 454],
  ] as const),
  ['wood', 458],
];

/** Names of the 59 classes, alphabetical. */
export const PASCAL_CONTEXT_CLASSES: readonly string[] = CLASSES.map(([name]) => name);

/** Names in `59_labels.txt` that differ from those of the full list. */
const LISTED_AS: ReadonlyMap<string, string> = new Map([
  ['diningtable', 'table'],
  ['bedcloth', 'bedclothes'],
  ['clothes', 'cloth'],
]);

const LIST = '59_labels.txt';
/** Largest list of classes or names, bytes; that of all photos has some 120,000. */
const MOST_LIST_BYTES = 4_194_304;

const ALPHABETICAL: LabelCoding = consecutiveCoding(CLASSES.length, 1, [0]);

const PHOTO = /(?:^|\/)JPEGImages\/([^/]+)\.jpe?g$/i;
const MAPS: readonly { readonly coding: string; readonly pattern: RegExp }[] = [
  { coding: 'alphabetical', pattern: /(?:^|\/)SegmentationClassContext\/([^/]+)\.png$/i },
  { coding: 'listed', pattern: /(?:^|\/)59_context_labels[^/]*\/([^/]+)\.png$/i },
  { coding: 'all 459', pattern: /(?:^|\/)trainval\/([^/]+)\.mat$/i },
];
const SPLIT_LIST = /(?:^|\/)SegmentationContext\/(train|val)\.txt$/i;

/** Codings of `59_labels.txt` that were read, by listing. */
const listed = new WeakMap<FileTree, Promise<LabelCoding>>();

/** The numbers of the makers' own label maps. @throws DatasetError if their list is missing or not of the 59. */
async function listedCoding(tree: FileTree): Promise<LabelCoding> {
  const path = tree.paths.find((known) => lastPart(known).toLowerCase() === LIST);
  if (path === undefined) {
    throw new DatasetError(
      `expected ${LIST}, which says what the numbers of 59_context_labels mean, found none`,
      {
        hint: `put ${LIST} of the PASCAL-Context page beside the label maps`,
      },
    );
  }
  const coding = new Map<number, number>([[0, IGNORED]]);
  for (const line of (await tree.readText(path, MOST_LIST_BYTES)).split(/\r?\n/)) {
    // Parted by hand: a pattern would take time with the square of the spaces in a line.
    const [number, listedName] = line.split(':', 2).map((part) => part.trim());
    if (listedName === undefined || !/^\d+$/.test(number)) continue;
    const name = listedName.replaceAll(' ', '').toLowerCase();
    const label = PASCAL_CONTEXT_CLASSES.indexOf(LISTED_AS.get(name) ?? name);
    if (label >= 0) coding.set(Number(number), label);
  }
  const known = new Set(coding.values());
  const missing = PASCAL_CONTEXT_CLASSES.filter((_, label) => !known.has(label));
  if (missing.length > 0) {
    throw new DatasetError(`expected the 59 classes in ${LIST}, found none of: ${tellNames(missing)}`);
  }
  return coding;
}

/** Names of photos by split, from the lists that stand in the tree; those of no photo are of no use. */
async function readSplits(
  tree: FileTree,
): Promise<{ readonly splits: ReadonlyMap<string, Split>; readonly notes: readonly string[] }> {
  const splits = new Map<string, Split>();
  const notes: string[] = [];
  for (const path of tree.paths) {
    const list = SPLIT_LIST.exec(path)?.[1].toLowerCase();
    if (list === undefined) continue;
    try {
      const text = await tree.readText(path, MOST_LIST_BYTES);
      for (const name of text.split(/\s+/)) splits.set(name, list === 'train' ? 'train' : 'validation');
    } catch (error) {
      if (!(error instanceof SpectraliftError)) throw error;
      notes.push(`a list of a split was left out: ${error.message}`);
    }
  }
  return { splits, notes };
}

/** The numbers of all 459 classes, of which all but the 59 are ignored. */
const AMONG_459: LabelCoding = new Map([
  ...Array.from({ length: 460 }, (_, number) => [number, IGNORED] as const),
  ...CLASSES.map(([, number], label) => [number, label] as const),
]);

export const pascalContextDataset: LabelledPhotoDataset = {
  kind: 'labelled-photos',
  name: 'pascal-context',
  title: 'PASCAL-Context, 59 classes',
  citation:
    'R. Mottaghi et al., "The Role of Context for Object Detection and Semantic Segmentation in the Wild", CVPR 2014',
  terms: 'photos from Flickr, research use as PASCAL VOC says',
  homePage: 'https://cs.stanford.edu/~roozbeh/pascal-context/',
  layout: [
    'VOC2010/JPEGImages/<id>.jpg',
    'VOC2010/SegmentationClassContext/<id>.png          0 ignored, 1..59 alphabetical (made from trainval_merged.json)',
    "59_context_labels/<id>.png and 59_labels.txt       the makers' own numbers",
    'trainval/<id>.mat                                  LabelMap with all 459 classes',
    'VOC2010/ImageSets/SegmentationContext/{train,val}.txt',
  ],
  sources:
    'Counts, classes and numbers as public loaders have them. trainval_merged.json alone is not read: make pictures of it first. Not checked against the originals.',
  published: [
    { title: 'training photos', count: 4998, split: 'train' },
    { title: 'validation photos', count: 5105, split: 'validation' },
  ],
  splits: [splitAsDistributed('by the lists train.txt and val.txt, where they are there')],
  groupRule: 'each photo by itself',
  sceneGroup: (sampleName) => sampleName,
  classes: PASCAL_CONTEXT_CLASSES,
  publishedIgnore: IGNORED,
  async find(tree) {
    const { splits, notes } = await readSplits(tree);
    const maps = MAPS.map(({ coding, pattern }) => ({ coding, files: filesByStem(tree.paths, pattern) }));
    // VOC 2010 has more photos than were labelled: only photos with labels, or in a list, are of the set.
    const samples = tree.paths.flatMap((path): LabelledPhoto[] => {
      const name = PHOTO.exec(path)?.[1];
      if (name === undefined) return [];
      const map = maps.find(({ files }) => files.has(name.toLowerCase()));
      const split = splits.get(name);
      if (map === undefined && split === undefined) return [];
      const labels = map?.files.get(name.toLowerCase());
      const coding = map?.coding ?? '';
      return [{ name, group: name, ...(split === undefined ? {} : { split }), photo: path, labels, coding }];
    });
    return foundSamples(samples, ({ photo }) => photo, { missing: missingLabels(samples), notes });
  },
  async readLabels(sample, tree, context) {
    switch (sample.coding) {
      case 'alphabetical':
        return readPngLabels(sample, tree, context, ALPHABETICAL);
      case 'listed': {
        const known = listed.get(tree);
        const coding = known ?? listedCoding(tree);
        if (known === undefined) listed.set(tree, coding);
        return readPngLabels(sample, tree, context, await coding);
      }
      default:
        return decodeLabels(await readMat5Plane(labelsOf(sample), 'LabelMap', tree.root, context), AMONG_459);
    }
  },
};

// The lists that come with PASCAL-Context: what the numbers of its label maps mean, and which photos are for training.
import { memoryFiles } from '../../../dist/cube/files/input-files.js';
import { startHdf5 } from '../../../dist/cube/node/start-hdf5.js';
import { listTree } from '../../../dist/datasets/file-tree.js';
import { PASCAL_CONTEXT_CLASSES, pascalContextDataset } from '../../../dist/datasets/pascal-context.js';
import { textBytes } from '../cubes.mjs';
import { Unbelievable } from '../judge.mjs';
import { mutateText } from '../mutate-text.mjs';
import { headerBody, pngBytes } from '../mutate-png.mjs';
import { packedZeros } from '../bombs.mjs';

const [CLASSES, TRAIN, VALIDATION] = [
  '59_labels.txt',
  'VOC2010/ImageSets/SegmentationContext/train.txt',
  'VOC2010/ImageSets/SegmentationContext/val.txt',
];
const lines = PASCAL_CONTEXT_CLASSES.map((name, index) => `${index + 1}: ${name}`).join('\n');
const picture = pngBytes([
  { type: 'IHDR', body: headerBody({ width: 2, height: 2, depth: 8 }) },
  { type: 'IDAT', body: packedZeros(Buffer.alloc(0), 6) },
  { type: 'IEND', body: Buffer.alloc(0) },
]);
/** What is there besides the lists; it is not damaged. */
const around = new Map(
  ['a', 'b'].flatMap((name) => [
    [`VOC2010/JPEGImages/${name}.jpg`, new Uint8Array(8)],
    [`59_context_labels/${name}.png`, picture],
  ]),
);
const lists = (classes, train = 'a\n', validation = 'b\n') =>
  new Map([
    [CLASSES, textBytes(classes)],
    [TRAIN, textBytes(train)],
    [VALIDATION, textBytes(validation)],
  ]);
const crafted = (what, make) => ({ what, make });

export const target = {
  name: 'class-list',
  reads: 'lists of classes and of splits (text)',
  errors: ['DatasetError', 'CubeError', 'FileError'],
  memoryBytes: 256 * 2 ** 20,
  seeds: async () => [lists(lines)],
  crafted: () => [
    crafted('nothing', () => lists('')),
    crafted('a list beyond the limit', () => lists(' '.repeat(5_000_000))),
    crafted('a million lines', () => lists('1: wall\n'.repeat(500_000))),
    crafted('four million spaces', () => lists(`1: ${' '.repeat(4_000_000)}x\n`)),
    crafted('spaces within a name', () => lists(`1: x${' '.repeat(4_000_000)}x\n`)),
    crafted('a number of a million digits', () => lists(`${'9'.repeat(1_000_000)}: wall\n`)),
    crafted('names that are paths', () => lists(lines, '../../etc/passwd\n/etc/passwd\n', 'C:\\b\n')),
    crafted('two million names', () => lists(lines, 'a\n'.repeat(2_000_000))),
    crafted('different names, half a million', () =>
      lists(lines, Array.from({ length: 500_000 }, (_, k) => `n${k}`).join('\n')),
    ),
  ],
  async parse(files) {
    const tree = await listTree(memoryFiles(new Map([...around, ...files])));
    const { samples } = await pascalContextDataset.find(tree);
    if (samples.length !== 2) throw new Unbelievable(`${samples.length} samples of two photos`);
    const context = { startHdf5, decodePhoto: () => Promise.reject(new Error('no photo is decoded')) };
    for (const sample of samples) {
      const { labels } = await pascalContextDataset.readLabels(sample, tree, context);
      if (!labels.every((label) => label >= -1 && label < PASCAL_CONTEXT_CLASSES.length)) {
        throw new Unbelievable(`labels ${labels.join(', ')}`);
      }
    }
  },
  mutate: (random, bytes) => mutateText(random, bytes),
};

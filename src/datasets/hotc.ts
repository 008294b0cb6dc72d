/**
 * The hyperspectral object tracking challenge, HOTC 2020 (Xiong, Zhou, Qian, "Material Based Object Tracking in
 * Hyperspectral Videos", IEEE TIP 2020): 40 training and 35 test videos of a snapshot camera with a 4 x 4 mosaic of
 * 16 bands, and for each the registered RGB video and false colours made from the bands.
 *
 * The set says that the bands cover 470..620 nm; it gives neither their centres nor that they ascend within the
 * mosaic. Wavelengths here are those 16 steps of 10 nm, nominal: good to tell bands apart, not to compare spectra.
 * The later challenges with 25 and 15 bands have other folders and are not read.
 */
import { type CubeSource, memorySource } from '../cube/cube-source.ts';
import type { InputFiles } from '../cube/files/input-files.ts';
import { DEFAULT_LIMITS } from '../cube/files/read-limits.ts';
import { readPngHeader } from '../cube/formats/png-bands/png-header.ts';
import { readPngRows } from '../cube/formats/png-bands/png-picture.ts';
import { createCube } from '../cube/spectral-cube.ts';
import type { DatasetContext, FrameStream, SequenceDataset, SequenceSample, Split } from './dataset.ts';
import { folderOf, lastPart, openAt } from './file-tree.ts';
import { countOf, foundSamples, tellNames } from './found.ts';
import { unfoldMosaic } from './mosaic.ts';
import { collectStreams, missingBoxes, readStreamBoxes, withoutNumber } from './sequences.ts';
import { splitAsDistributed } from './splits.ts';

/** Sides of the mosaic. */
const PATTERN = 4;

/** Nominal band centres, nm: 470..620 in steps of 10. */
export const HOTC_WAVELENGTHS: readonly number[] = Array.from({ length: 16 }, (_, band) => 470 + 10 * band);

/** Videos of the test split as the challenge lists them. */
const TEST_VIDEOS: readonly string[] = [
  ...['ball', 'basketball', 'board', 'book', 'bus', 'bus2', 'campus', 'car', 'car2', 'car3', 'card', 'coin'],
  ...[
    'coke',
    'drive',
    'excavator',
    'face',
    'face2',
    'forest',
    'forest2',
    'fruit',
    'hand',
    'kangaroo',
    'paper',
  ],
  ...['pedestrian', 'pedestrian2', 'player', 'playground', 'rider1', 'rider2', 'rubik', 'student', 'toy1'],
  ...['toy2', 'truck', 'worker'],
];

/** What stands in the folders of a video, the mosaics first. */
const STREAMS: readonly { readonly folder: string; readonly title: FrameStream['title'] }[] = [
  { folder: 'HSI', title: 'mosaic' },
  { folder: 'RGB', title: 'RGB' },
  { folder: 'HSI-FalseColor', title: 'false colour' },
];

const FRAME = /^((?:.*\/)?([^/]+))\/(HSI|RGB|HSI-FalseColor)\/[^/]*\d\.(?:png|jpe?g|bmp)$/i;

/** The split that one of the folders above a video is named after: `train`, `test_HSI`, `HOT2020_training`. */
function splitOf(videoFolder: string): Split | undefined {
  for (const part of folderOf(videoFolder).split('/')) {
    const word = /(?:^|[-_ ])(train|test|val)/i.exec(part)?.[1].toLowerCase();
    if (word !== undefined) return word === 'val' ? 'validation' : word === 'train' ? 'train' : 'test';
  }
  return undefined;
}

export const hotcDataset: SequenceDataset = {
  kind: 'sequences',
  name: 'hotc',
  title: 'HOTC 2020 hyperspectral object tracking',
  citation:
    'F. Xiong, J. Zhou, Y. Qian, "Material Based Object Tracking in Hyperspectral Videos", IEEE TIP 29 (2020) 3719',
  terms: 'research use, as the challenge page says to those who register',
  homePage: 'https://www.hsitracking.com/',
  layout: [
    '{train,test}/<video>/HSI/0001.png                16 bands in a 4 x 4 mosaic, one grey PNG a frame',
    '{train,test}/<video>/HSI/groundtruth_rect.txt    x y width height a frame, in pixels of a band',
    '{train,test}/<video>/RGB/0001.jpg                registered RGB, with boxes of its own',
    '{train,test}/<video>/HSI-FalseColor/0001.jpg     false colours, with the boxes of HSI',
  ],
  sources:
    'Counts, test videos and the range of the bands from the challenge page; folders and the order of the bands within the mosaic (row by row) as its conversion code and public loaders have them. Not checked against the originals.',
  published: [
    { title: 'training videos', count: 40, split: 'train' },
    {
      title: 'test videos',
      count: TEST_VIDEOS.length,
      split: 'test',
      names: TEST_VIDEOS.map((name) => `test/${name}`),
    },
  ],
  splits: [
    {
      ...splitAsDistributed('by folder, as the challenge gave them'),
      leaks: 'basketball and car3 name a video on both sides; whether they show one scene was not checked',
    },
  ],
  groupRule: 'the name without its number (car, car2 and car3 are of car)',
  sceneGroup: (sampleName) => withoutNumber(lastPart(sampleName)),
  async find({ paths }) {
    const videos = collectStreams(paths, FRAME, ([, folder, name, kind]) => ({ folder, name, kind }));
    const samples = videos.map(({ folder, name, streams }): SequenceSample => {
      const split = splitOf(folder);
      return {
        name: split === undefined ? name : `${split}/${name}`,
        group: withoutNumber(name),
        ...(split === undefined ? {} : { split }),
        streams: STREAMS.flatMap(({ folder: kind, title }) => {
          const stream = streams.get(kind.toLowerCase());
          return stream === undefined ? [] : [{ title, ...stream }];
        }),
      };
    });
    const missing = STREAMS.flatMap(({ folder, title }) => {
      const without = samples.filter(({ streams }) => streams.every((stream) => stream.title !== title));
      if (without.length === 0 || without.length === samples.length) return [];
      return [
        `folder ${folder} of ${countOf(without.length, 'video')}: ${tellNames(without.map(({ name }) => name))}`,
      ];
    });
    return foundSamples(samples, ({ streams }) => streams[0].frames[0], {
      missing: [...missing, ...missingBoxes(samples)],
    });
  },
  readBoxes: readStreamBoxes,
  mosaic: { pattern: PATTERN, open: openMosaicFrame },
};

/** Opens a frame as a cube of 16 bands. */
async function openMosaicFrame(
  path: string,
  files: InputFiles,
  { limits = {} }: DatasetContext,
): Promise<CubeSource> {
  const file = await openAt(files, path);
  try {
    const header = await readPngHeader(file);
    const stored = await readPngRows(file, header, header.height, { ...DEFAULT_LIMITS, ...limits });
    const { data, ...size } = unfoldMosaic(
      { ...header, stored },
      { pattern: PATTERN, fullScale: 2 ** header.depth - 1, name: lastPart(path) },
    );
    const metadata = {
      quantity: 'radiance',
      assumption: `relative to the full scale of a ${header.depth}-bit file`,
      source: lastPart(path),
      description: 'HOTC frame',
    } as const;
    return memorySource(createCube({ ...size, wavelengths: HOTC_WAVELENGTHS, metadata }, data), [
      'wavelengths are nominal: the set gives their range, 470..620 nm, not their order in the mosaic',
    ]);
  } finally {
    await file.close();
  }
}

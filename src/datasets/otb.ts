/**
 * Sequences as the object tracking benchmark lays them out (Wu, Lim, Yang, "Object Tracking Benchmark", IEEE TPAMI
 * 2015): a folder a video with `img/0001.jpg` and `groundtruth_rect.txt`. Videos with two objects have a numbered file
 * of boxes for each and are two sequences here; some videos are annotated in part, as the benchmark's page lists.
 */
import type { SequenceDataset, SequenceSample } from './dataset.ts';
import { folderOf, lastPart } from './file-tree.ts';
import { foundSamples } from './found.ts';
import { collectStreams, missingBoxes, readStreamBoxes, withoutNumber } from './sequences.ts';

const FRAME = /^((?:.*\/)?([^/]+))\/(img)\/[^/]*\d\.(?:png|jpe?g|bmp)$/i;
const BOXES = /^groundtruth_rect(?:\.(\d+))?\.txt$/i;

/** First and last frame of the videos that are annotated in part, counted from 1. */
const ANNOTATED: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['david', [300, 770]],
  ['football1', [1, 74]],
  ['freeman3', [1, 460]],
  ['freeman4', [1, 283]],
  ['diving', [1, 215]],
]);

export const otbDataset: SequenceDataset = {
  kind: 'sequences',
  name: 'otb',
  title: 'OTB-style tracking sequences',
  citation: 'Y. Wu, J. Lim, M.-H. Yang, "Object Tracking Benchmark", IEEE TPAMI 37 (2015) 1834',
  terms: 'research use',
  homePage: 'http://cvlab.hanyang.ac.kr/tracker_benchmark/',
  layout: [
    '<video>/img/0001.jpg',
    '<video>/groundtruth_rect.txt         x y width height a frame; pixels count from 1',
    '<video>/groundtruth_rect.1.txt       where a video has several objects',
  ],
  sources:
    'Layout checked on two videos; the frames of the five videos that are annotated in part as public loaders of the benchmark have them.',
  published: [],
  splits: [],
  groupRule: 'the name without its number (Car2 and Car4 are of car)',
  sceneGroup: withoutNumber,
  async find({ paths }) {
    const boxes = new Map<string, { readonly path: string; readonly number: string | undefined }[]>();
    for (const path of paths) {
      const match = BOXES.exec(lastPart(path));
      if (match === null) continue;
      const files = boxes.get(folderOf(path)) ?? [];
      files.push({ path, number: match[1] });
      boxes.set(folderOf(path), files);
    }
    const videos = collectStreams(paths, FRAME, ([, folder, name, kind]) => ({ folder, name, kind }));
    const samples = videos.flatMap(({ folder, name, streams }): SequenceSample[] => {
      const [first, last] = ANNOTATED.get(name.toLowerCase()) ?? [1, Number.POSITIVE_INFINITY];
      const all = streams.get('img')?.frames ?? [];
      const files = boxes.get(folder) ?? [{ path: undefined, number: undefined }];
      const frames = all.length > last - first + 1 ? all.slice(first - 1, last) : all;
      return files.map(({ path, number }) => ({
        name: number === undefined ? name : `${name}.${number}`,
        group: withoutNumber(name),
        streams: [{ title: 'RGB', frames, boxes: path }],
      }));
    });
    return foundSamples(samples, ({ streams }) => streams[0].frames[0], { missing: missingBoxes(samples) });
  },
  readBoxes: readStreamBoxes,
};

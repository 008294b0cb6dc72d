/** What the sets of videos share: frames in order, the boxes that go with them, and names with a number. */
import type { InputFiles } from '../cube/files/input-files.ts';
import { readTextIn } from '../cube/files/input-files.ts';
import { DatasetError, type FrameStream, type SequenceSample } from './dataset.ts';
import { lastPart, placeAt } from './file-tree.ts';
import { countOf, tellNames } from './found.ts';
import { MOST_BOX_BYTES, parseTrackBoxes, type TrackBox } from './track-boxes.ts';

/** The usual name of a file of boxes. */
export const BOX_FILE = 'groundtruth_rect.txt';

/** A video in a listing. */
export interface ListedVideo {
  readonly name: string;
  /** The folder of the video. */
  readonly folder: string;
  /** Frames and boxes of each folder of frames, by its name in lower case. */
  readonly streams: ReadonlyMap<string, Omit<FrameStream, 'title'>>;
}

/** What the path of a frame says. */
export interface FramePath {
  /** The folder of the video. */
  readonly folder: string;
  readonly name: string;
  /** The folder of frames within it. */
  readonly kind: string;
}

/**
 * Collects frames by video. Boxes are looked for beside the frames, then in the folder of the video.
 *
 * @param paths in the order that frames have.
 */
export function collectStreams(
  paths: readonly string[],
  pattern: RegExp,
  read: (match: RegExpExecArray) => FramePath,
): ListedVideo[] {
  const known = new Set(paths);
  const videos = new Map<string, { readonly name: string; readonly frames: Map<string, string[]> }>();
  for (const path of paths) {
    const match = pattern.exec(path);
    if (match === null) continue;
    const { folder, name, kind } = read(match);
    const video = videos.get(folder) ?? { name, frames: new Map<string, string[]>() };
    videos.set(folder, video);
    const frames = video.frames.get(kind);
    if (frames === undefined) video.frames.set(kind, [path]);
    else frames.push(path);
  }
  return [...videos].map(([folder, { name, frames }]) => ({
    name,
    folder,
    streams: new Map(
      [...frames].map(([kind, ofKind]) => {
        const boxes = [`${folder}/${kind}/${BOX_FILE}`, `${folder}/${BOX_FILE}`].find((path) =>
          known.has(path),
        );
        return [kind.toLowerCase(), { frames: ofKind, boxes }];
      }),
    ),
  }));
}

/** Reads the boxes of a stream. @throws DatasetError if it has none or a line is no box. */
export async function readStreamBoxes({ boxes, title }: FrameStream, files: InputFiles): Promise<TrackBox[]> {
  if (boxes === undefined)
    throw new DatasetError(`expected ${BOX_FILE} beside the ${title} frames, found none`);
  const place = placeAt(files, boxes);
  return parseTrackBoxes(await readTextIn(place.files, place.name, MOST_BOX_BYTES), lastPart(boxes));
}

/**
 * Numbers that are missing between the first and the last frame, as runs: `57`, `60..62`. Frames that are numbered in
 * steps miss nothing.
 *
 * @param frames in order.
 */
export function missingFrames(frames: readonly string[]): string[] {
  const numbers = frames.flatMap((path) => {
    const number = Number(/(\d+)\.[^./]+$/.exec(path)?.[1]);
    return Number.isSafeInteger(number) ? [number] : [];
  });
  const steps = numbers.slice(1).map((number, index) => number - numbers[index]);
  const usual = steps.reduce(
    (least, step) => (step > 0 && step < least ? step : least),
    Number.POSITIVE_INFINITY,
  );
  return steps.flatMap((step, index) => {
    if (step <= usual) return [];
    const [first, last] = [numbers[index] + usual, numbers[index + 1] - usual];
    return [first === last ? String(first) : `${first}..${last}`];
  });
}

/** A name without the number at its end, in lower case. */
export function withoutNumber(name: string): string {
  const plain = name.toLowerCase().replace(/[-_. ]?\d+$/, '');
  return plain === '' ? name.toLowerCase() : plain;
}

/** A sentence on the videos whose first frames have no boxes; none where all have some. */
export function missingBoxes(samples: readonly SequenceSample[]): string[] {
  const without = samples.filter(({ streams }) => streams[0].boxes === undefined);
  if (without.length === 0) return [];
  return [`boxes of ${countOf(without.length, 'video')}: ${tellNames(without.map(({ name }) => name))}`];
}

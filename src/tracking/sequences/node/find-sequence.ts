/** Where videos to track in lie on disk: folders of the tracking benchmarks and video files. */
import { stat } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { fileProblem } from '../../../cube/files/file-error.ts';
import { folderInput } from '../../../cube/node/folder-files.ts';
import type { FrameStream, SequenceDataset, SequenceSample } from '../../../datasets/dataset.ts';
import { compareNames, type FileTree, listTree } from '../../../datasets/file-tree.ts';
import { tellNames } from '../../../datasets/found.ts';
import { hotcDataset } from '../../../datasets/hotc.ts';
import { otbDataset } from '../../../datasets/otb.ts';
import { isVideo } from '../../../reconstruction/node/photo-inputs.ts';
import { TrackingError } from '../../tracking-error.ts';

/** A video on disk, not yet opened. */
export type SequencePlace =
  | {
      readonly kind: 'frames';
      readonly name: string;
      /** The folder that paths are below. */
      readonly root: string;
      readonly dataset: SequenceDataset;
      readonly sample: SequenceSample;
    }
  | { readonly kind: 'video'; readonly name: string; readonly path: string };

/** The frames of one title, if there are any. */
export function streamOf(place: SequencePlace, title: FrameStream['title']): FrameStream | undefined {
  return place.kind === 'video' ? undefined : place.sample.streams.find((stream) => stream.title === title);
}

/**
 * The video that a path stands for: a video file, or the folder of one video as OTB (`img/`) or HOTC (`HSI/`, `RGB/`)
 * lay it out.
 *
 * @param object which of several objects, from 1, where the folder has boxes of several.
 * @throws TrackingError if there is none or more than one. @throws FileError if the path cannot be read.
 */
export async function findSequence(path: string, object?: number): Promise<SequencePlace> {
  const whole = resolve(path);
  const found = await stat(whole).catch((cause: unknown) => {
    throw fileProblem(cause, `read ${path}`);
  });
  if (!found.isDirectory()) {
    if (isVideo(whole)) return { kind: 'video', name: basename(whole, extname(whole)), path: whole };
    throw new TrackingError(`expected a video or the folder of one, found the file ${path}`, {
      hint: 'frames lie in FOLDER/img, their boxes in FOLDER/groundtruth_rect.txt',
    });
  }
  const places = await sequencesIn(whole, true);
  const numbered = places.filter(({ name }) => object !== undefined && name.endsWith(`.${object}`));
  const chosen = object === undefined || (places.length === 1 && object === 1) ? places : numbered;
  if (chosen.length === 1) return chosen[0];
  if (chosen.length === 0 && places.length > 0) {
    throw new TrackingError(
      `expected boxes of object ${object} in ${path}, found ${tellNames(places.map(({ name }) => name))}`,
    );
  }
  if (places.length === 0) {
    throw new TrackingError(`expected a video in ${path}, found none`, {
      hint: 'frames lie in FOLDER/img (OTB) or FOLDER/HSI and FOLDER/RGB (HOTC)',
    });
  }
  const numbers = places.every(({ name }) => /\.\d+$/.test(name));
  throw new TrackingError(
    `expected one ${numbers ? 'object' : 'video'} in ${path}, found ${places.length}: ${tellNames(places.map(({ name }) => name))}`,
    { hint: numbers ? 'choose one with --object' : 'name the folder of one video' },
  );
}

/**
 * All videos below a folder, in natural order of their names.
 *
 * @param isVideoFolder whether the folder may be that of a single video itself.
 * @throws FileError if the folder cannot be read.
 */
export async function sequencesIn(folder: string, isVideoFolder = false): Promise<SequencePlace[]> {
  const whole = resolve(folder);
  const own = await listTree(folderInput(whole));
  const name = basename(whole);
  // The readers tell a video by the name of its folder, so paths are those below the folder above.
  const tree: FileTree = {
    ...own,
    root: folderInput(dirname(whole)),
    paths: own.paths.map((path) => `${name}/${path}`),
  };
  const places: SequencePlace[] = [];
  for (const dataset of [hotcDataset, otbDataset]) {
    const { samples } = await dataset.find(tree);
    for (const sample of samples) {
      if (!isVideoFolder && sample.streams[0].boxes === undefined) continue;
      places.push({ kind: 'frames', name: sample.name, root: dirname(whole), dataset, sample });
    }
  }
  return places.sort((a, b) => compareNames(a.name, b.name));
}

/** Videos on disk as sequences to track in: as RGB, reconstructed, as mosaics of bands, or as cubes in a folder. */
import { openResponseChooser } from '../../../reconstruction/node/photo-response.ts';
import { folderInput } from '../../../cube/node/folder-files.ts';
import { openCube } from '../../../cube/node/open-cube.ts';
import type { FrameStream } from '../../../datasets/dataset.ts';
import { NODE_DATASET_CONTEXT } from '../../../datasets/node/dataset-context.ts';
import type { TrackBox } from '../../../datasets/track-boxes.ts';
import { cubesAt } from '../../../evaluation/node/scene-folders.ts';
import type { ReconstructionModel } from '../../../reconstruction/model.ts';
import type { Photo } from '../../../reconstruction/photo.ts';
import type { ChosenResponse } from '../../../reconstruction/report.ts';
import type { Way } from '../../../reconstruction/way.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { TrackingError } from '../../tracking-error.ts';
import { cubeFrame } from '../cube-frame.ts';
import { reconstructedFrame } from '../reconstructed-frame.ts';
import { rgbFrame } from '../rgb-frame.ts';
import type { TrackingFrame, TrackingSequence } from '../sequence.ts';
import { type SequencePlace, streamOf } from './find-sequence.ts';
import { filePhotos, type PhotoStream, videoPhotos } from './photo-stream.ts';

/** What frames are looked at as. */
export type FrameLook =
  | { readonly kind: 'rgb' }
  | { readonly kind: 'mosaic' }
  | { readonly kind: 'cubes'; readonly folder: string }
  | {
      readonly kind: 'model';
      readonly runtime: Runtime;
      readonly model: ReconstructionModel;
      /** As `reconstruct` takes it. Default `auto`. */
      readonly camera?: string;
      readonly light?: string;
      readonly way?: Way;
    };

/** How a sequence is opened. */
export interface OpenSequenceOptions {
  readonly look: FrameLook;
  /** Boxes in place of those that lie beside the frames. */
  readonly boxes?: readonly TrackBox[];
  /** Samples of RGB frames are proportional to light. */
  readonly linear?: boolean;
  /** Only the first frames. */
  readonly frames?: number;
  readonly signal?: AbortSignal;
}

/**
 * Opens a video to track in. Close it when done.
 *
 * @throws TrackingError if there are no boxes, or not the frames that the look needs.
 * @throws DatasetError if a box is none. @throws FileError, PhotoError, VideoError if a file cannot be read.
 */
export async function openSequence(
  place: SequencePlace,
  options: OpenSequenceOptions,
): Promise<TrackingSequence> {
  const { look, signal } = options;
  const boxes = await boxesOf(place, options);
  const limited = <Frames extends { length: number | undefined }>({ length }: Frames): number | undefined =>
    options.frames === undefined ? length : Math.min(options.frames, length ?? options.frames);
  if (look.kind === 'cubes' || look.kind === 'mosaic') {
    const { frames, count, open, notes } =
      look.kind === 'mosaic' ? mosaicFrames(place) : await cubeFrames(place, look.folder);
    const length = limited({ length: count });
    return {
      name: place.name,
      length,
      boxes,
      frames,
      notes,
      open: async (index) => (index < (length ?? count) ? open(index) : undefined),
      close: async () => undefined,
    };
  }
  const photos = await photosOf(place, options.linear ?? false, signal);
  const length = limited(photos);
  const open = async (index: number): Promise<Photo | undefined> =>
    length !== undefined && index >= length ? undefined : photos.open(index);
  const shared = { name: place.name, length, boxes, close: async () => photos.close() };
  if (look.kind === 'rgb') {
    return {
      ...shared,
      frames: 'RGB as stored',
      notes: [],
      open: async (index) => {
        const photo = await open(index);
        return photo === undefined ? undefined : rgbFrame(photo);
      },
    };
  }
  const chosen = await responseOfFirst(photos, look, options.linear ?? false);
  const known = chosen.likeness === undefined;
  return {
    ...shared,
    frames: `31 bands estimated by ${look.model.name} around the search area, response ${chosen.response.name}`,
    notes: [
      `response ${chosen.response.name}: ${chosen.reason}`,
      known
        ? 'the response is known beforehand: of every frame only the search area is looked at, with what the network sees around it'
        : 'the response was estimated once, from the whole first frame; of every frame only the search area is reconstructed, with what the network sees around it',
      ...chosen.notes,
    ],
    open: async (index) => {
      const photo = await open(index);
      if (photo === undefined) return undefined;
      const { runtime, model, way } = look;
      return reconstructedFrame(photo, {
        runtime,
        model,
        response: chosen.response,
        ...(way === undefined ? {} : { way }),
        ...(signal === undefined ? {} : { signal }),
      });
    },
  };
}

/** The response of the first frame, which serves all. */
async function responseOfFirst(
  photos: PhotoStream,
  look: FrameLook & { readonly kind: 'model' },
  linear: boolean,
): Promise<ChosenResponse> {
  const choose = await openResponseChooser({ ...look, linear });
  const first = await photos.open(0);
  if (first === undefined) throw new TrackingError('expected at least one frame, found none');
  return choose(first);
}

async function photosOf(place: SequencePlace, linear: boolean, signal?: AbortSignal): Promise<PhotoStream> {
  if (place.kind === 'video') return videoPhotos(place.path, linear, signal);
  const stream = streamOf(place, 'RGB');
  if (stream === undefined) {
    throw new TrackingError(`expected RGB frames of ${place.name}, found ${titlesOf(place)}`);
  }
  return filePhotos(place.root, stream.frames, linear);
}

interface BandFrames {
  readonly frames: string;
  readonly count: number;
  readonly notes: readonly string[];
  open(index: number): Promise<TrackingFrame>;
}

function mosaicFrames(place: SequencePlace): BandFrames {
  const stream = streamOf(place, 'mosaic');
  if (place.kind === 'video' || stream === undefined || place.dataset.mosaic === undefined) {
    throw new TrackingError(`expected mosaics of ${place.name}, found ${titlesOf(place)}`);
  }
  const { mosaic } = place.dataset;
  const files = folderInput(place.root);
  return {
    frames: `bands of ${mosaic.pattern} x ${mosaic.pattern} mosaics`,
    count: stream.frames.length,
    notes: [],
    open: async (index) => cubeFrame(await mosaic.open(stream.frames[index], files, NODE_DATASET_CONTEXT)),
  };
}

async function cubeFrames(place: SequencePlace, folder: string): Promise<BandFrames> {
  const cubes = await cubesAt(folder);
  const expected = place.kind === 'video' ? undefined : place.sample.streams[0].frames.length;
  if (expected !== undefined && cubes.length !== expected) {
    throw new TrackingError(
      `expected a cube for each of the ${expected} frames of ${place.name}, found ${cubes.length} in ${folder}`,
    );
  }
  return {
    frames: `cubes in ${folder}`,
    count: cubes.length,
    notes: [],
    open: async (index) => cubeFrame(await openCube(cubes[index].path)),
  };
}

/** Boxes as given, else those that lie beside the frames. */
async function boxesOf(
  place: SequencePlace,
  { boxes, look }: OpenSequenceOptions,
): Promise<readonly TrackBox[]> {
  const found = boxes ?? (await ownBoxes(place, look));
  if (found.length > 0) return found;
  throw new TrackingError(`expected the box of an object in ${place.name}, found none`, {
    hint: 'give --box x,y,width,height for the first frame, or a file with --boxes',
  });
}

async function ownBoxes(place: SequencePlace, look: FrameLook): Promise<readonly TrackBox[]> {
  if (place.kind === 'video') return [];
  const wanted: FrameStream['title'] = look.kind === 'rgb' || look.kind === 'model' ? 'RGB' : 'mosaic';
  const stream = streamOf(place, wanted) ?? place.sample.streams[0];
  return stream.boxes === undefined ? [] : place.dataset.readBoxes(stream, folderInput(place.root));
}

function titlesOf(place: SequencePlace): string {
  return place.kind === 'video' ? 'a video' : place.sample.streams.map(({ title }) => title).join(', ');
}

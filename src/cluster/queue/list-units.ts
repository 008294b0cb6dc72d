/** Inputs as units: a photo each, or a range of frames of a video. */
import { stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { countChosen } from '../../reconstruction/node/frame-choice.ts';
import {
  isPhotoName,
  isVideo,
  PhotoInputError,
  photoNamesIn,
} from '../../reconstruction/node/photo-inputs.ts';
import { probeVideo, VideoError } from '../../reconstruction/node/video-probe.ts';
import { ClusterError } from '../cluster-error.ts';
import {
  formatBucketAddress,
  isBucketAddress,
  nameOfKey,
  parseBucketAddress,
  prefixOf,
} from '../storage/bucket-address.ts';
import { openBuckets } from '../storage/buckets.ts';
import type { WorkUnit } from '../work-unit.ts';
import type { BatchPlan } from './queue-content.ts';

/**
 * The units of a plan, in the order of its sources; the photos of a folder in natural order, those of a bucket as it
 * lists them, frames from the first. A video in a bucket is one unit, since it would have to be fetched to be divided.
 * Names are held in memory, nothing else.
 *
 * @throws PhotoInputError if two inputs have the same output name, or outputs are to go among the inputs. @throws
 * PhotoError, FileError, VideoError or ClusterError if a folder, video or bucket cannot be read or holds no photos.
 * @throws the signal's reason if it aborts.
 */
export async function* listUnits(
  { sources, destination, framesPerJob, frames }: BatchPlan,
  signal?: AbortSignal,
): AsyncGenerator<WorkUnit, void, undefined> {
  const taken = new Set<string>();
  for (const source of sources) {
    if (resolve(source) === resolve(destination)) {
      throw new PhotoInputError(
        `expected another folder for the outputs than for the photos, found ${destination}`,
        { hint: 'pictures of the cubes would be taken for photos the next time' },
      );
    }
    for await (const path of filesAt(source, signal)) {
      signal?.throwIfAborted();
      checkStem(taken, path);
      if (!isVideo(path)) yield { source: path };
      else if (isBucketAddress(path))
        yield frames === undefined ? { source: path } : { source: path, frames };
      else yield* framesOf(path, framesPerJob, frames ?? { from: 1 }, signal);
    }
  }
}

async function* filesAt(
  source: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<string, void, undefined> {
  if (isBucketAddress(source)) yield* objectsAt(source, signal);
  else if ((await stat(source).catch(() => undefined))?.isDirectory() !== true) yield source;
  else for (const name of await photoNamesIn(source)) yield join(source, name);
}

async function* objectsAt(
  source: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<string, void, undefined> {
  const address = parseBucketAddress(source);
  if (isPhotoName(address.key) || isVideo(address.key)) {
    yield source;
    return;
  }
  const prefix = prefixOf(address);
  const buckets = await openBuckets();
  let found = false;
  try {
    for await (const { key } of buckets.list(prefix, signal)) {
      if (!isPhotoName(key) || nameOfKey(key).startsWith('.')) continue;
      found = true;
      yield formatBucketAddress({ bucket: prefix.bucket, key });
    }
  } finally {
    buckets.close();
  }
  if (found) return;
  throw new ClusterError(`expected photos right in ${formatBucketAddress(prefix)}, found none`, {
    hint: 'folders within are not searched; a video is taken if it is named itself',
  });
}

async function* framesOf(
  source: string,
  framesPerJob: number,
  choice: NonNullable<BatchPlan['frames']>,
  signal: AbortSignal | undefined,
): AsyncGenerator<WorkUnit, void, undefined> {
  const header = await probeVideo(source, signal);
  const count = countChosen(choice, header.frames);
  if (count === undefined) {
    throw new VideoError(
      `${basename(source)}: expected a video that tells how many frames it has, found none`,
      { hint: 'say which are wanted: --frames 1-500' },
    );
  }
  const { from, every } = choice;
  const step = every ?? 1;
  for (let taken = 0; taken < count; taken += framesPerJob) {
    const last = Math.min(count, taken + framesPerJob) - 1;
    const range = { from: from + step * taken, to: from + step * last };
    yield { source, frames: every === undefined ? range : { ...range, every } };
  }
}

/** Outputs are named by what stands before the ending of an input; upper and lower case count as the same. */
function checkStem(taken: Set<string>, path: string): void {
  const stem = basename(path, extname(path)).toLowerCase();
  if (!taken.has(stem)) {
    taken.add(stem);
    return;
  }
  throw new PhotoInputError(
    `expected inputs with different output names, found ${path} and one before it: both would be ${stem}`,
    { hint: 'submit them into different folders, or rename one' },
  );
}

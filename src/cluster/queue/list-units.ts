/** Inputs as units: a photo each, or a range of frames of a video. */
import { basename, extname } from 'node:path';
import { countChosen } from '../../reconstruction/node/frame-choice.ts';
import { PhotoInputError, readPhotoInputs } from '../../reconstruction/node/photo-inputs.ts';
import { probeVideo, VideoError } from '../../reconstruction/node/video-probe.ts';
import type { WorkUnit } from '../work-unit.ts';
import type { BatchPlan } from './queue-content.ts';

/**
 * The units of a plan, in the order of its sources; the photos of a folder in natural order, frames from the first.
 * Names are held in memory, nothing else.
 *
 * @throws PhotoInputError if two inputs have the same output name. @throws PhotoError, FileError or VideoError if a
 * folder or video cannot be read. @throws the signal's reason if it aborts.
 */
export async function* listUnits(
  { sources, framesPerJob, frames = { from: 1 } }: BatchPlan,
  signal?: AbortSignal,
): AsyncGenerator<WorkUnit, void, undefined> {
  const taken = new Map<string, string>();
  for (const source of sources) {
    for (const { kind, path } of await readPhotoInputs([source])) {
      signal?.throwIfAborted();
      checkStem(taken, path);
      if (kind === 'photo') yield { source: path };
      else yield* framesOf(path, framesPerJob, frames, signal);
    }
  }
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
function checkStem(taken: Map<string, string>, path: string): void {
  const stem = basename(path, extname(path)).toLowerCase();
  const other = taken.get(stem);
  if (other === undefined) {
    taken.set(stem, path);
    return;
  }
  throw new PhotoInputError(
    `expected inputs with different output names, found ${other} and ${path}: both would be ${stem}`,
    { hint: 'submit them into different folders, or rename one' },
  );
}

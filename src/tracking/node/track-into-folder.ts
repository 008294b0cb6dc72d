/**
 * A whole video through a tracker, into a folder: boxes, a table frame by frame, figures, plots and a strip of frames.
 * The state is saved from time to time and when the work is interrupted; going on from it gives the same boxes as if
 * nothing had happened.
 */
import { readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../cube/node/atomic-file.ts';
import { makeFolder } from '../../cube/node/make-folder.ts';
import { checkOutput } from '../../cube/node/check-output.ts';
import type { TrackBox } from '../../datasets/track-boxes.ts';
import { errorCode, fileProblem } from '../../cube/files/file-error.ts';
import { scoreFrames, trackingFigures } from '../metrics/one-pass-evaluation.ts';
import { checkFirstBox, type ObjectTracker } from '../object-tracker.ts';
import type { TrackingFrame, TrackingSequence } from '../sequences/sequence.ts';
import { TrackingError } from '../tracking-error.ts';
import type { TrackingMethod } from '../tracking-method.ts';
import type { SpectralSamples } from '../unmixing/spectral-samples.ts';
import { readTrackResult, type TrackResult } from './track-result.ts';
import { readTrackingState, writeTrackingState } from './tracking-state.ts';
import { TRACK_FILES, writeTrack } from './write-track.ts';

/** How far a tracking is. */
export interface TrackProgress {
  /** Frames that are done, and their number if it is known. */
  readonly done: number;
  readonly total: number | undefined;
  readonly box: TrackBox;
  /** Mean over the frames of this sitting. */
  readonly framesPerSecond: number;
}

/** How a video is tracked into a folder. */
export interface TrackOptions {
  readonly method: TrackingMethod;
  /** What the rows of tables are called: "RGB", "agd-net". */
  readonly name: string;
  /** Further choices that a state must share with the run that goes on from it: the library, for example. */
  readonly choices?: string;
  /** Goes on where an earlier run stopped; a run that is complete is read back. */
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  /** Frames after which the state is saved. Default 25. */
  readonly saveEvery?: number;
  readonly signal?: AbortSignal;
  onProgress?(progress: TrackProgress): void;
}

const SAVE_EVERY = 25;

/** What is known of a tracking at work. */
interface Work {
  readonly boxes: TrackBox[];
  readonly tracker: ObjectTracker;
  readonly notes: readonly string[];
  readonly endmembers: SpectralSamples | undefined;
  readonly secondsBefore: number;
}

/**
 * Tracks a video from its first frame to its last.
 *
 * @throws TrackingError if the first box or a frame cannot be tracked, or a state belongs to another question.
 * @throws FileError if outputs are in the way or cannot be written. @throws the signal's reason if it aborts, after the
 * state is saved.
 */
export async function trackIntoFolder(
  sequence: TrackingSequence,
  folder: string,
  options: TrackOptions,
): Promise<TrackResult> {
  const { method, name, resume = false, overwrite = false, signal } = options;
  const question = JSON.stringify([
    sequence.name,
    sequence.frames,
    sequence.length,
    name,
    method.features,
    options.choices ?? '',
  ]);
  await makeFolder(folder);
  const pathOf = (file: keyof typeof TRACK_FILES): string => join(folder, TRACK_FILES[file]);
  if (resume) {
    const done = await readTrackResult(pathOf('result'));
    if (done !== undefined && done.question === question) return done;
  } else {
    for (const file of ['boxes', 'csv', 'result', 'precision', 'success', 'strip'] as const) {
      await checkOutput(pathOf(file), { overwrite });
    }
  }
  signal?.throwIfAborted();
  const saved = resume ? await savedWork(pathOf('state'), question, method) : undefined;
  const work = saved ?? (await firstFrame(sequence, method));
  const started = performance.now();
  const before = work.boxes.length;
  const seconds = (): number => work.secondsBefore + (performance.now() - started) / 1000;
  const save = async (): Promise<void> => {
    const { boxes, notes, tracker, endmembers } = work;
    const state = writeTrackingState({
      question,
      boxes,
      seconds: seconds(),
      notes,
      tracker: tracker.state,
      ...(endmembers === undefined ? {} : { endmembers }),
    });
    await writeFileAtomically(pathOf('state'), state, { overwrite: true });
  };
  for (;;) {
    if (signal?.aborted === true) {
      await save();
      signal.throwIfAborted();
    }
    const box = await nextBox(sequence, work, signal, save);
    if (box === undefined) break;
    work.boxes.push(box);
    const done = work.boxes.length;
    const sitting = (performance.now() - started) / 1000;
    options.onProgress?.({
      done,
      total: sequence.length,
      box,
      framesPerSecond: (done - before) / sitting,
    });
    if (done % (options.saveEvery ?? SAVE_EVERY) === 0) await save();
  }
  const result = resultOf(sequence, question, name, work, seconds());
  await writeTrack(folder, sequence, result);
  await unlink(pathOf('state')).catch((cause: unknown) => {
    if (errorCode(cause) !== 'ENOENT') throw fileProblem(cause, `remove ${pathOf('state')}`);
  });
  return result;
}

/** The box of the next frame; an interrupt within the frame saves what was before it. */
async function nextBox(
  sequence: TrackingSequence,
  { boxes, tracker }: Work,
  signal: AbortSignal | undefined,
  save: () => Promise<void>,
): Promise<TrackBox | undefined> {
  const frame = await openFrame(sequence, boxes.length);
  if (frame === undefined) return undefined;
  try {
    return await tracker.next(frame);
  } catch (error) {
    // Reading comes before all learning, so the tracker is as it was after the frame before.
    if (signal?.aborted === true) await save();
    throw error;
  } finally {
    await frame.close?.();
  }
}

async function openFrame(sequence: TrackingSequence, index: number): Promise<TrackingFrame | undefined> {
  try {
    return await sequence.open(index);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const hint = 'hint' in cause && typeof cause.hint === 'string' ? cause.hint : '';
    throw new TrackingError(
      `expected a frame ${index + 1} of ${sequence.name} that can be read, found: ${cause.message}`,
      { cause, hint },
    );
  }
}

async function firstFrame(sequence: TrackingSequence, method: TrackingMethod): Promise<Work> {
  const frame = await openFrame(sequence, 0);
  if (frame === undefined) throw new TrackingError(`expected frames of ${sequence.name}, found none`);
  const started = performance.now();
  try {
    const [box] = sequence.boxes;
    checkFirstBox(box, frame);
    const { tracker, notes, endmembers } = await method.start(frame, box);
    const secondsBefore = (performance.now() - started) / 1000;
    return { boxes: [box], tracker, notes, endmembers, secondsBefore };
  } finally {
    await frame.close?.();
  }
}

async function savedWork(path: string, question: string, method: TrackingMethod): Promise<Work | undefined> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    if (errorCode(cause) === 'ENOENT') return undefined;
    throw fileProblem(cause, `read ${path}`);
  });
  if (bytes === undefined) return undefined;
  const saved = readTrackingState(bytes, path);
  if (saved.question !== question) {
    throw new TrackingError(`expected a state of ${question} in ${path}, found one of ${saved.question}`, {
      hint: 'give the same command, another folder, or leave out --resume',
    });
  }
  const tracker = method.resume(saved.tracker, saved.endmembers);
  return {
    boxes: [...saved.boxes],
    tracker,
    notes: saved.notes,
    endmembers: saved.endmembers,
    secondsBefore: saved.seconds,
  };
}

function resultOf(
  sequence: TrackingSequence,
  question: string,
  name: string,
  { boxes, tracker, notes }: Work,
  seconds: number,
): TrackResult {
  const scores = scoreFrames(boxes, sequence.boxes);
  const known = sequence.boxes.length > 1 && scores.length > 0;
  return {
    question,
    sequence: sequence.name,
    method: name,
    frames: boxes.length,
    looked: sequence.frames,
    features: tracker.extractor.description,
    notes: [...sequence.notes, ...notes],
    seconds,
    framesPerSecond: boxes.length / seconds,
    boxes,
    ...(known ? { figures: trackingFigures(scores) } : {}),
  };
}

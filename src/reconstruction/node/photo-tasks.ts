/**
 * Inputs as tasks, one a photo or frame, in order: what is known of each beforehand, and how it is decoded.
 */
import type { CubeFormatName } from '../../cube/formats/cube-format.ts';
import type { Photo } from '../photo.ts';
import type { ChosenResponse } from '../report.ts';
import { decodePhoto, readPhotoHeader } from './decode-photo.ts';
import type { LedgerEntry, OutputLedger } from './output-ledger.ts';
import { checkOutputs } from './output-paths.ts';
import { outputsOfInput, type PhotoInput } from './photo-inputs.ts';
import type { ResponseChooser } from '../photo-response.ts';
import type { PhotoPlan, PhotoSize } from './reconstruct-decoded.ts';
import { countChosen, type FrameChoice } from './frame-choice.ts';
import { type FrameReader, openFrames } from './video-frames.ts';
import { probeVideo, type VideoHeader } from './video-probe.ts';

/** An input with what its header says, or the error that reading it met. */
export type SurveyedInput = Omit<PhotoInput, 'kind'> & {
  /** Photos in it: 1, or the frames of a video as far as they can be counted beforehand. */
  readonly count: number;
} & (
    | { readonly kind: 'photo'; readonly size: PhotoSize }
    | { readonly kind: 'video'; readonly size: VideoHeader }
    | { readonly kind: 'broken'; readonly error: unknown }
  );

/** Headers that are read at once. */
const SURVEYED_TOGETHER = 8;

/** Reads all headers. @throws the signal's reason if it aborts. */
export async function surveyInputs(
  inputs: readonly PhotoInput[],
  frames: FrameChoice,
  signal?: AbortSignal,
): Promise<SurveyedInput[]> {
  const surveyed: SurveyedInput[] = [];
  for (let start = 0; start < inputs.length; start += SURVEYED_TOGETHER) {
    signal?.throwIfAborted();
    const some = inputs.slice(start, start + SURVEYED_TOGETHER);
    surveyed.push(...(await Promise.all(some.map((input) => surveyInput(input, frames, signal)))));
  }
  return surveyed;
}

async function surveyInput(
  { kind, ...file }: PhotoInput,
  frames: FrameChoice,
  signal: AbortSignal | undefined,
): Promise<SurveyedInput> {
  const { path } = file;
  try {
    if (kind === 'photo') return { ...file, kind, count: 1, size: await readPhotoHeader(path) };
    const size = await probeVideo(path, signal);
    return { ...file, kind, count: countChosen(frames, size.frames) ?? 1, size };
  } catch (error) {
    signal?.throwIfAborted();
    return { ...file, kind: 'broken', count: 1, error };
  }
}

/** How tasks are made of inputs. */
export interface TaskOptions {
  /** Folder of the outputs. */
  readonly folder: string;
  readonly format: CubeFormatName | undefined;
  readonly frames: FrameChoice;
  readonly linear: boolean;
  /** Says which photos are left out. */
  readonly ledger: OutputLedger;
  /** The frame that the response of a video is chosen for; the first one taken by default. */
  readonly responseFrame?: number;
  readonly chooseFor: ResponseChooser;
  /** @throws MemoryError if a photo of the size cannot be done. */
  readonly planFor: (size: PhotoSize) => PhotoPlan;
}

/** One photo or frame to do. */
export interface PhotoTask extends LedgerEntry {
  /** Which input it belongs to. */
  readonly input: SurveyedInput;
  /** Decodes it and decides how it is done; what is wrong with it is told, not thrown. */
  load(): Promise<LoadedPhoto>;
}

/** What came of loading a photo. */
export type LoadedPhoto =
  | {
      readonly kind: 'photo';
      readonly photo: Photo;
      readonly chosen: ChosenResponse;
      readonly plan: PhotoPlan;
      /** Seconds that this took. */
      readonly seconds: number;
    }
  /** Its outputs are there. */
  | { readonly kind: 'complete' }
  /** The last frame of the video was before it. */
  | { readonly kind: 'end' }
  /** The whole input, where `all`, or this photo cannot be done. */
  | { readonly kind: 'failed'; readonly error: unknown; readonly all: boolean };

/**
 * The tasks in order. Each must be loaded before the next is asked for; ending the generator ends what decodes a
 * video.
 */
export function* photoTasks(
  inputs: readonly SurveyedInput[],
  options: TaskOptions,
): Generator<PhotoTask, void, undefined> {
  for (const input of inputs) {
    if (input.kind === 'photo') yield photoTask(input, input.size, options);
    else if (input.kind === 'video') yield* frameTasks(input, input.size, options);
    else yield { ...named(input, options), load: async () => failed(input.error) };
  }
}

function photoTask(input: SurveyedInput, size: PhotoSize, options: TaskOptions): PhotoTask {
  const task = named(input, options);
  const { linear, ledger, chooseFor, planFor } = options;
  const load = async (): Promise<LoadedPhoto> => {
    const started = performance.now();
    if (await ledger.passOver(task)) return { kind: 'complete' };
    const plan = planFor(size);
    await checkOutputs(task.outputs, input.path, { overwrite: ledger.replaces });
    const photo = await decodePhoto(input.path, { linear });
    return { kind: 'photo', photo, chosen: await chooseFor(photo), plan, seconds: secondsSince(started) };
  };
  return { ...task, load: () => load().catch((error: unknown) => failed(error)) };
}

/** Frames of a video, all read with one response: one camera took them. */
function* frameTasks(
  input: SurveyedInput,
  header: VideoHeader,
  options: TaskOptions,
): Generator<PhotoTask, void, undefined> {
  const { frames, linear, ledger, responseFrame, chooseFor, planFor } = options;
  const { from = 1, every = 1 } = frames;
  let reader: FrameReader | undefined;
  let chosen: ChosenResponse | undefined;
  let more = true;
  const take = async (): Promise<LoadedPhoto> => {
    const started = performance.now();
    const plan = planFor(header);
    reader ??= openFrames(input.path, header, frames, { linear });
    const photo = await reader.next();
    if (photo === undefined) return { kind: 'end' };
    chosen ??= await chooseFor((await frameOf(input.path, header, responseFrame, linear)) ?? photo);
    return { kind: 'photo', photo, chosen, plan, seconds: secondsSince(started) };
  };
  try {
    for (let number = from; more; number += every) {
      const task = named(input, options, number);
      const load = async (): Promise<LoadedPhoto> => {
        const taken = await take().catch((error: unknown) => failed(error, true));
        if (taken.kind !== 'photo') {
          more = false;
          return taken;
        }
        if (await ledger.passOver(task)) return { kind: 'complete' };
        await checkOutputs(task.outputs, input.path, { overwrite: ledger.replaces });
        return taken;
      };
      yield { ...task, load: () => load().catch((error: unknown) => failed(error)) };
    }
  } finally {
    reader?.close();
  }
}

/** One frame by its number; undefined if none is asked for. @throws VideoError if there is none. */
async function frameOf(
  path: string,
  header: VideoHeader,
  frame: number | undefined,
  linear: boolean,
): Promise<Photo | undefined> {
  if (frame === undefined) return undefined;
  const reader = openFrames(path, header, { from: frame, to: frame }, { linear });
  try {
    return await reader.next();
  } finally {
    reader.close();
  }
}

function named(
  input: SurveyedInput,
  { folder, format }: TaskOptions,
  frame?: number,
): Omit<PhotoTask, 'load'> {
  return { input, path: input.path, ...outputsOfInput(folder, input, format, frame) };
}

function failed(error: unknown, all = false): LoadedPhoto {
  return { kind: 'failed', error, all };
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}

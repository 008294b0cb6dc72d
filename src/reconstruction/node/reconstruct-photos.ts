/**
 * Many photos, folders of photos and videos, one after another at the speed of the network: while it is at one photo,
 * the next is decoded and the files of the one before get their names, as far as memory allows.
 */
import type { CubeFormatName } from '../../cube/formats/cube-format.ts';
import type { ReconstructionReport } from '../report.ts';
import { type OutputLedger, reportLedger } from './output-ledger.ts';
import { allOutputs, checkOutputFolder } from './output-paths.ts';
import { checkInputs, type NamedFile, readPhotoInputs } from './photo-inputs.ts';
import { type PhotoResponseOptions, openResponseChooser } from './photo-response.ts';
import { type LoadedPhoto, type PhotoTask, photoTasks, surveyInputs } from './photo-tasks.ts';
import { bytesToFinish, bytesToLoad, emptyRuntime, KeptSessions, kindOf } from './photos-memory.ts';
import { type PhotosProgress, ProgressCount } from './photos-progress.ts';
import {
  type ComputedPhoto,
  planPhoto,
  reconstructDecoded,
  type ReconstructDecodedOptions,
} from './reconstruct-decoded.ts';
import { checkFrameChoice, type FrameChoice } from './frame-choice.ts';
import type { ResponseChooser } from '../photo-response.ts';

export interface ReconstructPhotosOptions extends PhotoResponseOptions, ReconstructDecodedOptions {
  readonly format?: CubeFormatName;
  /** Which frames of videos are taken; all by default. */
  readonly frames?: FrameChoice;
  /** Passes over photos that have been done: their report and all outputs that it lists are there. */
  readonly resume?: boolean;
  /** Who says what is done and what is replaced, in place of `resume` and `overwrite`. */
  readonly ledger?: OutputLedger;
  /** The frame that the response of a video is chosen for; the first one taken by default. */
  readonly responseFrame?: number;
  /** What stays loaded from one call to the next, where many follow each other on one runtime. */
  readonly warm?: WarmPhotos;
  onProgress?(progress: PhotosProgress): void;
}

/** What calls on one runtime, model and choice of response share. */
export interface WarmPhotos {
  readonly chooseFor: ResponseChooser;
  readonly kept: KeptSessions;
}

/** What became of one photo or frame; `file` names it as reports do: `a.jpg`, or `b.mp4, frame 12`. */
export type PhotoResult =
  | { readonly kind: 'done'; readonly file: string; readonly report: ReconstructionReport }
  /** Its outputs were there. */
  | { readonly kind: 'skipped'; readonly file: string; readonly outputs: readonly string[] }
  /** It could not be done, or for a video: no frames could from here on. */
  | { readonly kind: 'failed'; readonly file: string; readonly error: unknown };

/**
 * Reconstructs photos, folders of photos and videos into a folder, and tells of each photo as it is done, in order.
 * A photo that fails does not stop the others.
 *
 * ```ts
 * for await (const result of reconstructPhotos(['holiday', 'clip.mp4'], 'cubes', { runtime, model, maxMemory })) {
 *   if (result.kind === 'failed') console.error(result.file, result.error);
 * }
 * ```
 *
 * A folder stands for the JPEG, PNG, TIFF, WebP and AVIF files in it (not in folders within) in natural order. Files
 * that end in .mp4, .mov, .mkv, .avi, .webm, .m4v, .mpg or .y4m are videos, which the `ffmpeg` of the system decodes;
 * their frames are numbered from 1. Outputs are named as by {@link reconstructPhoto}: `<folder>/<stem>.hdr` and so
 * on, for frames `<folder>/<stem>-000012.hdr`.
 *
 * Leaving the loop stops the work; photos that are done stay. The memory limit holds for all that goes on at once.
 *
 * @param folder made if it is missing.
 * @throws before anything runs: PhotoInputError if two inputs have the same output name, or an output would replace
 * an input; PhotoError if a folder holds no photos; FileError if `folder` is a file; ResponseChoiceError, CameraError
 * or SpectraError for a camera or light that no photo can be read with. @throws the signal's reason if it aborts,
 * within a tile.
 */
export async function* reconstructPhotos(
  inputs: readonly (string | NamedFile)[],
  folder: string,
  options: ReconstructPhotosOptions,
): AsyncGenerator<PhotoResult, void, undefined> {
  const { frames = {}, linear = false, overwrite = false, resume = false, format, responseFrame } = options;
  const ledger = options.ledger ?? reportLedger({ resume, overwrite });
  const left = new AbortController();
  const signal = AbortSignal.any([left.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  checkFrameChoice(frames);
  const files = await readPhotoInputs(inputs);
  checkInputs(
    inputs.map((input) => (typeof input === 'string' ? input : input.path)),
    files,
    folder,
    format,
  );
  await checkOutputFolder(folder);
  const chooseFor = options.warm?.chooseFor ?? (await openResponseChooser(options));
  const surveyed = await surveyInputs(files, frames, signal);
  const progress = new ProgressCount(surveyed, (told) => options.onProgress?.(told));
  const tasks = photoTasks(surveyed, {
    ...{ folder, format, frames, linear, ledger, chooseFor },
    ...(responseFrame === undefined ? {} : { responseFrame }),
    planFor: (size) => planPhoto(size, options),
  });
  const taskAfter = (): PhotoTask | undefined => tasks.next().value ?? undefined;
  signal.addEventListener('abort', () => tasks.return(), { once: true }); // ends what decodes a video

  const kept = options.warm?.kept ?? new KeptSessions();
  let coming = begin(taskAfter());
  let computing: Promise<Computed> | undefined;
  let finishing: Finishing | undefined;
  try {
    while (coming !== undefined) {
      const { task } = coming;
      const loaded = await coming.loaded;
      if (signal.aborted) break;
      progress.loaded(task, loaded);
      const following = taskAfter();
      if (loaded.kind !== 'photo') {
        if (finishing !== undefined) yield await finishing.result;
        finishing = undefined;
        if (loaded.kind !== 'end') yield resultOf(task, loaded);
        coming = begin(following);
        continue;
      }
      const { photo, plan } = loaded;
      if (finishing !== undefined && plan.peak + finishing.bytes > options.maxMemory) {
        yield await finishing.result;
        finishing = undefined;
      }
      const ahead = bytesToLoad(following);
      const fits = plan.peak + (finishing?.bytes ?? 0) + ahead <= options.maxMemory;
      coming = fits ? begin(following) : undefined;
      const others = (finishing?.bytes ?? 0) + (fits ? ahead : 0);
      if (!kept.admit(kindOf(loaded), plan, others, options.maxMemory)) await emptyRuntime(options.runtime);
      computing = compute(task, loaded, {
        ...options,
        overwrite: ledger.replaces,
        signal,
        onProgress: (pixels) => progress.at(task, pixels),
      });
      if (finishing !== undefined) yield await finishing.result;
      finishing = undefined;
      const computed: Computed = await computing;
      if (signal.aborted) break;
      computing = undefined;
      if (computed.kind === 'failed') {
        yield { ...computed, file: task.file };
      } else {
        progress.computed(photo);
        finishing = { bytes: bytesToFinish(photo), result: finish(task, computed.photo, ledger) };
      }
      coming ??= begin(following);
    }
    if (finishing !== undefined) yield await finishing.result;
    finishing = undefined;
    signal.throwIfAborted();
  } finally {
    left.abort();
    await coming?.loaded;
    const computed = await computing;
    if (computed?.kind === 'computed') await computed.photo.discard();
    await finishing?.result;
  }
}

/** A photo that is being decoded. */
interface Coming {
  readonly task: PhotoTask;
  readonly loaded: Promise<LoadedPhoto>;
}

/** A photo whose files are being finished, and the bytes that this takes. */
interface Finishing {
  readonly bytes: number;
  readonly result: Promise<PhotoResult>;
}

/** What came of the network's part; told, not thrown. */
type Computed =
  | { readonly kind: 'computed'; readonly photo: ComputedPhoto }
  | { readonly kind: 'failed'; readonly error: unknown };

function begin(task: PhotoTask | undefined): Coming | undefined {
  return task === undefined ? undefined : { task, loaded: task.load() };
}

async function compute(
  { file, path, outputs }: PhotoTask,
  { photo, chosen, plan, seconds }: Extract<LoadedPhoto, { readonly kind: 'photo' }>,
  options: Parameters<typeof reconstructDecoded>[1],
): Promise<Computed> {
  try {
    const decoded = { photo, file, path, outputs, chosen, plan, secondsBefore: seconds };
    return { kind: 'computed', photo: await reconstructDecoded(decoded, options) };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

async function finish(task: PhotoTask, photo: ComputedPhoto, ledger: OutputLedger): Promise<PhotoResult> {
  const { file, outputs } = task;
  try {
    if (!(await ledger.beforeNames(task))) {
      await photo.discard();
      return { kind: 'skipped', file, outputs: allOutputs(outputs) };
    }
    const report = await photo.finish();
    await ledger.afterNames(task);
    return { kind: 'done', file, report };
  } catch (error) {
    await photo.discard(); // does nothing for what has its name
    return { kind: 'failed', file, error };
  }
}

function resultOf(
  { input, file, outputs }: PhotoTask,
  loaded: Exclude<LoadedPhoto, { readonly kind: 'photo' | 'end' }>,
): PhotoResult {
  return loaded.kind === 'complete'
    ? { kind: 'skipped', file, outputs: allOutputs(outputs) }
    : { kind: 'failed', file: loaded.all ? input.name : file, error: loaded.error };
}

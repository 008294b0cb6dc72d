/** Units whose photos and outputs lie on disk: as one reconstruction of many, by a ledger that passes over what is done. */
import type { FrameChoice } from '../reconstruction/node/frame-choice.ts';
import type { OutputLedger } from '../reconstruction/node/output-ledger.ts';
import { allOutputs } from '../reconstruction/node/output-paths.ts';
import {
  isVideo,
  type NamedFile,
  outputsOfInput,
  PhotoInputError,
} from '../reconstruction/node/photo-inputs.ts';
import { type PhotoResult, reconstructPhotos } from '../reconstruction/node/reconstruct-photos.ts';
import { ClusterError } from './cluster-error.ts';
import type { OutputPlace, WarmJob } from './output-place.ts';
import type { WorkUnit } from './work-unit.ts';

type RunOptions = Parameters<OutputPlace['runAll']>[1];

/** A unit whose file is on disk, under whatever name. */
export interface LocalUnit {
  readonly file: NamedFile;
  readonly frames?: WorkUnit['frames'];
}

/** Frame that the response of a video is chosen for, whichever frames a unit has, so that all units agree. */
const RESPONSE_FRAME = 1;

/** Runs units whose files are on disk into a folder. */
export class FolderRunner {
  readonly #folder: string;
  readonly #warm: WarmJob;
  readonly #ledger: OutputLedger;

  constructor(folder: string, warm: WarmJob, ledger: OutputLedger) {
    this.#folder = folder;
    this.#warm = warm;
    this.#ledger = ledger;
  }

  /** Photos that follow each other go through together; frames of a video by themselves. */
  async *runAll(
    units: readonly LocalUnit[],
    options: RunOptions,
  ): AsyncGenerator<PhotoResult, void, undefined> {
    let photos: NamedFile[] = [];
    for (const unit of units) {
      if (unit.frames === undefined && !isVideo(unit.file.name)) {
        photos.push(unit.file);
        continue;
      }
      yield* this.#photos(photos, options);
      photos = [];
      yield* this.#frames(unit, options);
    }
    yield* this.#photos(photos, options);
  }

  async *#photos(
    files: readonly NamedFile[],
    options: RunOptions,
  ): AsyncGenerator<PhotoResult, void, undefined> {
    if (files.length > 0) yield* this.#reconstruct(files, options, {});
  }

  async *#frames(
    { file, frames = { from: 1 } }: LocalUnit,
    options: RunOptions,
  ): AsyncGenerator<PhotoResult, void, undefined> {
    if (!isVideo(file.name)) {
      const error = new ClusterError(
        `${file.name}: expected a video where frames are named, found none by its name`,
      );
      yield { kind: 'failed', file: file.name, error };
      return;
    }
    const start = yield* this.#doneFrames(file, frames);
    if (start !== undefined)
      yield* this.#reconstruct([file], options, { ...frames, from: start, asPromised: true });
  }

  /** Passes over frames that are done, without decoding them; gives the first to do, undefined if there is none. */
  async *#doneFrames(
    file: NamedFile,
    { from, to, every = 1 }: NonNullable<WorkUnit['frames']>,
  ): AsyncGenerator<PhotoResult, number | undefined, undefined> {
    if (to === undefined) return from; // where it ends shows when it is decoded
    for (let frame = from; frame <= to; frame += every) {
      const entry = {
        ...outputsOfInput(this.#folder, file, this.#warm.options.format, frame),
        path: file.path,
      };
      const done = await this.#ledger.passOver(entry).catch(() => false); // what is wrong is told when it is its turn
      if (!done) return frame;
      yield { kind: 'skipped', file: entry.file, outputs: allOutputs(entry.outputs) };
    }
    return undefined;
  }

  async *#reconstruct(
    files: readonly NamedFile[],
    { signal, onProgress }: RunOptions,
    frames: FrameChoice,
  ): AsyncGenerator<PhotoResult, void, undefined> {
    const results = reconstructPhotos(files, this.#folder, {
      ...this.#warm.options,
      frames,
      responseFrame: RESPONSE_FRAME,
      ledger: this.#ledger,
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    try {
      yield* results;
    } catch (error) {
      if (!(error instanceof PhotoInputError)) throw error; // thrown before any photo is begun
      for (const { name } of files) yield { kind: 'failed', file: name, error };
    }
  }
}

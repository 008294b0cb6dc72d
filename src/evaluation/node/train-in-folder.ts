/**
 * Trains in a folder: the checkpoint, the weights so far, a log and a page that can be opened meanwhile. One way for
 * every command that trains.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../cube/node/atomic-file.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../../training/checkpoint.ts';
import { train, TrainingError, type TrainingProgress, type TrainingTask } from '../../training/trainer.ts';
import type { RecipeValidator } from './recipe-validator.ts';
import { RunWatch } from './run-watch.ts';

/** Where and how a task is trained. */
export interface FolderRun {
  readonly folder: string;
  /** Heads the page. */
  readonly title: string;
  /** What was chosen, by name; repeated in every line of the log. */
  readonly settings: Readonly<Record<string, string | number>>;
  readonly seed: number;
  /** Bytes of the checkpoint to go on from, as {@link savedCheckpoint} reads them. */
  readonly saved?: Uint8Array;
  /** Steps between two reports, and between two checkpoints; the trainer's own unless given. */
  readonly reportEvery?: number;
  readonly checkpointEvery?: number;
  readonly signal?: AbortSignal;
  /** Scores the weights at every checkpoint, but not where a run is broken off. */
  readonly validate?: RecipeValidator;
  onProgress?(progress: TrainingProgress): void;
  /** Told every line of the log. */
  onLine?(line: string): void;
}

/** Path of the checkpoint of a folder. */
export const checkpointPath = (folder: string): string => join(folder, 'checkpoint.safetensors');

/** The checkpoint that a folder holds, if it holds one. */
export const savedCheckpoint = (folder: string): Promise<Uint8Array | undefined> =>
  readFile(checkpointPath(folder)).catch(() => undefined);

/**
 * Trains until the last step or until the signal aborts; returns the last checkpoint.
 *
 * @throws TrainingError if the run makes no sense any more, naming the last good checkpoint; the page says so too.
 */
export async function trainInFolder(
  task: TrainingTask,
  runtime: Runtime,
  run: FolderRun,
): Promise<Checkpoint> {
  const { folder, title, settings, seed, saved, reportEvery, checkpointEvery, signal, validate } = run;
  const checkpoint = saved === undefined ? undefined : decodeCheckpoint(saved, task.recipe, task.lengths);
  const from = checkpoint?.step ?? 0;
  const watch = await RunWatch.open({ folder, title, settings, steps: task.steps, from });
  return train(task, runtime, {
    seed,
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(reportEvery === undefined ? {} : { reportEvery }),
    ...(checkpointEvery === undefined ? {} : { checkpointEvery }),
    ...(signal === undefined ? {} : { signal }),
    onProgress: async (progress) => {
      run.onProgress?.(progress);
      run.onLine?.(await watch.progress(progress));
    },
    onCheckpoint: async (state) => {
      await writeFileAtomically(checkpointPath(folder), encodeCheckpoint(state), { overwrite: true });
      const files = task.weightFiles(state);
      for (const [file, bytes] of files) {
        await writeFileAtomically(join(folder, file), bytes, { overwrite: true });
      }
      if (validate !== undefined && state.step > from && signal?.aborted !== true) {
        run.onLine?.(await watch.validated(state.step, await validate(files)));
      }
    },
  }).catch(async (error: unknown) => {
    if (error instanceof TrainingError) await watch.failed(error.message);
    throw error;
  });
}

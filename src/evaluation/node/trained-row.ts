/** One trained row of a table: trained in a folder of its own, scored, and kept; what is done is not done again. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../cube/node/atomic-file.ts';
import { makeFolder } from '../../cube/node/make-folder.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { fieldsOf } from '../../training/json-fields.ts';
import type { TrainingProgress, TrainingTask } from '../../training/trainer.ts';
import { EvaluationError } from '../evaluation-error.ts';
import type { ReproducedRow } from '../reproduction/reproduction-result.ts';
import type { RunValidation } from './recipe-validator.ts';
import { type FolderRun, savedCheckpoint, trainInFolder } from './train-in-folder.ts';

/** Figures of a row on every scene, and their means. */
export type RowScores = RunValidation & Pick<ReproducedRow, 'figures' | 'scenes'>;

/** A row, and how it is trained and scored. */
export interface RowTraining {
  readonly name: string;
  readonly title: string;
  /** Folder of the row. */
  readonly folder: string;
  /** What all rows of a table share, and a row of another table does not; written as JSON. */
  readonly budget: object;
  /** The same as names and numbers or words, for the log. */
  readonly facts: FolderRun['settings'];
  readonly seed: number;
  readonly runtime: Runtime;
  /** Whether every checkpoint is scored, so that the run can be watched; its time then counts as training. */
  readonly watched: boolean;
  /** Steps between two reports, and between two checkpoints; the trainer's own unless given. */
  readonly every?: { readonly report: number; readonly checkpoint: number };
  readonly signal?: AbortSignal;
  /** Asked only if the row is not done. */
  task(): Promise<TrainingTask>;
  score(files: ReadonlyMap<string, Uint8Array>): Promise<RowScores>;
  onProgress?(progress: TrainingProgress): void;
}

/**
 * Trains a row, from its checkpoint if there is one, and scores it; a row that is done is read back.
 *
 * @returns undefined if the signal ended it first.
 * @throws EvaluationError if its folder holds a row of another budget, or a damaged one.
 */
export async function trainedRow(row: RowTraining): Promise<ReproducedRow | undefined> {
  const { name, title, folder, budget, seed, runtime, signal, every } = row;
  await makeFolder(folder);
  const donePath = join(folder, 'row.json');
  const done = await readDone(donePath, budget);
  if (done !== undefined) return done;
  const task = await row.task();
  let latest: RowScores | undefined;
  const saved = await savedCheckpoint(folder);
  const last = await trainInFolder(task, runtime, {
    folder,
    title,
    settings: { row: name, ...row.facts },
    seed,
    ...(saved === undefined ? {} : { saved }),
    ...(every === undefined ? {} : { reportEvery: every.report, checkpointEvery: every.checkpoint }),
    ...(signal === undefined ? {} : { signal }),
    ...(row.watched
      ? {
          validate: async (files: ReadonlyMap<string, Uint8Array>) => {
            latest = await row.score(files);
            return latest;
          },
        }
      : {}),
    onProgress: (progress) => row.onProgress?.(progress),
  });
  if (last.step < last.steps) return undefined;
  const { figures, scenes } = latest ?? (await row.score(task.weightFiles(last)));
  const result: ReproducedRow = { name, title, figures, scenes, seconds: last.seconds };
  await writeFileAtomically(donePath, `${JSON.stringify({ budget, ...result }, undefined, 1)}\n`, {
    overwrite: true,
  });
  return result;
}

/** @throws EvaluationError if a folder was begun with something else. */
export function checkSameBudget(found: unknown, budget: object, path: string): void {
  if (JSON.stringify(found) === JSON.stringify(budget)) return;
  throw new EvaluationError(
    `expected a row of budget ${JSON.stringify(budget)}, found ${JSON.stringify(found)?.slice(0, 300)} in ${path}`,
    { hint: 'give the same budget, or another folder' },
  );
}

/** The row of a folder; undefined if it is not done. @throws EvaluationError if it is of another budget, or damaged. */
async function readDone(path: string, budget: object): Promise<ReproducedRow | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { budget: found, ...row } = parsedRow(text, path);
  checkSameBudget(found, budget, path);
  return row;
}

function parsedRow(text: string, path: string): ReproducedRow & { readonly budget: unknown } {
  try {
    const record: unknown = JSON.parse(text);
    if (isRow(record)) return record;
  } catch {
    // said below
  }
  throw new EvaluationError(`expected the figures of a row in ${path}, found something else`, {
    hint: 'remove the file: the row is then scored again from its checkpoint',
  });
}

function isRow(value: unknown): value is ReproducedRow & { readonly budget: unknown } {
  const { name, title, figures, scenes, seconds, budget } = fieldsOf(value);
  return (
    typeof name === 'string' &&
    typeof title === 'string' &&
    typeof seconds === 'number' &&
    typeof budget === 'object' &&
    isFigures(figures) &&
    Array.isArray(scenes) &&
    scenes.every((scene: unknown) => {
      const fields = fieldsOf(scene);
      return typeof fields['name'] === 'string' && isFigures(fields['figures']);
    })
  );
}

function isFigures(value: unknown): value is Readonly<Record<string, number>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((figure) => typeof figure === 'number')
  );
}

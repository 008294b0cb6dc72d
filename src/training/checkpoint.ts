/**
 * Checkpoints: safetensors files with all that a run needs to go on as if it had never stopped (weights,
 * moments, average, step, random state, and what it was trained with).
 */
import { SpectraliftError } from '../errors.ts';
import { readSafetensors, type StoredTensor, writeSafetensors } from '../networks/safetensors.ts';
import type { RandomState } from '../random.ts';
import { fieldsOf } from './json-fields.ts';

/** A file that is no checkpoint, or one of another run. */
export class CheckpointError extends SpectraliftError {
  readonly _tag = 'CheckpointError';
}

/** Everything that a step changes: vectors by name, such as parameters and their moments. */
export type TrainingState = Readonly<Record<string, Float32Array>>;

/** A run at some step. */
export interface Checkpoint {
  /** Name of the recipe. */
  readonly recipe: string;
  /** Steps done so far. */
  readonly step: number;
  /** Steps of the whole run: the schedule depends on it. */
  readonly steps: number;
  readonly random: RandomState;
  /** Seconds of training so far, over all sittings. */
  readonly seconds: number;
  readonly state: TrainingState;
}

export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { state, random, ...rest } = checkpoint;
  const tensors = new Map<string, StoredTensor>(
    Object.entries(state).map(([name, data]) => [name, { shape: [data.length], data }]),
  );
  return writeSafetensors(tensors, { checkpoint: JSON.stringify({ ...rest, random }) });
}

/**
 * Reads a checkpoint.
 *
 * @param lengths of the vectors of the run that is to go on.
 * @throws CheckpointError if the file is of another recipe or network, or is no checkpoint.
 */
export function decodeCheckpoint(
  bytes: Uint8Array,
  recipe: string,
  lengths: Readonly<Record<string, number>>,
): Checkpoint {
  const { tensors, metadata } = readSafetensors(bytes);
  const text = metadata['checkpoint'];
  if (text === undefined)
    throw new CheckpointError('expected a training checkpoint, found a plain weight file');
  const record = readRecord(text);
  if (record.recipe !== recipe) {
    throw new CheckpointError(
      `expected a checkpoint of recipe '${recipe}', found one of '${record.recipe.slice(0, 60)}'`,
    );
  }
  const vectors = Object.entries(lengths).map(([name, length]): [string, Float32Array] => {
    const data = tensors.get(name)?.data;
    if (data?.length === length) return [name, data];
    throw new CheckpointError(
      `checkpoint: expected ${length} values of '${name}', found ${data?.length ?? 'none'}`,
      { hint: 'the run was begun with other settings: give the same, or start afresh' },
    );
  });
  return { ...record, state: Object.fromEntries(vectors) };
}

/** What is said of the run beside its vectors. @throws CheckpointError if something is missing or makes no sense. */
function readRecord(text: string): Omit<Checkpoint, 'state'> {
  const { recipe, step, steps, seconds, random } = fieldsOf(parsed(text));
  const { seed, stream, counter } = fieldsOf(random);
  const whole = isCount(step) && isCount(steps) && isCount(seed) && isCount(stream) && isCount(counter);
  if (typeof recipe === 'string' && whole && stream < 2 ** 32 && isSeconds(seconds)) {
    return { recipe, step, steps, seconds, random: { seed, stream, counter } };
  }
  throw new CheckpointError(
    'checkpoint: expected a recipe, steps, seconds and the state of the random numbers, found something else',
    { hint: 'the file is damaged: take an earlier checkpoint' },
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/**
 * Checkpoints: safetensors files with all that a run needs to go on as if it had never stopped (weights,
 * moments, average, step, random state, and what it was trained with).
 */
import { SpectraliftError } from '../errors.ts';
import { readSafetensors, type StoredTensor, writeSafetensors } from '../networks/safetensors.ts';
import type { RandomState } from '../random.ts';
import type { ParameterVector } from './parameter-vector.ts';
import type { OptimiserState } from './training-step.ts';

/** A file that is no checkpoint, or one of another run. */
export class CheckpointError extends SpectraliftError {
  readonly _tag = 'CheckpointError';
}

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
  readonly state: OptimiserState;
}

const VECTORS = ['parameters', 'firstMoment', 'secondMoment', 'average'] as const;

export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { state, random, ...rest } = checkpoint;
  const tensors = new Map<string, StoredTensor>(
    VECTORS.map((name) => [name, { shape: [state[name].length], data: state[name] }]),
  );
  return writeSafetensors(tensors, { checkpoint: JSON.stringify({ ...rest, random }) });
}

/**
 * Reads a checkpoint.
 *
 * @param length number of parameters of the network that is to go on.
 * @throws CheckpointError if the file is of another recipe or network, or is no checkpoint.
 */
export function decodeCheckpoint(bytes: Uint8Array, recipe: string, length: number): Checkpoint {
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
  const vector = (name: (typeof VECTORS)[number]): Float32Array => {
    const data = tensors.get(name)?.data;
    if (data?.length === length) return data;
    throw new CheckpointError(
      `checkpoint: expected ${length} values of '${name}', found ${data?.length ?? 'none'}`,
    );
  };
  const [parameters, firstMoment, secondMoment, average] = VECTORS.map(vector);
  return { ...record, state: { parameters, firstMoment, secondMoment, average } };
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

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/** A weight file of the averaged parameters under their official names: what is shipped. */
export function encodeWeights(
  vector: ParameterVector,
  checkpoint: Checkpoint,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const values = vector.unpack(checkpoint.state.average);
  const tensors = new Map<string, StoredTensor>(
    vector.declarations.map(({ name, shape }) => [
      name,
      { shape, data: values.get(name) ?? new Float32Array() },
    ]),
  );
  const { recipe, step, seconds } = checkpoint;
  return writeSafetensors(tensors, { ...metadata, recipe, step: String(step), seconds: seconds.toFixed(0) });
}

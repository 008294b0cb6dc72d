/**
 * Checkpoints: safetensors files with all that a run needs to go on as if it had never stopped (weights,
 * moments, average, step, random state, and what it was trained with).
 */
import { SpectraliftError } from '../errors.ts';
import { sizeOf } from '../networks/parameters.ts';
import {
  readSafetensors,
  type SafetensorsFile,
  type StoredTensor,
  writeSafetensors,
} from '../networks/safetensors.ts';
import type { RandomState } from '../random.ts';
import { fieldsOf } from './json-fields.ts';

/** A file that is no checkpoint, or one of another run. */
export class CheckpointError extends SpectraliftError {
  readonly _tag = 'CheckpointError';
}

/** Everything that a step changes: vectors by name, such as parameters and their moments. */
export type TrainingState = Readonly<Record<string, Float32Array>>;

/** The one network that every vector of a state is of: what its weight file says, and where each parameter stands. */
export interface CheckpointNetwork {
  readonly metadata: Readonly<Record<string, string>>;
  /** In the order of the vectors. */
  readonly parameters: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

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
  /** Only where one network is trained. */
  readonly network?: CheckpointNetwork;
}

export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { state, random, network, ...rest } = checkpoint;
  const tensors = new Map<string, StoredTensor>(
    Object.entries(state).map(([name, data]) => [name, { shape: [data.length], data }]),
  );
  return writeSafetensors(tensors, {
    checkpoint: JSON.stringify({ ...rest, random }),
    ...(network === undefined ? {} : { network: JSON.stringify(network) }),
  });
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
function readRecord(text: string): Omit<Checkpoint, 'state' | 'network'> {
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

/** The vector of a checkpoint that is shipped. */
const SHIPPED = 'average';

/** Whether a file is a training checkpoint. */
export const isCheckpoint = ({ metadata }: SafetensorsFile): boolean => metadata['checkpoint'] !== undefined;

/**
 * The weights of a checkpoint as a weight file holds them: the running average, each parameter under its name.
 *
 * @throws CheckpointError if it does not say which network it is of, or its vector has another length.
 */
export function weightsOfCheckpoint({ tensors, metadata }: SafetensorsFile): SafetensorsFile {
  const { recipe, step, seconds } = readRecord(metadata['checkpoint'] ?? '');
  const network = readNetwork(metadata['network'] ?? '');
  const vector = tensors.get(SHIPPED)?.data;
  const wanted = network?.parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (network === undefined || vector === undefined || vector.length !== wanted) {
    throw new CheckpointError(
      'checkpoint: expected the names of its parameters and their running average, found others',
      { hint: 'the weights stand beside it: weights.safetensors or generator.safetensors' },
    );
  }
  let start = 0;
  const named = network.parameters.map(({ name, shape }): [string, StoredTensor] => {
    const from = start;
    start += sizeOf(shape);
    return [name, { shape, data: vector.slice(from, start) }];
  });
  return {
    tensors: new Map(named),
    metadata: { ...network.metadata, recipe, step: String(step), seconds: seconds.toFixed(0) },
  };
}

function readNetwork(text: string): CheckpointNetwork | undefined {
  const { metadata, parameters } = fieldsOf(parsed(text));
  const texts = Object.entries(fieldsOf(metadata));
  const isText = (each: [string, unknown]): each is [string, string] => typeof each[1] === 'string';
  if (!texts.every(isText) || !Array.isArray(parameters)) return undefined;
  const named = parameters.map((each: unknown) => fieldsOf(each));
  const isNamed = (each: unknown): each is CheckpointNetwork['parameters'][number] => {
    const { name, shape } = fieldsOf(each);
    return typeof name === 'string' && Array.isArray(shape) && shape.every(isCount);
  };
  return named.every(isNamed) ? { metadata: Object.fromEntries(texts), parameters: named } : undefined;
}

/**
 * The gradient of a loss over a batch as one compiled graph, which is run once for each part of the batch, on several
 * threads at a time where the runtime can.
 */
import { applyPasses, gradients, input, TRAINING_PASSES, type Tensor } from '../graph/index.ts';
import { SpectraliftError } from '../errors.ts';
import { lookupIn, type ParameterLookup } from '../networks/parameters.ts';
import type { Replicas, Runtime, TensorValues } from '../runtime/runtime.ts';
import { emitDifferentiated } from './emit-differentiated.ts';
import type { ParameterVector } from './parameter-vector.ts';

/** A batch that does not divide into its parts. */
export class TrainingStepError extends SpectraliftError {
  readonly _tag = 'TrainingStepError';
}

/** Builds the loss (a scalar) from the parameters; its inputs are what a batch feeds. */
export type LossGraph = (parameter: ParameterLookup) => Tensor;

/** A loss with its terms: scalars by name, told beside it. */
export interface LossTerms {
  readonly loss: Tensor;
  readonly terms: Readonly<Record<string, Tensor>>;
  /** A vector that is watched, such as the statistics of a normalisation. */
  readonly observed?: Tensor;
}

/** What a batch says. */
export interface BatchResult {
  readonly gradient: Float32Array;
  readonly loss: number;
  /** Sums over the parts. */
  readonly terms: Readonly<Record<string, number>>;
  /** Mean over the parts; empty if nothing is watched. */
  readonly observed: Float32Array;
}

/** A compiled gradient. */
export interface BatchGradient {
  /** @throws TrainingStepError if the batch does not divide into the parts. */
  run(parameters: Float32Array, batch: TensorValues): Promise<BatchResult>;
  release(): Promise<void>;
}

/** Compiles the gradient of a loss by a vector of parameters, for batches in `parts` equal parts. */
export async function compileBatchGradient(
  runtime: Runtime,
  vector: ParameterVector,
  graph: (parameter: ParameterLookup) => LossTerms,
  parts: number,
): Promise<BatchGradient> {
  const tensors = vector.tensors(input('state.parameters', [vector.length]));
  const { loss: asDefined, terms, observed } = graph(lookupIn(tensors));
  const names = Object.keys(terms);
  const watched = observed === undefined ? [] : [observed];
  const [loss, ...others] = applyPasses([asDefined, ...Object.values(terms), ...watched], TRAINING_PASSES);
  const told = others.slice(0, names.length);
  const gradient = vector.join(gradients(loss, [...tensors.values()]));
  const outputs = Object.fromEntries(names.map((name, index) => [`term.${name}`, told[index]]));
  const replicas = await openReplicas(
    runtime,
    await emitDifferentiated(runtime, {
      loss,
      gradient,
      ...outputs,
      ...(watched.length === 0 ? {} : { observed: others[names.length] }),
    }),
    parts,
  );
  return {
    async run(values, batch) {
      const parameters = { data: values, shape: [vector.length] };
      const shares = await replicas.runAll(
        partsOf(batch, parts).map((part) => ({ ...part, 'state.parameters': parameters })),
      );
      const sum = (name: string): number => shares.reduce((total, share) => total + share[name].data[0], 0);
      return {
        gradient: sumOf(shares.map((share) => share['gradient'].data)),
        loss: sum('loss'),
        terms: Object.fromEntries(names.map((name) => [name, sum(`term.${name}`)])),
        observed: meanOf(shares.flatMap((share) => ('observed' in share ? [share['observed'].data] : []))),
      };
    },
    release: () => replicas.release(),
  };
}

/** The sum of vectors of one length; the first is overwritten. */
function sumOf([sum, ...others]: readonly Float32Array[]): Float32Array {
  for (const other of others) {
    for (let index = 0; index < sum.length; index++) sum[index] += other[index];
  }
  return sum;
}

/** The mean of vectors of one length; empty if there are none. */
function meanOf(vectors: readonly Float32Array[]): Float32Array {
  if (vectors.length === 0) return new Float32Array(0);
  return sumOf(vectors.map((vector) => vector.slice())).map((value) => value / vectors.length);
}

/** Loads a model for as many parts at a time as the runtime can take. */
export async function openReplicas(runtime: Runtime, model: Uint8Array, parts: number): Promise<Replicas> {
  if (parts > 1 && runtime.createReplicas !== undefined) return runtime.createReplicas(model);
  const session = await runtime.createSession(model);
  return {
    runAll: async (feeds) => {
      const results: TensorValues[] = [];
      for (const each of feeds) results.push(await session.run(each));
      return results;
    },
    release: () => session.release(),
  };
}

/** Pixels of a part that stays in the caches of most processors. */
const PIXELS_OF_A_PART = 8192;

/** Number of parts for a batch of square patches: as many samples in each as stay in the caches, at least one. */
export function partsFor(batch: number, size: number): number {
  const most = Math.max(1, Math.floor(PIXELS_OF_A_PART / (size * size)));
  for (let samples = Math.min(batch, most); samples > 1; samples--) {
    if (batch % samples === 0) return batch / samples;
  }
  return batch;
}

/**
 * A batch cut along the first axis of each of its inputs; views, not copies.
 *
 * @throws TrainingStepError if it does not divide into the parts.
 */
export function partsOf(batch: TensorValues, parts: number): TensorValues[] {
  if (parts === 1) return [batch];
  return Array.from({ length: parts }, (_, part) =>
    Object.fromEntries(
      Object.entries(batch).map(([name, { data, shape }]) => {
        const [samples, ...rest] = shape;
        if (!(samples >= parts && samples % parts === 0)) {
          throw new TrainingStepError(
            `expected '${name}' to hold a multiple of ${parts} samples, found shape [${shape.join(', ')}]`,
            { hint: 'choose a batch that divides into the parts' },
          );
        }
        const size = data.length / parts;
        const own = data.subarray(part * size, (part + 1) * size);
        return [name, { data: own, shape: [samples / parts, ...rest] }];
      }),
    ),
  );
}

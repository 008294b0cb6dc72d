/**
 * One training step as two graphs, emitted once and run many times: forward pass and gradients, once for each
 * part of a batch, on several threads at a time where the runtime can; then Adam and the running average of the
 * weights.
 */
import {
  add,
  applyPasses,
  emitOnnx,
  gradients,
  input,
  multiply,
  subtract,
  TRAINING_PASSES,
  type Tensor,
} from '../graph/index.ts';
import { SpectraliftError } from '../errors.ts';
import { lookupIn, type ParameterLookup } from '../networks/parameters.ts';
import type { Replicas, Runtime, Session, TensorValues } from '../runtime/runtime.ts';
import { adamScalars, adamUpdate } from './adam.ts';
import { emitDifferentiated } from './emit-differentiated.ts';
import type { ParameterVector } from './parameter-vector.ts';

/** A batch that does not divide into its parts. */
export class TrainingStepError extends SpectraliftError {
  readonly _tag = 'TrainingStepError';
}

/** Builds the loss (a scalar) from the parameters; its inputs are what a batch feeds. */
export type LossGraph = (parameter: ParameterLookup) => Tensor;

/** Everything that a step changes; vectors of one length. */
export interface OptimiserState {
  readonly parameters: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
  /** Exponential moving average of the parameters: what is shipped. */
  readonly average: Float32Array;
}

export interface StepResult {
  readonly state: OptimiserState;
  readonly loss: number;
}

export interface TrainingStep {
  /** Runs step t = 1, 2, ... on a batch. */
  run(state: OptimiserState, batch: TensorValues, step: number, rate: number): Promise<StepResult>;
  release(): Promise<void>;
}

/** The state at the start: moments zero, the average equal to the parameters. */
export function initialState(parameters: Float32Array): OptimiserState {
  return {
    parameters,
    firstMoment: new Float32Array(parameters.length),
    secondMoment: new Float32Array(parameters.length),
    average: parameters.slice(),
  };
}

const LONGEST_MEMORY = 0.999;

/** Share of the new weights in the average: it remembers about a tenth of the run, at most 1000 steps. */
function averageRate(step: number): number {
  return 1 - Math.min(LONGEST_MEMORY, (step + 1) / (step + 10));
}

export interface StepOptions {
  /**
   * Number of equal parts that a batch is worked off in, gradients and losses added up. The loss graph is then
   * one of a part, and every input of the batch has the samples of all parts along its first axis. Smaller parts
   * stay in the processor's caches and need less memory: the generator learns from 8 samples of 64 x 64
   * faster in 4 parts than in one. Default 1.
   */
  readonly parts?: number;
}

/**
 * Compiles a training step on a runtime.
 *
 * @throws TrainingStepError when run, if a batch does not divide into the parts.
 */
export async function compileTrainingStep(
  runtime: Runtime,
  vector: ParameterVector,
  lossGraph: LossGraph,
  options: StepOptions = {},
): Promise<TrainingStep> {
  const { parts = 1 } = options;
  const descent = await openDescent(runtime, await emitDescent(runtime, vector, lossGraph), parts);
  const update = await compileUpdate(runtime, vector.length);
  const whole = (data: Float32Array) => ({ data, shape: [vector.length] });
  return {
    run: async (state, batch, step, rate) => {
      const { stepSize, secondCorrection } = adamScalars(rate, step);
      const parameters = whole(state.parameters);
      const shares = await descent.runAll(
        partsOf(batch, parts).map((part) => ({ ...part, 'state.parameters': parameters })),
      );
      const gradient = whole(sumOf(shares.map((share) => share['gradient'].data)));
      const loss = shares.reduce((sum, share) => sum + share['loss'].data[0], 0);
      const result = await update.run({
        'state.parameters': parameters,
        'state.firstMoment': whole(state.firstMoment),
        'state.secondMoment': whole(state.secondMoment),
        'state.average': whole(state.average),
        gradient,
        'schedule.stepSize': scalar(stepSize),
        'schedule.secondCorrection': scalar(secondCorrection),
        'schedule.averageRate': scalar(averageRate(step)),
      });
      return {
        state: {
          parameters: result['state.parameters.next'].data,
          firstMoment: result['state.firstMoment.next'].data,
          secondMoment: result['state.secondMoment.next'].data,
          average: result['state.average.next'].data,
        },
        loss,
      };
    },
    release: async () => {
      await descent.release();
      await update.release();
    },
  };
}

const scalar = (value: number) => ({ data: Float32Array.of(value), shape: [] });

/** The sum of vectors of one length; the first is overwritten. */
function sumOf([sum, ...others]: readonly Float32Array[]): Float32Array {
  for (const other of others) {
    for (let index = 0; index < sum.length; index++) sum[index] += other[index];
  }
  return sum;
}

/** The loss of a part of a batch and its gradient, as a model. */
function emitDescent(runtime: Runtime, vector: ParameterVector, lossGraph: LossGraph): Promise<Uint8Array> {
  const tensors = vector.tensors(input('state.parameters', [vector.length]));
  const [loss] = applyPasses([lossGraph(lookupIn(tensors))], TRAINING_PASSES);
  const gradient = vector.join(gradients(loss, [...tensors.values()]));
  return emitDifferentiated(runtime, { loss, gradient });
}

/** Loads the model for as many parts at a time as the runtime can take. */
async function openDescent(runtime: Runtime, model: Uint8Array, parts: number): Promise<Replicas> {
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

/** Adam and the running average, from the gradient of the whole batch. */
function compileUpdate(runtime: Runtime, length: number): Promise<Session> {
  const shape = [length];
  const before = {
    parameters: input('state.parameters', shape),
    firstMoment: input('state.firstMoment', shape),
    secondMoment: input('state.secondMoment', shape),
  };
  const average = input('state.average', shape);
  const after = adamUpdate(before, input('gradient', shape), {
    stepSize: input('schedule.stepSize', []),
    secondCorrection: input('schedule.secondCorrection', []),
  });
  const moved = multiply(subtract(after.parameters, average), input('schedule.averageRate', []));
  return runtime.createSession(
    emitOnnx({
      'state.parameters.next': after.parameters,
      'state.firstMoment.next': after.firstMoment,
      'state.secondMoment.next': after.secondMoment,
      'state.average.next': add(average, moved),
    }),
  );
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

/** A batch cut along the first axis of each of its inputs; views, not copies. */
function partsOf(batch: TensorValues, parts: number): TensorValues[] {
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

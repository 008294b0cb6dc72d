/**
 * The trainer: draws batches, runs compiled steps, reports progress, hands out checkpoints, and stops within a
 * step when asked. It touches no files; whoever calls it decides where logs and checkpoints go.
 */
import { SpectraliftError } from '../errors.ts';
import { type Initialisation, initialWeights, type ParameterDeclaration } from '../networks/parameters.ts';
import { Random } from '../random.ts';
import type { Runtime, TensorValues } from '../runtime/runtime.ts';
import type { Checkpoint } from './checkpoint.ts';
import { ParameterVector } from './parameter-vector.ts';
import type { Schedule } from './schedules.ts';
import { compileTrainingStep, initialState, type LossGraph } from './training-step.ts';

/** Training that cannot go on: a loss that is no number, or a checkpoint of a run of another length. */
export class TrainingError extends SpectraliftError {
  readonly _tag = 'TrainingError';
}

/** What is trained, on what, and for how long. */
export interface TrainingTask {
  /** Name of the recipe; kept in checkpoints. */
  readonly recipe: string;
  /** Name of the network that the weights are for. */
  readonly network: string;
  readonly declarations: readonly ParameterDeclaration[];
  readonly initialisation: Initialisation;
  readonly loss: LossGraph;
  /** Equal parts that a batch is worked off in; the loss is that of a part, and losses of parts add up. Default 1. */
  readonly parts?: number;
  /** Draws the inputs of one step. */
  batch(random: Random): TensorValues;
  readonly steps: number;
  readonly schedule: Schedule;
}

export interface TrainingProgress {
  readonly step: number;
  readonly steps: number;
  /** Mean loss since the last report. */
  readonly loss: number;
  readonly rate: number;
  /** Seconds of training so far, over all sittings. */
  readonly seconds: number;
  readonly stepsPerSecond: number;
  /** Expected seconds to the end. */
  readonly remaining: number;
}

export interface TrainingOptions {
  readonly seed?: number;
  /** Go on from here. */
  readonly checkpoint?: Checkpoint;
  readonly signal?: AbortSignal;
  /** Steps between two reports. Default 50. */
  readonly reportEvery?: number;
  /** Steps between two checkpoints; one is always made at the end and on interruption. Default 500. */
  readonly checkpointEvery?: number;
  onProgress?(progress: TrainingProgress): Promise<void> | void;
  onCheckpoint?(checkpoint: Checkpoint): Promise<void> | void;
}

/** Trains until the task's last step or until the signal aborts; returns the last checkpoint. */
export async function train(
  task: TrainingTask,
  runtime: Runtime,
  options: TrainingOptions = {},
): Promise<Checkpoint> {
  const { seed = 1, reportEvery = 50, checkpointEvery = 500, signal } = options;
  const vector = new ParameterVector(task.declarations);
  if (options.checkpoint !== undefined && options.checkpoint.steps !== task.steps) {
    throw new TrainingError(
      `expected a run of ${options.checkpoint.steps} steps, as the checkpoint was made for, found ${task.steps}`,
      { hint: `the learning rate follows the number of steps: give --steps ${options.checkpoint.steps}` },
    );
  }
  const random =
    options.checkpoint === undefined ? new Random(seed) : Random.fromState(options.checkpoint.random);
  let state =
    options.checkpoint?.state ??
    initialState(
      vector.pack(
        initialWeights(task.declarations, () => random.uniform(), task.initialisation),
        task.recipe,
      ),
    );
  let step = options.checkpoint?.step ?? 0;
  const compiled = await compileTrainingStep(runtime, vector, task.loss, { parts: task.parts ?? 1 });
  const secondsBefore = options.checkpoint?.seconds ?? 0;
  const start = performance.now();
  const seconds = (): number => secondsBefore + (performance.now() - start) / 1000;
  const checkpoint = (): Checkpoint => ({
    recipe: task.recipe,
    step,
    steps: task.steps,
    random: random.state,
    seconds: seconds(),
    state,
  });
  let reported = { step, seconds: seconds(), lossSum: 0 };
  try {
    while (step < task.steps && signal?.aborted !== true) {
      const rate = task.schedule(step + 1);
      const result = await compiled.run(state, task.batch(random), step + 1, rate);
      if (!Number.isFinite(result.loss)) {
        throw new TrainingError(`the loss became ${result.loss} at step ${step + 1}`, {
          hint: 'resume from the last checkpoint with a lower learning rate',
        });
      }
      state = result.state;
      step++;
      reported.lossSum += result.loss;
      if (step % reportEvery === 0 || step === task.steps) {
        const now = seconds();
        const count = step - reported.step;
        const stepsPerSecond = count / (now - reported.seconds);
        await options.onProgress?.({
          step,
          steps: task.steps,
          loss: reported.lossSum / count,
          rate,
          seconds: now,
          stepsPerSecond,
          remaining: (task.steps - step) / stepsPerSecond,
        });
        reported = { step, seconds: now, lossSum: 0 };
      }
      if (step % checkpointEvery === 0 && step < task.steps) await options.onCheckpoint?.(checkpoint());
    }
    const last = checkpoint();
    await options.onCheckpoint?.(last);
    return last;
  } finally {
    await compiled.release();
  }
}

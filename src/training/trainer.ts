/**
 * The trainer: draws batches, runs compiled steps, reports progress, hands out checkpoints, and stops within a
 * step when asked. It touches no files; whoever calls it decides where logs and checkpoints go.
 */
import { SpectraliftError } from '../errors.ts';
import { Random } from '../random.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Checkpoint, CheckpointNetwork, TrainingState } from './checkpoint.ts';

/** Training that cannot go on: a loss that is no number, or a checkpoint of a run of another length. */
export class TrainingError extends SpectraliftError {
  readonly _tag = 'TrainingError';
}

/** What a step says of itself, by name: losses, rates, norms. */
export type Figures = Readonly<Record<string, number>>;

/** What came of a step. */
export interface Learnt {
  readonly state: TrainingState;
  readonly figures: Figures;
}

/** Something that learns step by step, ready to run. */
export interface Learner {
  /** Takes step 1, 2, ...; draws what it learns from. It must depend on nothing but its arguments. */
  learn(state: TrainingState, step: number, random: Random): Promise<Learnt>;
  release(): Promise<void>;
}

/** What is trained, on what, and for how long. */
export interface TrainingTask {
  /** Name of the recipe; kept in checkpoints. */
  readonly recipe: string;
  readonly steps: number;
  /** Length of each vector of the state. */
  readonly lengths: Readonly<Record<string, number>>;
  /** Where every vector of the state is of one network, that network; kept in checkpoints. */
  readonly network?: CheckpointNetwork;
  /** The state before the first step. */
  begin(random: Random): TrainingState;
  /** Compiles what a step needs. */
  open(runtime: Runtime): Promise<Learner>;
  /**
   * Looks at the means since the last report.
   *
   * @returns why it makes no sense to go on, such as "the cubes no longer agree with their photos"; undefined if it does.
   */
  collapsed?(figures: Figures, step: number): string | undefined;
  /** What a run leaves for use: weight files by name. */
  weightFiles(checkpoint: Checkpoint): ReadonlyMap<string, Uint8Array>;
}

export interface TrainingProgress {
  readonly step: number;
  readonly steps: number;
  /** Means of the steps' figures since the last report. */
  readonly figures: Figures;
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
  if (options.checkpoint !== undefined && options.checkpoint.steps !== task.steps) {
    throw new TrainingError(
      `expected a run of ${options.checkpoint.steps} steps, as the checkpoint was made for, found ${task.steps}`,
      { hint: `the learning rate follows the number of steps: give --steps ${options.checkpoint.steps}` },
    );
  }
  const random =
    options.checkpoint === undefined ? new Random(seed) : Random.fromState(options.checkpoint.random);
  let state = options.checkpoint?.state ?? task.begin(random);
  let step = options.checkpoint?.step ?? 0;
  const learner = await task.open(runtime);
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
    ...(task.network === undefined ? {} : { network: task.network }),
  });
  let reported = { step, seconds: seconds() };
  let sums = new Map<string, number>();
  let lastGood = step;
  try {
    while (step < task.steps && signal?.aborted !== true) {
      const learnt = await learner.learn(state, step + 1, random);
      checkFigures(learnt.figures, step + 1, lastGood);
      state = learnt.state;
      step++;
      for (const [name, value] of Object.entries(learnt.figures)) {
        sums.set(name, (sums.get(name) ?? 0) + value);
      }
      if (step % reportEvery === 0 || step === task.steps) {
        const now = seconds();
        const count = step - reported.step;
        const stepsPerSecond = count / (now - reported.seconds);
        const figures = Object.fromEntries([...sums].map(([name, sum]) => [name, sum / count]));
        sums = new Map();
        const collapse = task.collapsed?.(figures, step);
        if (collapse !== undefined) throw stopped(`${collapse} at step ${step}`, lastGood);
        await options.onProgress?.({
          step,
          steps: task.steps,
          figures,
          seconds: now,
          stepsPerSecond,
          remaining: (task.steps - step) / stepsPerSecond,
        });
        reported = { step, seconds: now };
      }
      if (step % checkpointEvery === 0 && step < task.steps) {
        await options.onCheckpoint?.(checkpoint());
        lastGood = step;
      }
    }
    const last = checkpoint();
    await options.onCheckpoint?.(last);
    return last;
  } finally {
    await learner.release();
  }
}

/** @throws TrainingError if a figure is no number. */
function checkFigures(figures: Figures, step: number, lastGood: number): void {
  for (const [name, value] of Object.entries(figures)) {
    if (!Number.isFinite(value)) throw stopped(`${name} became ${value} at step ${step}`, lastGood);
  }
}

/** The error of a run that cannot go on; names the checkpoint that is good. */
function stopped(why: string, lastGood: number): TrainingError {
  return new TrainingError(why, {
    hint:
      lastGood === 0
        ? 'no checkpoint was made yet: lower the learning rate'
        : `the checkpoint of step ${lastGood} is good: resume from it, with a lower learning rate`,
  });
}

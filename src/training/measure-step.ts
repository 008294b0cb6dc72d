/** How long a step of a task takes here: what a budget of time is divided by. */
import { Random } from '../random.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { TrainingTask } from './trainer.ts';

export interface MeasureStepOptions {
  readonly seed?: number;
  /** Seconds after which no further step is begun. */
  readonly seconds: number;
  readonly signal?: AbortSignal;
}

/** Steps that count at least; the one before them does not. */
const FEWEST = 2;

/**
 * Median seconds of a step. What the steps learn is thrown away.
 *
 * @throws the signal's reason between two steps.
 */
export async function measureStep(
  task: TrainingTask,
  runtime: Runtime,
  { seed = 1, seconds, signal }: MeasureStepOptions,
): Promise<number> {
  const random = new Random(seed);
  let state = task.begin(random);
  const learner = await task.open(runtime);
  try {
    const times: number[] = [];
    const begun = performance.now();
    for (let step = 1; times.length <= FEWEST || performance.now() - begun < 1000 * seconds; step++) {
      signal?.throwIfAborted();
      const start = performance.now();
      ({ state } = await learner.learn(state, step, random));
      times.push((performance.now() - start) / 1000);
    }
    const sorted = times.slice(1).sort((a, b) => a - b); // memory is taken in the first
    return sorted[Math.floor(sorted.length / 2)];
  } finally {
    await learner.release();
  }
}

import { expect, it } from 'vitest';
import type { Runtime } from '../runtime/runtime.ts';
import { measureStep } from './measure-step.ts';
import type { TrainingTask } from './trainer.ts';

/** A task whose steps take so many milliseconds, one after the other. */
function slowTask(milliseconds: readonly number[], released: string[]): TrainingTask {
  return {
    recipe: 'slow',
    steps: 1000,
    lengths: {},
    begin: () => ({ x: new Float32Array(1) }),
    open: async () => ({
      learn: async (state, step) => {
        await new Promise((done) => setTimeout(done, milliseconds[Math.min(step, milliseconds.length) - 1]));
        return { state: { x: state['x'].map((value) => value + 1) }, figures: {} };
      },
      release: async () => void released.push('released'),
    }),
    weightFiles: () => new Map(),
  };
}

const runtime: Runtime = {
  name: 'none',
  device: 'cpu',
  createSession: () => Promise.reject(new Error('not needed')),
};

it('is the median of the steps after the first', async () => {
  const released: string[] = [];
  const seconds = await measureStep(slowTask([300, 20, 20, 200, 20], released), runtime, { seconds: 0.7 });
  expect(seconds).toBeGreaterThan(0.015);
  expect(seconds).toBeLessThan(0.15);
  expect(released).toEqual(['released']);
});

it('takes at least three steps, and none once it is stopped', async () => {
  let steps = 0;
  const released: string[] = [];
  const task = slowTask([1], released);
  const counting: TrainingTask = {
    ...task,
    open: async (on) => {
      const learner = await task.open(on);
      return {
        ...learner,
        learn: (...all) => {
          steps++;
          return learner.learn(...all);
        },
      };
    },
  };
  await measureStep(counting, runtime, { seconds: 0 });
  expect(steps).toBe(3);
  await expect(
    measureStep(counting, runtime, { seconds: 9, signal: AbortSignal.abort(new Error('enough')) }),
  ).rejects.toThrow('enough');
  expect(steps).toBe(3);
  expect(released).toHaveLength(2);
});

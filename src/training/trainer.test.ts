/** Training: Adam against its definition, learning something, stopping, and going on exactly where it stopped. */
import { describe, expect, it } from 'vitest';
import { add, constant, input, meanOfAll, multiply, square } from '../graph/index.ts';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import { readSafetensors } from '../networks/safetensors.ts';
import {
  type Checkpoint,
  CheckpointError,
  decodeCheckpoint,
  encodeCheckpoint,
  weightsOfCheckpoint,
} from './checkpoint.ts';
import { ParameterVector } from './parameter-vector.ts';
import { cosineSchedule } from './schedules.ts';
import { type SupervisedLearning, supervisedTask } from './supervised-task.ts';
import { train, TrainingError } from './trainer.ts';
import { initialState } from './adam-step.ts';
import { compileTrainingStep } from './training-step.ts';

/** Two numbers of which only the sum matters: least squares draws a + b to -1. */
const learning: SupervisedLearning = {
  recipe: 'line',
  metadata: { network: 'line' },
  declarations: [
    { name: 'a', shape: [1], fanIn: 1 },
    { name: 'b', shape: [1], fanIn: 1 },
  ],
  initialisation: 'released',
  loss: (parameter) => {
    const x = input('x', [8]);
    const sum = add(parameter('a'), parameter('b'));
    return meanOfAll(square(multiply(add(sum, 1), x)));
  },
  batch: (random) => ({ x: { data: Float32Array.from({ length: 8 }, () => random.normal()), shape: [8] } }),
  steps: 40,
  schedule: cosineSchedule({ peak: 0.1, last: 0.01, steps: 40, warmUp: 5 }),
};
const task = supervisedTask(learning);

const runtime = await nodeRuntime({ threads: 1 });

describe('one compiled step', () => {
  it('is Adam as defined', async () => {
    const vector = new ParameterVector([{ name: 'w', shape: [2], fanIn: 1 }]);
    const step = await compileTrainingStep(runtime, vector, (parameter) => {
      const scaled = multiply(parameter('w'), constant([1, 3], [2]));
      return meanOfAll(square(scaled)); // gradient w_i s_i^2
    });
    let state = initialState(Float32Array.of(1, -2));
    const expected = [1, -2];
    const [m, v] = [
      [0, 0],
      [0, 0],
    ];
    for (let t = 1; t <= 5; t++) {
      ({ state } = await step.run(state, {}, t, 0.05));
      [1, 9].forEach((scale, index) => {
        const gradient = expected[index] * scale;
        m[index] = 0.9 * m[index] + 0.1 * gradient;
        v[index] = 0.999 * v[index] + 0.001 * gradient ** 2;
        expected[index] -=
          (0.05 * (m[index] / (1 - 0.9 ** t))) / (Math.sqrt(v[index] / (1 - 0.999 ** t)) + 1e-8);
      });
      expect(state.parameters[0]).toBeCloseTo(expected[0], 5);
      expect(state.parameters[1]).toBeCloseTo(expected[1], 5);
    }
  });
});

describe('the trainer', () => {
  it('leaves checkpoints whose weights, by name, are those of the weight file', async () => {
    const last = await train({ ...task, steps: 3 }, runtime, { seed: 4 });
    const written = readSafetensors(task.weightFiles(last).get('weights.safetensors') ?? new Uint8Array());
    expect([...written.tensors.keys()]).toEqual(['a', 'b']);
    expect(weightsOfCheckpoint(readSafetensors(encodeCheckpoint(last)))).toEqual(written);
  });

  it('lowers the loss and reports on the way', async () => {
    const losses: number[] = [];
    const last = await train(task, runtime, {
      seed: 3,
      reportEvery: 10,
      onProgress: ({ figures }) => void losses.push(figures['loss']),
    });
    expect(last.step).toBe(40);
    expect(losses).toHaveLength(4);
    expect(losses[3]).toBeLessThan(losses[0] / 2);
  });

  it('goes on after an interruption exactly as if there had been none', async () => {
    const whole = await train(task, runtime, { seed: 4 });
    const controller = new AbortController();
    let saved: Uint8Array | undefined;
    const half = await train(task, runtime, {
      seed: 4,
      signal: controller.signal,
      reportEvery: 1,
      onProgress: ({ step }) => {
        if (step === 17) controller.abort();
      },
      onCheckpoint: (checkpoint: Checkpoint) => {
        saved = encodeCheckpoint(checkpoint);
      },
    });
    expect(half.step).toBe(17);
    const checkpoint = decodeCheckpoint(saved ?? new Uint8Array(), 'line', task.lengths);
    const resumed = await train(task, runtime, { seed: 99, checkpoint });
    expect(resumed.step).toBe(40);
    expect([...resumed.state['parameters']]).toEqual([...whole.state['parameters']]);
    expect([...resumed.state['average']]).toEqual([...whole.state['average']]);
    expect(resumed.random).toEqual(whole.random);
  });

  it('stops with an error when the loss is no number', async () => {
    const broken = supervisedTask({
      ...learning,
      batch: () => ({ x: { data: new Float32Array(8).fill(Number.NaN), shape: [8] } }),
    });
    await expect(train(broken, runtime)).rejects.toThrow(TrainingError);
  });

  it('stops when the task says that it has collapsed, and names the last good checkpoint', async () => {
    const collapsing = {
      ...task,
      collapsed: (_: object, step: number) => (step >= 30 ? 'nothing is left' : undefined),
    };
    const seen: number[] = [];
    const run = train(collapsing, runtime, {
      reportEvery: 10,
      checkpointEvery: 20,
      onCheckpoint: ({ step }) => void seen.push(step),
    });
    await expect(run).rejects.toMatchObject({
      _tag: 'TrainingError',
      message: 'nothing is left at step 30',
      hint: expect.stringContaining('checkpoint of step 20 is good'),
    });
    expect(seen).toEqual([20]);
  });

  it('refuses a checkpoint of another recipe or size', async () => {
    const bytes = encodeCheckpoint(await train(supervisedTask({ ...learning, steps: 1 }), runtime));
    expect(() => decodeCheckpoint(bytes, 'other', task.lengths)).toThrow(CheckpointError);
    expect(() => decodeCheckpoint(bytes, 'line', { ...task.lengths, average: 3 })).toThrow(
      /expected 3 values/,
    );
    const checkpoint = decodeCheckpoint(bytes, 'line', task.lengths);
    await expect(train(task, runtime, { checkpoint })).rejects.toThrow(/expected a run of 1 steps.*found 40/);
  });
});

describe('the cosine schedule', () => {
  it('climbs to its peak, then falls to its last value', () => {
    const rate = cosineSchedule({ peak: 1, last: 0.1, steps: 110, warmUp: 10 });
    expect(rate(5)).toBeCloseTo(0.5);
    expect(rate(10)).toBeCloseTo(1);
    expect(rate(60)).toBeCloseTo(0.55);
    expect(rate(110)).toBeCloseTo(0.1);
  });
});

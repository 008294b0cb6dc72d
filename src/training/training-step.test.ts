/** Compiled steps: a batch in parts, and depth-wise convolutions in the engine's layout, change nothing. */
import { describe, expect, it } from 'vitest';
import { absolute, input, subtract, sumOfAll } from '../graph/index.ts';
import { generator, generatorParameters } from '../networks/generator.ts';
import { initialWeights } from '../networks/parameters.ts';
import { Random } from '../random.ts';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import type { Runtime, TensorValues } from '../runtime/runtime.ts';
import { ParameterVector } from './parameter-vector.ts';
import { initialState } from './adam-step.ts';
import { type LossGraph, partsFor, TrainingStepError } from './batch-gradient.ts';
import { compileTrainingStep } from './training-step.ts';

const runtime = await nodeRuntime({ threads: 1 });
const NETWORK = { bands: 7, growth: 6 };
const [BATCH, SIZE] = [4, 10];
const vector = new ParameterVector(generatorParameters(NETWORK));

/** The sum of absolute errors over `samples` patches. */
const lossOf =
  (samples: number): LossGraph =>
  (parameter) => {
    const rgb = input('rgb', [samples, 3, SIZE, SIZE]);
    const { cube } = generator(rgb, input('srf', [samples, 3, NETWORK.bands]), parameter, NETWORK);
    return sumOfAll(absolute(subtract(cube, input('truth', [samples, NETWORK.bands, SIZE, SIZE]))));
  };

function drawn(): { start: Float32Array; batch: TensorValues } {
  const random = new Random(9);
  const noise = (...shape: number[]) => {
    const length = shape.reduce((product, size) => product * size, 1);
    return { shape, data: Float32Array.from({ length }, () => random.uniform()) };
  };
  const weights = initialWeights(vector.declarations, () => random.uniform());
  return {
    start: vector.pack(weights, 'generator'),
    batch: {
      rgb: noise(BATCH, 3, SIZE, SIZE),
      srf: noise(BATCH, 3, NETWORK.bands),
      truth: noise(BATCH, NETWORK.bands, SIZE, SIZE),
    },
  };
}

/** Loss and first moment (a tenth of the gradient) after one step from the same start. */
async function firstStep(on: Runtime, loss: LossGraph, parts?: number) {
  const step = await compileTrainingStep(on, vector, loss, parts === undefined ? {} : { parts });
  const { start, batch } = drawn();
  const { state, loss: value } = await step.run(initialState(start), batch, 1, 1e-3);
  await step.release();
  return { loss: value, moment: state.firstMoment };
}

function expectEqual(
  found: Awaited<ReturnType<typeof firstStep>>,
  expected: Awaited<ReturnType<typeof firstStep>>,
): void {
  expect(Math.abs(found.loss / expected.loss - 1)).toBeLessThan(1e-5);
  const largest = Math.max(...expected.moment.map(Math.abs));
  expect(largest).toBeGreaterThan(0);
  const differences = found.moment.map((value, index) => Math.abs(value - expected.moment[index]));
  expect(Math.max(...differences) / largest).toBeLessThan(1e-5);
}

describe('a compiled step', () => {
  it.each([2, 4])('adds up the gradients of %i parts to those of the whole batch', async (parts) => {
    expectEqual(
      await firstStep(runtime, lossOf(BATCH / parts), parts),
      await firstStep(runtime, lossOf(BATCH)),
    );
  });

  it("agrees with the graph as it is emitted, without the engine's own layout", async () => {
    const plain: Runtime = { ...runtime, device: 'webgpu' }; // computes the same, but is not asked for blocks
    expectEqual(await firstStep(runtime, lossOf(BATCH)), await firstStep(plain, lossOf(BATCH)));
  });

  it('refuses a batch that does not divide into its parts', async () => {
    const failure = firstStep(runtime, lossOf(1), 3);
    await expect(failure).rejects.toThrow(TrainingStepError);
    await expect(failure).rejects.toThrow(
      /expected 'rgb' to hold a multiple of 3 samples, found shape \[4, 3, 10, 10\]/,
    );
  });
});

describe('the number of parts', () => {
  it.each([
    [8, 64, 4],
    [4, 64, 2],
    [5, 64, 5],
    [7, 16, 1],
    [8, 128, 8],
    [1, 512, 1],
  ])('of %i patches of side %i is %i', (batch, size, parts) => {
    expect(partsFor(batch, size)).toBe(parts);
  });
});

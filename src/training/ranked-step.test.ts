/** A step with the rank loss: its gradient is the sum of both, in one part or several. */
import { describe, expect, it } from 'vitest';
import { absolute, input, matmul, meanOfAll, multiply, reshape, subtract } from '../graph/index.ts';
import { Random } from '../random.ts';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import type { TensorValue } from '../runtime/runtime.ts';
import { initialState } from './adam-step.ts';
import { ParameterVector } from './parameter-vector.ts';
import { rankLoss } from './rank-loss.ts';
import { compileRankedStep, type EstimateGraph } from './ranked-step.ts';

const [BATCH, BANDS, SIDE] = [4, 5, 8];
const RANK = { side: 6, stride: 2, largest: 4, weight: 30 };
const PIXELS = SIDE * SIDE;
const vector = new ParameterVector([{ name: 'mixing', shape: [BANDS, 3], fanIn: 3 }]);

/** A linear network: every band is a mixture of the channels. */
const estimateOf =
  (parts: number): EstimateGraph =>
  (parameter) => {
    const samples = BATCH / parts;
    const rgb = input('rgb', [samples, 3, PIXELS]);
    const cube = reshape(matmul(parameter('mixing'), rgb), [samples, BANDS, SIDE, SIDE]);
    const error = meanOfAll(absolute(subtract(cube, input('truth', [samples, BANDS, SIDE, SIDE]))));
    return { cube, loss: multiply(error, 1 / parts) };
  };

const random = new Random(5);
const noise = (...shape: number[]): TensorValue => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.uniform(0.1, 1)),
});
const mixing = noise(BANDS, 3).data;
const batch = {
  rgb: noise(BATCH, 3, PIXELS),
  truth: noise(BATCH, BANDS, SIDE, SIDE),
  factor: noise(BATCH, 1, SIDE, SIDE),
};

/** The cubes of the batch, by the definition of the network. */
function cubes(): Float32Array {
  const made = new Float32Array(BATCH * BANDS * PIXELS);
  made.forEach((_, index) => {
    const [sample, band] = [Math.floor(index / (BANDS * PIXELS)), Math.floor(index / PIXELS) % BANDS];
    for (let channel = 0; channel < 3; channel++) {
      const seen = batch.rgb.data[(sample * 3 + channel) * PIXELS + (index % PIXELS)];
      made[index] += mixing[band * 3 + channel] * seen;
    }
  });
  return made;
}

/** The gradient by the mixing of a loss whose gradient by the cubes is given. */
function throughNetwork(change: ArrayLike<number>): Float64Array {
  return Float64Array.from(mixing, (_, place) => {
    const [band, channel] = [Math.floor(place / 3), place % 3];
    let sum = 0;
    for (let sample = 0; sample < BATCH; sample++) {
      for (let pixel = 0; pixel < PIXELS; pixel++) {
        const seen = batch.rgb.data[(sample * 3 + channel) * PIXELS + pixel];
        sum += change[(sample * BANDS + band) * PIXELS + pixel] * seen;
      }
    }
    return sum;
  });
}

describe('a step with the rank loss', () => {
  it.each([1, 2])('goes down the sum of both gradients, in %i parts', async (parts) => {
    const runtime = await nodeRuntime({ threads: 1 });
    const estimate = estimateOf(parts);
    const step = await compileRankedStep(runtime, { vector, estimate, rank: RANK, parts });
    const { state, figures } = await step.run(initialState(mixing), batch, 1, 1e-3);
    await step.release();
    const made = { data: cubes(), shape: batch.truth.shape };
    const rank = rankLoss(made, batch.truth, RANK, batch.factor.data);
    const errors = made.data.map((value, index) => value - batch.truth.data[index]);
    const own = throughNetwork(errors.map((error) => Math.sign(error) / errors.length));
    const asked = throughNetwork(rank.gradient.map((value) => RANK.weight * value));
    const expected = own.map((value, place) => value + asked[place]);
    state.firstMoment.forEach((moment, place) => {
      expect(10 * moment).toBeCloseTo(expected[place], 5); // Adam keeps a tenth of the first gradient
    });
    const size = (values: Float64Array): number => Math.hypot(...values);
    expect(size(asked)).toBeGreaterThan(0.1 * size(own));
    expect(figures['rank']).toBeCloseTo(rank.value, 6);
    expect(figures['loss']).toBeCloseTo(errors.reduce((sum, e) => sum + Math.abs(e), 0) / errors.length, 5);
  });
});

/** The logarithmic error of bands, against a loop; its gradient against finite differences. */
import { describe, expect, it } from 'vitest';
import { emitOnnx, gradients, input } from '../graph/index.ts';
import { Random } from '../random.ts';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import { logarithmicBandError } from './losses.ts';

const [SAMPLES, BANDS, SIDE] = [2, 3, 4];
const PIXELS = SIDE * SIDE;
const runtime = await nodeRuntime({ threads: 1 });

function byHand(estimate: Float32Array, truth: Float32Array, factor: Float32Array): number {
  let sum = 0;
  for (let sample = 0; sample < SAMPLES; sample++) {
    for (let band = 0; band < BANDS; band++) {
      let squares = 0;
      for (let pixel = 0; pixel < PIXELS; pixel++) {
        const index = (sample * BANDS + band) * PIXELS + pixel;
        squares += ((estimate[index] - truth[index]) * factor[sample * PIXELS + pixel]) ** 2;
      }
      sum += Math.log(squares / PIXELS + 1e-5);
    }
  }
  return sum / (SAMPLES * BANDS);
}

describe('logarithmicBandError', () => {
  it('is the mean over samples and bands, with the gradient of it', async () => {
    const random = new Random(3);
    const numbers = (length: number) => Float32Array.from({ length }, () => random.uniform());
    const [estimate, truth] = [numbers(SAMPLES * BANDS * PIXELS), numbers(SAMPLES * BANDS * PIXELS)];
    const factor = numbers(SAMPLES * PIXELS).map((value, index) => (index % 5 === 0 ? 0 : 1 + value));
    const shape = [SAMPLES, BANDS, SIDE, SIDE];
    const factorShape = [SAMPLES, 1, SIDE, SIDE];
    const x = input('estimate', shape);
    const loss = logarithmicBandError(x, input('truth', shape), input('factor', factorShape));
    const [gradient] = gradients(loss, [x]);
    const session = await runtime.createSession(emitOnnx({ loss, gradient }));
    const found = await session.run({
      estimate: { data: estimate, shape },
      truth: { data: truth, shape },
      factor: { data: factor, shape: factorShape },
    });
    await session.release();
    expect(found['loss'].data[0]).toBeCloseTo(byHand(estimate, truth, factor), 5);
    for (const index of [0, 1, 17, 40, 95]) {
      const moved = (step: number): number => {
        const other = Float64Array.from(estimate);
        other[index] += step;
        return byHand(Float32Array.from(other), truth, factor);
      };
      const slope = (moved(1e-3) - moved(-1e-3)) / 2e-3;
      expect(found['gradient'].data[index]).toBeCloseTo(slope, 3);
    }
  });
});

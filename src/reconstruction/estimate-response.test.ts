/** What an estimator that was trained one way or another says of a photo: gains or none, exposure or none. */
import { beforeAll, describe, expect, it } from 'vitest';
import { cameraNames } from '../camera/catalogue.ts';
import { initialWeights } from '../networks/parameters.ts';
import { writeSafetensors } from '../networks/safetensors.ts';
import { srfEstimatorParameters } from '../networks/srf-estimator.ts';
import { Random } from '../random.ts';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { ESTIMATOR_SIZE, estimateResponse, readEstimatorModel } from './estimate-response.ts';

const declarations = srfEstimatorParameters({ cameras: cameraNames().length });
const random = new Random(5);
const weights = initialWeights(declarations, () => random.uniform(), 'he');
const picture = Float32Array.from({ length: 3 * ESTIMATOR_SIZE ** 2 }, (_, index) =>
  index < ESTIMATOR_SIZE ** 2 ? random.uniform(0.5, 1) : random.uniform(0, 0.2),
);

let runtime: Runtime;
beforeAll(async () => {
  runtime = await nodeRuntime({ threads: 1 });
});

/** Sums of the three curves that weights with this metadata give for the picture, times a factor. */
async function sumsWith(metadata: Readonly<Record<string, string>>, factor = 1): Promise<number[]> {
  const tensors = new Map(
    declarations.map(({ name, shape }) => [name, { shape, data: weights.get(name) ?? new Float32Array() }]),
  );
  const model = readEstimatorModel(writeSafetensors(tensors, metadata), 'made');
  const { response } = await estimateResponse(
    runtime,
    model,
    picture.map((value) => value * factor),
  );
  const bands = response.bands;
  return [0, 1, 2].map((channel) =>
    response.matrix.slice(channel * bands, (channel + 1) * bands).reduce((sum, value) => sum + value, 0),
  );
}

describe('an estimator that was trained', () => {
  it('with free gains tells them: they differ, and their mean is 1', async () => {
    const sums = await sumsWith({});
    expect((sums[0] + sums[1] + sums[2]) / 3).toBeCloseTo(1, 4);
    expect(Math.max(...sums) - Math.min(...sums)).toBeGreaterThan(1e-3);
  });

  it('for balanced photos gives curves that each sum to 1', async () => {
    for (const sum of await sumsWith({ gains: 'unit' })) expect(sum).toBeCloseTo(1, 5);
  });

  it('at unit mean does not see exposure, as it is does', async () => {
    const [one, other] = [await sumsWith({}), await sumsWith({}, 0.25)];
    other.forEach((sum, channel) => {
      expect(sum).toBeCloseTo(one[channel], 5);
    });
    const [seen, darker] = [await sumsWith({ exposure: 'as-is' }), await sumsWith({ exposure: 'as-is' }, 4)];
    expect(Math.max(...seen.map((sum, channel) => Math.abs(sum - darker[channel])))).toBeGreaterThan(1e-4);
  });
});

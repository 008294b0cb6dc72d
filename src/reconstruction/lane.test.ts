/** Lanes beside one another: neighbours' residuals are used, turns are kept, and the result is that of one lane. */
import { describe, expect, it } from 'vitest';
import { canonicalTransform } from '../camera/canonical-basis.ts';
import { developedSrgbResponse } from '../camera/effective-response.ts';
import { constant, convolution, emitOnnx, input } from '../graph/index.ts';
import { agdNetNetwork, agdNetParameters } from '../networks/agd-net.ts';
import { generatorNetwork } from '../networks/generator.ts';
import { initialWeights, lookupDeclared } from '../networks/parameters.ts';
import { unrolled } from '../networks/unrolled.ts';
import { Random } from '../random.ts';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { planLanes } from './lanes.ts';
import { memoryPicture } from './linear-picture.ts';
import type { ReconstructionModel } from './model.ts';
import { reconstructWhole } from './reconstruct.ts';
import type { Way } from './way.ts';

describe('planLanes', () => {
  it('shares all columns out, each once', () => {
    for (const [columns, most] of [
      [1, 4],
      [4, 4],
      [7, 2],
      [10, 3],
    ]) {
      const lanes = planLanes(columns, most);
      expect(lanes.length).toBe(Math.min(columns, most));
      expect(lanes[0].from).toBe(0);
      expect(lanes[lanes.length - 1].to).toBe(columns);
      for (const [index, lane] of lanes.entries()) {
        expect(lane.to).toBeGreaterThan(lane.from);
        if (index > 0) expect(lane.from).toBe(lanes[index - 1].to);
      }
    }
  });
});

describe('the rewritten network on tiles', () => {
  it('agrees with the graph of the whole picture as the paper defines it', async () => {
    const [width, height] = [150, 90];
    const random = new Random(3);
    const network = generatorNetwork();
    const weights = initialWeights(network.declarations, () => random.uniform());
    const values = Float32Array.from({ length: 3 * width * height }, () => random.uniform());
    const response = developedSrgbResponse(VISIBLE_31);
    const runtime = await nodeRuntime({ threads: 1 });
    const model = { name: 'untrained', network, wavelengths: VISIBLE_31, weights };
    const { cube } = await reconstructWhole(memoryPicture(values, width, height), {
      runtime,
      model,
      response,
      way: { steps: 'stages', tile: 64 },
      consistency: 'none',
    });

    const canonical = canonicalTransform(response);
    const plain = unrolled(
      network,
      convolution(input('rgb', [1, 3, height, width]), constant(canonical.matrix, [3, 3, 1, 1])),
      constant(canonical.response.matrix, [1, 3, 31]),
      lookupDeclared(network.declarations),
    );
    const session = await runtime.createSession(emitOnnx({ cube: plain.cube }, { weights }));
    const wanted = (await session.run({ rgb: { data: values, shape: [1, 3, height, width] } }))['cube'].data;
    await session.release();
    const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const difference = wanted.reduce(
      (most, value, index) => Math.max(most, Math.abs(value - cube[index])),
      0,
    );
    expect(scale).toBeGreaterThan(0);
    expect(difference / scale).toBeLessThan(1e-4);
  });
});

describe('stage by stage', () => {
  const options = { bands: 31, growth: 10, stages: 3, projection: 'learned' } as const;
  const random = new Random(2);
  const model: ReconstructionModel = {
    name: 'untrained',
    network: agdNetNetwork(options),
    wavelengths: VISIBLE_31,
    weights: initialWeights(agdNetParameters(options), () => random.uniform()),
  };

  it.each([
    [150, 130, 48],
    [61, 200, 40],
    [200, 30, 64],
  ])('a network whose projection looks around equals the whole on %i x %i', async (width, height, tile) => {
    const values = Float32Array.from({ length: 3 * width * height }, () => random.uniform());
    const picture = memoryPicture(values, width, height);
    const runtime = await nodeRuntime({ threads: 1 });
    const response = developedSrgbResponse(VISIBLE_31);
    const cubeOf = async (way: Way) =>
      (await reconstructWhole(picture, { runtime, model, response, way, consistency: 'none' })).cube;
    const whole = await cubeOf({ steps: 'whole', tile: 256 });
    const staged = await cubeOf({ steps: 'stages', tile });
    const scale = whole.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    let difference = 0;
    whole.forEach((value, index) => {
      difference = Math.max(difference, Math.abs(value - staged[index]));
    });
    expect(scale).toBeGreaterThan(0);
    expect(difference / scale).toBeLessThan(1e-5);
  });
});

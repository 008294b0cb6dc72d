/**
 * WebGPU gives what the CPU gives, in inference and in training; skipped with a line where no adapter answers. A
 * software driver (Mesa's lavapipe, from 25 on) is enough.
 */
import { describe, expect, it } from 'vitest';
import { developedSrgbResponse } from '../src/camera/effective-response.ts';
import { absolute, input, meanOfAll, subtract } from '../src/graph/index.ts';
import { generator, generatorNetwork, generatorParameters } from '../src/networks/generator.ts';
import { initialWeights } from '../src/networks/parameters.ts';
import { Random } from '../src/random.ts';
import { memoryPicture } from '../src/reconstruction/linear-picture.ts';
import { reconstructWhole } from '../src/reconstruction/reconstruct.ts';
import type { Way } from '../src/reconstruction/way.ts';
import { nodeRuntime } from '../src/runtime/node/node-runtime.ts';
import { probeDevice } from '../src/runtime/node/probe-device.ts';
import type { Runtime } from '../src/runtime/runtime.ts';
import { VISIBLE_31 } from '../src/spectra/wavelengths.ts';
import { ParameterVector } from '../src/training/parameter-vector.ts';
import { initialState } from '../src/training/adam-step.ts';
import { compileTrainingStep } from '../src/training/training-step.ts';

const { works, detail } = await probeDevice('webgpu');
if (!works) console.info(`WebGPU is not tested: ${detail}`);

const TOLERANCE = 1e-4;
const options = { bands: 31, growth: 20 };
const random = new Random(4);
const weights = initialWeights(generatorParameters(options), () => random.uniform());

function relativeDifference(found: Float32Array, wanted: Float32Array): number {
  const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(scale).toBeGreaterThan(0);
  return wanted.reduce((most, value, index) => Math.max(most, Math.abs(value - found[index])), 0) / scale;
}

describe.skipIf(!works)('WebGPU agrees with the CPU', () => {
  it.each<readonly [string, Way]>([
    ['in one graph', { steps: 'whole', tile: 128 }],
    ['stage by stage', { steps: 'stages', tile: 40 }],
  ])(
    'on a reconstruction %s',
    async (_, way) => {
      const [width, height] = [52, 44];
      const values = Float32Array.from({ length: 3 * width * height }, () => random.uniform());
      const model = {
        name: 'untrained',
        network: generatorNetwork(options),
        wavelengths: VISIBLE_31,
        weights,
      };
      const response = developedSrgbResponse(VISIBLE_31);
      const cubeOn = async (runtime: Runtime) =>
        (await reconstructWhole(memoryPicture(values, width, height), { runtime, model, response, way }))
          .cube;
      const onCpu = await cubeOn(await nodeRuntime({ device: 'cpu', threads: 1 }));
      const onGpu = await cubeOn(await nodeRuntime({ device: 'webgpu' }));
      expect(relativeDifference(onGpu, onCpu)).toBeLessThan(TOLERANCE);
    },
    120_000,
  );

  it('on two training steps', async () => {
    const [samples, size] = [2, 16];
    const vector = new ParameterVector(generatorParameters(options));
    const noise = (...shape: number[]) => ({
      shape,
      data: Float32Array.from({ length: shape.reduce((product, side) => product * side, 1) }, () =>
        random.uniform(),
      ),
    });
    const batch = {
      rgb: noise(samples, 3, size, size),
      srf: noise(samples, 3, 31),
      truth: noise(samples, 31, size, size),
    };
    const trainedOn = async (runtime: Runtime): Promise<Float32Array> => {
      const step = await compileTrainingStep(runtime, vector, (parameter) => {
        const { cube } = generator(
          input('rgb', batch.rgb.shape),
          input('srf', batch.srf.shape),
          parameter,
          options,
        );
        return meanOfAll(absolute(subtract(cube, input('truth', batch.truth.shape))));
      });
      let state = initialState(vector.pack(weights, 'generator'));
      for (let t = 1; t <= 2; t++) state = (await step.run(state, batch, t, 1e-4)).state;
      await step.release();
      return state.parameters;
    };
    const onCpu = await trainedOn(await nodeRuntime({ device: 'cpu', threads: 1 }));
    const onGpu = await trainedOn(await nodeRuntime({ device: 'webgpu' }));
    expect(relativeDifference(onGpu, onCpu)).toBeLessThan(TOLERANCE);
  }, 120_000);
});

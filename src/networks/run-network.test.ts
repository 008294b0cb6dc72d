import { describe, expect, it } from 'vitest';
import { Random } from '../random.ts';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import { discriminatorParameters } from './discriminator.ts';
import { generatorParameters } from './generator.ts';
import { initialWeights, type ParameterDeclaration } from './parameters.ts';
import {
  compareOutputs,
  type NamedTensors,
  runNetwork,
  runnableNetwork,
  runnableNetworks,
} from './run-network.ts';
import type { StoredTensor } from './safetensors.ts';
import { srfEstimatorParameters } from './srf-estimator.ts';

const random = new Random(3);
const runtime = await nodeRuntime({ threads: 1 });

function randomTensor(...shape: number[]): StoredTensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, data: Float32Array.from({ length: size }, () => random.uniform()) };
}

function weightsOf(declarations: readonly ParameterDeclaration[]): [string, StoredTensor][] {
  const weights = initialWeights(declarations, () => random.uniform());
  return declarations.map(({ name, shape }) => [
    name,
    { shape, data: weights.get(name) ?? new Float32Array() },
  ]);
}

const generatorTensors: NamedTensors = new Map([
  ...weightsOf(generatorParameters({ bands: 5, growth: 3 })),
  ['input.rgb', randomTensor(1, 3, 6, 7)],
  ['input.srf', randomTensor(1, 3, 5)],
]);
const estimatorTensors: NamedTensors = new Map([
  ...weightsOf(srfEstimatorParameters({ cameras: 4 })),
  ['input.rgb', randomTensor(2, 3, 16, 17)],
  ['input.dictionary', randomTensor(4, 3, 9)],
]);

/** The tensors with one replaced, or left out. */
function changed(tensors: NamedTensors, name: string, tensor?: StoredTensor): NamedTensors {
  const others = [...tensors].filter(([key]) => key !== name);
  return new Map(tensor === undefined ? others : [...others, [name, tensor]]);
}

describe('runNetwork', () => {
  it('reads bands and growth of the generator off its weights', async () => {
    const { outputs, description } = await runNetwork('generator', generatorTensors, runtime);
    expect(description).toBe('generator, 5 bands, growth 3');
    expect([...outputs.keys()]).toEqual(['output.cube', 'output.residual']);
    expect(outputs.get('output.cube')?.shape).toEqual([1, 5, 6, 7]);
    expect(outputs.get('output.residual')?.shape).toEqual([1, 3, 6, 7]);
    expect(outputs.get('output.cube')?.data.every(Number.isFinite)).toBe(true);
  });

  it('reads the number of cameras of the estimator off the dictionary', async () => {
    const { outputs } = await runNetwork('srf-estimator', estimatorTensors, runtime);
    expect(outputs.get('output.srf')?.shape).toEqual([2, 3, 9]);
  });

  const bad: [string, string, NamedTensors, RegExp][] = [
    ['an unknown network', 'generater', generatorTensors, /found 'generater'/],
    [
      'a missing input',
      'generator',
      changed(generatorTensors, 'input.srf'),
      /'input.srf' \[n, 3, 5\], found none/,
    ],
    [
      'a response on other bands',
      'generator',
      changed(generatorTensors, 'input.srf', randomTensor(1, 3, 31)),
      /expected 'input.srf' \[n, 3, 5\], found \[1, 3, 31\]/,
    ],
    [
      'responses for another number of pictures',
      'generator',
      changed(generatorTensors, 'input.srf', randomTensor(2, 3, 5)),
      /for 1 or 1 pictures, found it for 2/,
    ],
    [
      'a missing weight',
      'generator',
      changed(generatorTensors, 'stages.3.denselayers.4.actlayer.conv.weight'),
      /'stages\.3\.denselayers\.4\.actlayer\.conv\.weight' \[5, 1, 3, 3\], found none/,
    ],
    [
      'a weight of the right size and the wrong shape',
      'generator',
      changed(generatorTensors, 'stages.1.Upconv.conv.weight', randomTensor(3, 5, 3, 3)),
      /\[5, 3, 3, 3\], found \[3, 5, 3, 3\]/,
    ],
    ['weights of another network', 'srf-estimator', generatorTensors, /'input.dictionary'/],
    [
      'a picture that is too small for the estimator',
      'srf-estimator',
      changed(estimatorTensors, 'input.rgb', randomTensor(1, 3, 15, 20)),
      /at least 16 x 16 pixels, found 20 x 15/,
    ],
  ];
  it.each(bad)('refuses %s', async (_, network, tensors, message) => {
    await expect(runNetwork(network, tensors, runtime)).rejects.toMatchObject({
      _tag: 'NetworkError',
      message: expect.stringMatching(message),
    });
  });

  it('judges cubes by the statistics of their batch', async () => {
    const tensors = new Map([
      ...weightsOf(discriminatorParameters(4)),
      ['input.cube', randomTensor(3, 4, 20, 18)] as const,
    ]);
    const { outputs, description } = await runNetwork('discriminator', tensors, runtime);
    expect(description).toMatch(/4 bands.*3 cubes/);
    const probability = outputs.get('output.probability');
    expect(probability?.shape).toEqual([3, 1]);
    expect(probability?.data.every((value) => value > 0 && value < 1)).toBe(true);
    const small = new Map([...tensors, ['input.cube', randomTensor(3, 4, 16, 18)] as const]);
    await expect(runNetwork('discriminator', small, runtime)).rejects.toThrow(
      /at least 17 x 17.*found 18 x 16/,
    );
  });

  it('knows the networks by name', () => {
    expect(runnableNetworks()).toEqual(['generator', 'agd-net', 'srf-estimator', 'discriminator']);
    for (const spelling of ['agdnet', 'AGD-Net', 'agd_net'])
      expect(runnableNetwork(spelling)).toBe('agd-net');
    expect(runnableNetwork('agd')).toBeUndefined();
  });
});

describe('compareOutputs', () => {
  const one = (...values: number[]): NamedTensors =>
    new Map([['y', { shape: [values.length], data: Float32Array.from(values) }]]);

  it('relates the largest difference to the largest value', () => {
    expect(compareOutputs(one(1, 2, 3), one(1, 2, 4))).toEqual([{ name: 'y', relativeDifference: 0.25 }]);
    expect(compareOutputs(one(1), new Map())).toEqual([]);
    expect(compareOutputs(one(0), one(0))[0].relativeDifference).toBe(0);
  });

  it('lets no not-a-number pass as agreement', () => {
    expect(compareOutputs(one(1, Number.NaN, 1), one(1, 1, 1))[0].relativeDifference).toBe(Infinity);
    expect(compareOutputs(one(1, 1), one(1, Number.NaN))[0].relativeDifference).toBe(Infinity);
  });

  it('refuses a reference of another shape', () => {
    expect(() => compareOutputs(one(1), one(1, 2))).toThrow(/\[1\], found \[2\]/);
  });
});

/** Supervised training of the compared networks in tiny sizes: they learn, runs go on, and files give back what was trained. */
import { describe, expect, it } from 'vitest';
import { runOnnx } from '../../../test/run-onnx.ts';
import { expectResumes, SMALL_SOURCES, weightFileOf, wholeRun } from '../../../test/tiny-training.ts';
import { catalogueCamera } from '../../camera/catalogue.ts';
import { radianceResponse } from '../../camera/effective-response.ts';
import {
  absolute,
  constant,
  emitOnnx,
  gradients,
  input,
  multiply,
  subtract,
  sumOfAll,
} from '../../graph/index.ts';
import { lookupDeclared, lookupIn, type Weights } from '../../networks/parameters.ts';
import type { RgbNetwork } from '../../networks/rgb-network.ts';
import {
  buildRgbNetwork,
  type RgbNetworkChoice,
  standardRgbNetwork,
} from '../../networks/rgb-network-choice.ts';
import { readRgbNetworkFile } from '../../networks/rgb-network-file.ts';
import { Random } from '../../random.ts';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import { oneCameraSampler } from '../one-camera.ts';
import { ParameterVector } from '../parameter-vector.ts';
import { TrainingError, type TrainingTask } from '../trainer.ts';
import { rgbNetworkParts, rgbNetworkTask } from './rgb-network.ts';
import { ALIKE, AS_PUBLISHED } from './supervised-settings.ts';

const runtime = await nodeRuntime({ threads: 1 });
const settings = { steps: 40, batch: 4, size: 8 };

/** A rate for networks so small. */
const BRISK = { ...ALIKE, schedule: () => () => 3e-3 };

const TINY: readonly RgbNetworkChoice[] = [
  { name: 'agd-net', options: { bands: 31, growth: 4, stages: 2, projection: 'learned' } },
  { name: 'hscnn-d', options: { bands: 31, paths: 1, blocks: 2, growth: 4, bias: true } },
  { name: 'fm-net', options: { bands: 31, channels: 4, blocks: 1, functions: 2 } },
  { name: 'mst-plus-plus', options: { bands: 31, stages: 1, width: 4 } },
  { name: 'chs-gan', options: { bands: 31, widths: [8, 4], convolutions: 1 } },
  {
    name: 'deep-basis',
    options: { bands: 31, functions: 4, widths: [8, 4], convolutions: 1, basis: 'fixed' },
  },
];

/** What a network of these weights makes of a picture. */
async function cubeOf(network: RgbNetwork, weights: Weights, rgb: Float32Array): Promise<Float32Array> {
  const shape = [1, 3, 8, 8];
  const cube = network.cube(input('rgb', shape), lookupDeclared(network.declarations));
  const found = await runOnnx(emitOnnx({ cube }, { weights }), { rgb: { shape, data: rgb } });
  return Float32Array.from(found['cube'].data);
}

/** Loss and gradient of the first step of a run, the whole batch at once, from its mask and its true cubes. */
async function firstGradient(choice: RgbNetworkChoice, task: TrainingTask) {
  const random = new Random(2);
  const { parameters } = task.begin(random);
  const batch = oneCameraSampler(SMALL_SOURCES, settings).draw(random);
  const { declarations, cube } = buildRgbNetwork(choice);
  const inputs = declarations.map(({ name, shape }) => input(name, shape));
  const estimate = cube(
    input('rgb', [4, 3, 8, 8]),
    lookupIn(new Map(inputs.map((each, index) => [declarations[index].name, each]))),
  );
  const mask = batch['weight'].data.map((weight) => (weight > 0 ? 1 : 0));
  const count = mask.reduce((sum, counts) => sum + counts, 0);
  expect(count).toBeLessThan(4 * 64);
  const errors = absolute(subtract(input('truth', [4, 31, 8, 8]), estimate));
  const loss = multiply(sumOfAll(multiply(errors, constant(mask, [4, 1, 8, 8]))), 1 / (31 * count));
  const outputs = gradients(loss, inputs).map((gradient, index) => [`gradient.${index}`, gradient] as const);
  const vector = new ParameterVector(declarations);
  const weights = [...vector.unpack(parameters)].map(
    ([name, data], index) => [name, { data, shape: declarations[index].shape }] as const,
  );
  const found = await runOnnx(emitOnnx({ loss, ...Object.fromEntries(outputs) }), {
    ...batch,
    ...Object.fromEntries(weights),
  });
  return { loss: found['loss'].data[0], gradient: outputs.flatMap(([name]) => [...found[name].data]) };
}

describe.each(TINY)('supervised training of $name', (network) => {
  it('learns, and its file gives back the same cubes', async () => {
    const task = rgbNetworkTask(SMALL_SOURCES, settings, { network, setting: BRISK });
    expect(task.recipe).toBe(`${network.name}-alike`);
    const { figures, checkpoint } = await wholeRun(task, runtime);
    expect(Object.keys(figures[0])).toEqual(['loss', 'rate']);
    expect(figures[3]['loss']).toBeLessThan(0.7 * figures[0]['loss']);
    const file = readRgbNetworkFile(weightFileOf(task, checkpoint));
    expect(file.choice).toEqual(network);
    expect(file.metadata).toMatchObject({ camera: 'Nikon D700', recipe: task.recipe, step: '40' });
    const built = buildRgbNetwork(network);
    const trained = new ParameterVector(built.declarations).unpack(checkpoint.state['average']);
    const rgb = Float32Array.from({ length: 192 }, (_, index) => 0.5 + 0.4 * Math.sin(index));
    const [expected, found] = [
      await cubeOf(built, trained, rgb),
      await cubeOf(file.network, file.weights, rgb),
    ];
    expect(expected.some((value) => value !== 0)).toBe(true);
    expect([...found]).toEqual([...expected]);
  });
});

describe('supervised training', () => {
  it.each([
    ['hscnn-d', TINY[1], AS_PUBLISHED['hscnn-d']],
    ['fm-net', TINY[2], AS_PUBLISHED['fm-net']],
    ['deep-basis', TINY[5], AS_PUBLISHED['deep-basis']],
  ])('of %s as published goes on after an interruption, to the bit', async (name, network, setting) => {
    const task = rgbNetworkTask(SMALL_SOURCES, { ...settings, steps: 3 }, { network, setting });
    expect(task.recipe).toBe(`${name}-published`);
    await expectResumes(task, runtime);
  });

  it.each([
    ['hscnn-d', TINY[1], AS_PUBLISHED['hscnn-d']],
    ['mst-plus-plus', TINY[3], AS_PUBLISHED['mst-plus-plus']],
  ])('of %s as published learns by its relative error', async (_name, network, setting) => {
    const { figures } = await wholeRun(
      rgbNetworkTask(SMALL_SOURCES, settings, { network, setting }),
      runtime,
    );
    expect(figures[3]['loss']).toBeLessThan(0.8 * figures[0]['loss']);
  });

  it('takes large networks patch by patch, and says the same in one part as in several', async () => {
    expect(rgbNetworkParts('hscnn-d', settings)).toBe(4);
    expect(rgbNetworkParts('agd-net', settings)).toBe(1);
    expect(rgbNetworkParts('agd-net', { steps: 1, batch: 8, size: 64 })).toBe(4);
    const once = { ...settings, steps: 1 };
    const [, network] = TINY;
    const inParts = rgbNetworkTask(SMALL_SOURCES, once, { network, setting: ALIKE });
    const { figures, checkpoint } = await wholeRun(inParts, runtime);
    const whole = await firstGradient(network, inParts);
    expect(figures[0]['loss']).toBeCloseTo(whole.loss, 5);
    const largest = Math.max(...whole.gradient.map(Math.abs));
    checkpoint.state['firstMoment'].forEach((moment, index) => {
      expect(Math.abs(10 * moment - whole.gradient[index])).toBeLessThan(1e-5 * largest); // a tenth of the gradient
    });
  });

  it('refuses what does not fit', () => {
    const task = (choice: RgbNetworkChoice, size = 8, sources = SMALL_SOURCES) =>
      rgbNetworkTask(sources, { ...settings, size }, { network: choice, setting: ALIKE });
    const narrow: RgbNetworkChoice = {
      ...standardRgbNetwork('mst-plus-plus'),
      options: { bands: 16, stages: 1, width: 4 },
    };
    expect(() => task(narrow)).toThrow(TrainingError);
    expect(() => task(narrow)).toThrow(/mst-plus-plus for the 31 bands of the scenes, found 16/);
    expect(() => task(TINY[3], 4)).toThrow(/at least 5 x 5 for mst-plus-plus, found 4 x 4/);
    const fine = radianceResponse(catalogueCamera('Nikon D700'));
    const coarse = fine.resampled(fine.wavelengths.filter((_, band) => band % 2 === 0));
    expect(() => task(TINY[0], 8, { ...SMALL_SOURCES, response: coarse })).toThrow(
      /Nikon D700 on the 31 bands of the scenes, 400..700 nm, found 16 bands/,
    );
  });
});

import { describe, expect, it } from 'vitest';
import { SMALL_SOURCES, weightFileOf, wholeRun } from '../../../test/tiny-training.ts';
import { PatchSampler } from '../../datasets/patch-sampler.ts';
import { RGB_NETWORK_NAMES, standardRgbNetwork } from '../../networks/rgb-network-choice.ts';
import { readRgbNetworkFile } from '../../networks/rgb-network-file.ts';
import { Random } from '../../random.ts';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import { TrainingError } from '../trainer.ts';
import { blackWhereMasked, type ComparedTraining, comparedNetworkTask } from './compared-network.ts';

const settings = { steps: 1, batch: 1, size: 32 };
const square = { ...settings, size: 48 }; // the least that AGD-Net's rank loss looks at

describe('the compared networks', () => {
  it.each(RGB_NETWORK_NAMES)('%s is trained alike', (name) => {
    const choices = { network: standardRgbNetwork(name), training: 'alike' as const };
    expect(comparedNetworkTask(SMALL_SOURCES, settings, choices).recipe).toBe(`${name}-alike`);
  });

  it.each<[(typeof RGB_NETWORK_NAMES)[number], ComparedTraining, string]>([
    ['hscnn-d', 'published', 'hscnn-d-published'],
    ['fm-net', 'published', 'fm-net-published'],
    ['mst-plus-plus', 'published', 'mst-plus-plus-published'],
    ['chs-gan', 'published', 'chs-gan-adversarial'],
    ['deep-basis', 'published', 'deep-basis-published'],
    ['deep-basis', 'unsupervised', 'deep-basis-unsupervised'],
  ])('%s is trained otherwise: %s', (name, training, recipe) => {
    const task = comparedNetworkTask(SMALL_SOURCES, settings, {
      network: standardRgbNetwork(name),
      training,
    });
    expect(task.recipe).toBe(recipe);
    expect(task.steps).toBe(1);
  });

  it('refuses to train from pictures alone what cannot be', () => {
    const choices = { network: standardRgbNetwork('fm-net'), training: 'unsupervised' as const };
    expect(() => comparedNetworkTask(SMALL_SOURCES, settings, choices)).toThrow(TrainingError);
  });

  it('trains AGD-Net by its own recipe, whose file is read back', async () => {
    const options = { bands: 31, growth: 2, stages: 1, projection: 'learned' as const };
    const network = { name: 'agd-net' as const, options };
    expect(() => comparedNetworkTask(SMALL_SOURCES, settings, { network, training: 'published' })).toThrow(
      /48 x 48 .* found 32 x 32/,
    );
    const large = { ...SMALL_SOURCES, scenes: SMALL_SOURCES.scenes.map(enlarged) };
    const task = comparedNetworkTask(large, square, { network, training: 'published' });
    expect(task.recipe).toBe('agd-net-published');
    const { checkpoint } = await wholeRun(task, await nodeRuntime({ threads: 1 }));
    expect(readRgbNetworkFile(weightFileOf(task, checkpoint)).choice).toEqual(network);
  });
});

describe('patches that are black where masked', () => {
  it('are otherwise the patches that they are made from', () => {
    const patches = new PatchSampler(SMALL_SOURCES.scenes, 16);
    const whole = patches.draw(new Random(1));
    const { data, mask } = blackWhereMasked(patches).draw(new Random(1));
    expect(mask).toEqual(whole.mask);
    expect(mask.includes(0)).toBe(true);
    expect([...data]).toEqual([...whole.data].map((value, index) => value * whole.mask[index % 256]));
  });
});

/** A scene of twice the width and height: each pixel four times. */
function enlarged({ cube, mask }: (typeof SMALL_SOURCES.scenes)[number]) {
  const [width, height] = [2 * cube.width, 2 * cube.height];
  const from = (pixel: number): number =>
    Math.floor(pixel / width / 2) * cube.width + Math.floor((pixel % width) / 2);
  const plane = cube.width * cube.height;
  const data = Float32Array.from(
    { length: 4 * cube.data.length },
    (_, index) => cube.data[Math.floor(index / (4 * plane)) * plane + from(index % (4 * plane))],
  );
  return {
    cube: { ...cube, width, height, data },
    mask: Uint8Array.from({ length: 4 * plane }, (_, pixel) => mask[from(pixel)]),
  };
}

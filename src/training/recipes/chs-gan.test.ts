import { describe, expect, it } from 'vitest';
import { expectResumes, SMALL_SOURCES, weightFileOf, wholeRun } from '../../../test/tiny-training.ts';
import { readRgbNetworkFile } from '../../networks/rgb-network-file.ts';
import type { RgbNetworkChoice } from '../../networks/rgb-network-choice.ts';
import { PATCH_DISCRIMINATOR_DEFAULTS } from '../../networks/patch-discriminator.ts';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import { TrainingError } from '../trainer.ts';
import { CHS_GAN_CHOICES, chsGanSchedule, chsGanTask } from './chs-gan.ts';

const runtime = await nodeRuntime({ threads: 1 });
const network: RgbNetworkChoice<'chs-gan'> = {
  name: 'chs-gan',
  options: { bands: 31, widths: [16, 8], convolutions: 1 },
};
const settings = { steps: 150, batch: 4, size: 16 };
const choices = {
  ...CHS_GAN_CHOICES,
  network,
  discriminator: { width: 4, kernel: 3, strides: [2, 2] },
};

describe('CHS-GAN', () => {
  it('comes nearer to the true cubes while it contends with its discriminator, and leaves its generator', async () => {
    const task = chsGanTask(SMALL_SOURCES, settings, choices);
    expect(task.recipe).toBe('chs-gan-adversarial');
    const { figures, checkpoint } = await wholeRun(task, runtime);
    const [first, last] = [figures[0], figures[figures.length - 1]];
    expect(last['absolute']).toBeLessThan(0.5 * first['absolute']);
    expect(last['loss']).toBeCloseTo(last['adversarial'] + 100 * last['absolute'], 3);
    for (const name of ['fakeAccuracy', 'realAccuracy']) {
      expect(last[name]).toBeGreaterThanOrEqual(0);
      expect(last[name]).toBeLessThanOrEqual(1);
    }
    const { choice, metadata, weights } = readRgbNetworkFile(weightFileOf(task, checkpoint));
    expect(choice).toEqual(network);
    expect(metadata['camera']).toBe('Nikon D700');
    const average = checkpoint.state['generator.average'];
    expect([...weights.values()].flatMap((values) => [...values])).toEqual([...average]);
  });

  it('goes on after an interruption, to the bit', async () => {
    await expectResumes(chsGanTask(SMALL_SOURCES, { ...settings, steps: 3 }, choices), runtime);
  });

  it('keeps its rate for a fifth of the run, then lets it fall to 0 along a line', () => {
    const rate = chsGanSchedule(500);
    expect([1, 100, 101].map(rate)).toEqual([2e-4, 2e-4, 2e-4]);
    expect(rate(301)).toBeCloseTo(1e-4, 12);
    expect(rate(500)).toBeCloseTo(2e-4 / 400, 12);
    expect(chsGanSchedule(1)(1)).toBe(2e-4);
  });

  it('refuses patches that are too small for its discriminator, and weights that are none', () => {
    const wide = { ...choices, discriminator: PATCH_DISCRIMINATOR_DEFAULTS };
    expect(() => chsGanTask(SMALL_SOURCES, settings, wide)).toThrow(TrainingError);
    expect(() => chsGanTask(SMALL_SOURCES, settings, wide)).toThrow(/at least 24 x 24.*found 16 x 16/);
    for (const absoluteWeight of [-1, Number.NaN]) {
      expect(() => chsGanTask(SMALL_SOURCES, settings, { ...choices, absoluteWeight })).toThrow(/at least 0/);
    }
  });
});

/** The unsupervised system end to end on small networks: it learns, stops, and goes on exactly where it stopped. */
import { beforeAll, describe, expect, it } from 'vitest';
import { cameraNames, catalogueDictionary } from '../../camera/catalogue.ts';
import { createCube } from '../../cube/spectral-cube.ts';
import { PhotoSampler, photosInMemory } from '../../datasets/photo-sampler.ts';
import { ResizedSampler, sceneInMemory } from '../../datasets/resized-sampler.ts';
import { generatorParameters } from '../../networks/generator.ts';
import { initialWeights } from '../../networks/parameters.ts';
import { readSafetensors } from '../../networks/safetensors.ts';
import { Random } from '../../random.ts';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../checkpoint.ts';
import { train, TrainingError } from '../trainer.ts';
import { type ParserModel, parserParameters } from './scene-parser.ts';
import { PAPER_RATES, PAPER_WEIGHTS, type UnsupervisedSettings } from './settings.ts';
import { type UnsupervisedLearning, unsupervisedTask } from './unsupervised-task.ts';

const WAVELENGTHS = [450, 520, 590, 660];
const [CROP, SIZE, CLASSES] = [40, 20, 3];
const PARSER = {
  classes: CLASSES,
  stem: 4,
  bottlenecks: { blocks: 1, width: 2 },
  stages: [{ modules: 1, blocks: 1, widths: [2, 3] }],
};

const settings: UnsupervisedSettings = {
  bands: 4,
  growth: 3,
  wavelengths: WAVELENGTHS,
  cameras: cameraNames().length,
  weights: PAPER_WEIGHTS,
  rates: PAPER_RATES,
  smoothness: 'squared',
  positivity: 'linear',
  clipping: true,
  penalty: 'none',
  penaltyWeight: 10,
  basis: 'canonical',
  exposure: 'unit-mean',
  gains: 'estimated',
};

const random = new Random(8);
const photo = {
  width: 50,
  height: 44,
  rgb: Uint8Array.from({ length: 3 * 50 * 44 }, () => 40 + random.integer(200)),
  labels: Int16Array.from({ length: 50 * 44 }, (_, pixel) => (pixel % 9 === 0 ? -1 : pixel % CLASSES)),
};
const cube = createCube(
  { bands: 4, width: 60, height: 60, wavelengths: WAVELENGTHS, metadata: { quantity: 'radiance' } },
  Float32Array.from({ length: 4 * 3600 }, () => random.uniform(0.1, 1)),
);
const parserWeights = initialWeights(parserParameters(PARSER), () => random.uniform(), 'he');
for (const [name, values] of parserWeights) if (name.endsWith('.running_var')) values.fill(1);
const parser: ParserModel = { kind: 'embedded', weights: parserWeights, options: PARSER };

const learning: UnsupervisedLearning = {
  recipe: 'unsupervised',
  settings,
  dictionary: catalogueDictionary(WAVELENGTHS),
  photos: new PhotoSampler(photosInMemory([photo]), {
    crop: CROP,
    size: SIZE,
    scale: [0.8, 1.2],
    linear: true,
  }),
  spectra: new ResizedSampler([sceneInMemory({ cube, mask: new Uint8Array(3600).fill(1) })], {
    size: SIZE,
    scale: [0.5, 1],
  }),
  parser: { model: parser, classes: CLASSES },
  batch: 2,
  crop: CROP,
  size: SIZE,
  steps: 4,
};

let runtime: Runtime;
beforeAll(async () => {
  runtime = await nodeRuntime({ threads: 1 });
});

describe('the unsupervised task', () => {
  it('goes on after an interruption, to the bit, and tells what it does', async () => {
    const task = unsupervisedTask(learning);
    const figures: Record<string, number>[] = [];
    const whole = await train(task, runtime, {
      seed: 3,
      reportEvery: 1,
      onProgress: (progress) => void figures.push(progress.figures),
    });
    const controller = new AbortController();
    let saved: Uint8Array | undefined;
    await train(task, runtime, {
      seed: 3,
      signal: controller.signal,
      reportEvery: 1,
      onProgress: ({ step }) => {
        if (step === 2) controller.abort();
      },
      onCheckpoint: (checkpoint: Checkpoint) => {
        saved = encodeCheckpoint(checkpoint);
      },
    });
    const checkpoint = decodeCheckpoint(saved ?? new Uint8Array(), 'unsupervised', task.lengths);
    expect(checkpoint.step).toBe(2);
    const resumed = await train(task, runtime, { seed: 99, checkpoint });
    expect(Object.keys(resumed.state).sort()).toEqual(Object.keys(task.lengths).sort());
    for (const [name, values] of Object.entries(whole.state)) {
      expect(Buffer.from(resumed.state[name].buffer).equals(Buffer.from(values.buffer)), name).toBe(true);
    }
    expect(figures).toHaveLength(4);
    expect(Object.keys(figures[0]).sort()).toEqual([
      'adversarial',
      'adversarialClippedNorm',
      'adversarialNorm',
      'backProjection',
      'discriminatorFake',
      'discriminatorReal',
      'fakeAccuracy',
      'pictureSquare',
      'positivity',
      'realAccuracy',
      'semantic',
      'semanticClippedNorm',
      'semanticNorm',
      'smoothness',
    ]);
    expect(figures[0]['semantic']).toBeGreaterThan(0.5);
    expect(figures[0]['adversarialClippedNorm']).toBeLessThanOrEqual((1 + 1e-5) / Math.sqrt(4 * SIZE * SIZE));
    const files = task.weightFiles(whole);
    expect([...files.keys()]).toEqual(['generator.safetensors', 'srf-estimator.safetensors']);
    const { metadata, tensors } = readSafetensors(files.get('generator.safetensors') ?? new Uint8Array());
    expect(metadata).toMatchObject({ network: 'generator', growth: '3', basis: 'canonical', step: '4' });
    const declared = generatorParameters(settings).map(({ name }) => name);
    expect([...tensors.keys()].sort()).toEqual(declared.sort());
  });

  it('learns to agree with the photos', async () => {
    const alone = {
      ...settings,
      weights: { ...PAPER_WEIGHTS, adversarial: 0, semantic: 0, smoothness: 0 },
      rates: { ...PAPER_RATES, generator: 3e-3 },
    };
    const errors: number[] = [];
    await train(unsupervisedTask({ ...learning, settings: alone, steps: 60 }), runtime, {
      reportEvery: 20,
      onProgress: ({ figures }) => void errors.push(figures['backProjection']),
    });
    expect(errors[2]).toBeLessThan(0.5 * errors[0]);
  });

  it.each([
    ['one-centred', 'camera'],
    ['zero-centred', 'canonical'],
  ] as const)('takes a %s penalty, in the basis of the %s', async (penalty, basis) => {
    const chosen = { ...settings, penalty, basis, clipping: false, exposure: 'as-is' } as const;
    const seen: Record<string, number>[] = [];
    await train(unsupervisedTask({ ...learning, settings: chosen, steps: 1 }), runtime, {
      reportEvery: 1,
      onProgress: ({ figures }) => void seen.push(figures),
    });
    expect(seen[0]['penalty']).toBeGreaterThan(0);
    expect(seen[0]['adversarialNorm']).toBe(seen[0]['adversarialClippedNorm']);
  });

  it('tells a run whose cubes have lost their photos from one that has not', () => {
    const { collapsed } = unsupervisedTask(learning);
    const lost = { backProjection: 0.3, pictureSquare: 0.2 };
    expect(collapsed?.(lost, 2000)).toMatch(/no better than darkness/);
    expect(collapsed?.(lost, 100)).toBeUndefined();
    expect(collapsed?.({ ...lost, backProjection: 0.01 }, 2000)).toBeUndefined();
    const free = { ...settings, weights: { ...PAPER_WEIGHTS, backProjection: 0 } };
    expect(unsupervisedTask({ ...learning, settings: free }).collapsed?.(lost, 2000)).toBeUndefined();
  });

  it('refuses a parser of other classes', async () => {
    const wrong = { ...learning, parser: { model: parser, classes: CLASSES + 1 } };
    await expect(train(unsupervisedTask(wrong), runtime)).rejects.toThrow(TrainingError);
  });
});

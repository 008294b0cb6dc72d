/** AGD-Net's recipes on a small network: it learns a patch by heart, the rank loss does its part, and runs go on. */
import { describe, expect, it } from 'vitest';
import { catalogueCamera } from '../../camera/catalogue.ts';
import { radianceResponse } from '../../camera/effective-response.ts';
import { CubeError, createCube } from '../../cube/spectral-cube.ts';
import type { PatchSource } from '../../datasets/mosaic-sampler.ts';
import { ConditionSampler } from '../../datasets/viewing-conditions.ts';
import { constant, emitOnnx, input } from '../../graph/index.ts';
import { agdNet, agdNetParameters } from '../../networks/agd-net.ts';
import { lookupDeclared, NetworkError } from '../../networks/parameters.ts';
import { readSafetensors } from '../../networks/safetensors.ts';
import { Random } from '../../random.ts';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../checkpoint.ts';
import { rankLoss } from '../rank-loss.ts';
import { train, TrainingError, type TrainingTask } from '../trainer.ts';
import { agdNetTask } from './agd-net.ts';
import { AGD_NET_CHOICES, rankTerm } from './agd-net-choices.ts';
import { publishedAgdNetTask } from './agd-net-published.ts';
import { RECIPES } from './index.ts';

const SIZE = 48;
const PIXELS = SIZE * SIZE;
const runtime = await nodeRuntime({ threads: 1 });
const camera = catalogueCamera('Nikon D700');
const response = radianceResponse(camera);

/** Grey with a faint texture of eight colours: singular values that the absolute error hardly sees. */
const patch = ((): Float32Array => {
  const random = new Random(1);
  const data = new Float32Array(31 * PIXELS).fill(0.3);
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    for (let k = 0; k < 8; k++) {
      const share = 0.003 * random.normal();
      for (let band = 0; band < 31; band++) {
        data[band * PIXELS + pixel] += share * Math.cos((Math.PI * k * (band + 0.5)) / 31);
      }
    }
  }
  return data;
})();
const patches: PatchSource = {
  bands: 31,
  draw: () => ({ data: patch.slice(), mask: new Uint8Array(PIXELS).fill(1) }),
};
const conditions = new ConditionSampler({
  wavelengths: VISIBLE_31,
  cameras: [camera],
  lights: [],
  shares: { developed: 0, whiteBalanced: 0.5, plain: 0, radiance: 0.5 },
});

const choices = { ...AGD_NET_CHOICES, stages: 2 };
const common = { patches, growth: 4, batch: 1, size: SIZE, steps: 110 };
const published = { ...common, response, projection: 'learned', choices } as const;
const conditioned = { ...common, conditions, choices, exposure: [0.5, 2] as const };

/** Figures of the first and of the last ten steps, and the last checkpoint. */
async function trained(task: TrainingTask) {
  const figures: Readonly<Record<string, number>>[] = [];
  const checkpoint = await train(task, runtime, {
    seed: 2,
    reportEvery: 10,
    onProgress: (progress) => void figures.push(progress.figures),
  });
  return { first: figures[0], last: figures[figures.length - 1], checkpoint };
}

/** The loss of the first step, before anything was learnt. */
async function firstLoss(task: TrainingTask): Promise<number> {
  const learner = await task.open(runtime);
  const random = new Random(5);
  const { figures } = await learner.learn(task.begin(random), 1, random);
  await learner.release();
  return figures['loss'];
}

const weightsOf = (task: TrainingTask, checkpoint: Checkpoint) =>
  readSafetensors(task.weightFiles(checkpoint).get('weights.safetensors') ?? new Uint8Array());

/** Relative error of the singular values, without a mask above, of what the published network makes of the patch. */
async function rankError(task: TrainingTask, checkpoint: Checkpoint): Promise<number> {
  const options = { bands: 31, growth: 4, stages: 2, projection: 'learned' } as const;
  const parameter = lookupDeclared(agdNetParameters(options));
  const { cube } = agdNet(input('rgb', [1, 3, SIZE, SIZE]), constant(0), parameter, options);
  const { tensors } = weightsOf(task, checkpoint);
  const weights = new Map([...tensors].map(([name, { data }]) => [name, data]));
  const session = await runtime.createSession(emitOnnx({ cube }, { weights }));
  const made = await session.run({ rgb: { data: response.project(patch), shape: [1, 3, SIZE, SIZE] } });
  await session.release();
  return rankLoss(made['cube'], { data: patch, shape: [1, 31, SIZE, SIZE] }, { largest: 1e9 }).value;
}

describe('AGD-Net as published', () => {
  it('learns a patch by heart; with the rank loss its singular values come nearer to the truth', async () => {
    const plain = publishedAgdNetTask({ ...published, choices: { ...choices, rankWeight: 0 } });
    const heavy = publishedAgdNetTask({ ...published, choices: { ...choices, rankWeight: 30 } });
    const [without, ranked] = [await trained(plain), await trained(heavy)];
    for (const { first, last } of [without, ranked]) {
      expect(last['loss']).toBeLessThan(0.15 * first['loss']);
    }
    expect(Object.keys(without.last)).toEqual(['loss', 'rate']);
    expect(Object.keys(ranked.last)).toEqual(['loss', 'rank', 'rate']);
    expect(ranked.last['rank']).toBeLessThan(0.7 * ranked.first['rank']);
    const error = await rankError(plain, without.checkpoint);
    expect(await rankError(heavy, ranked.checkpoint)).toBeLessThan(0.95 * error);
  });

  it('says in its weights what it is', async () => {
    const task = publishedAgdNetTask({ ...published, steps: 1 });
    const { metadata, tensors } = weightsOf(task, await train(task, runtime));
    expect(metadata).toMatchObject({
      network: 'agd-net',
      stages: '2',
      growth: '4',
      projection: 'learned',
      basis: 'camera',
      camera: 'Nikon D700',
      recipe: 'agd-net-published',
    });
    expect(tensors.get('degradation.conv.weight')?.shape).toEqual([3, 31, 3, 3]);
  });
});

describe('AGD-Net for any camera', () => {
  it('learns a patch by heart, and says in its weights what it is', async () => {
    const task = agdNetTask(conditioned);
    const { first, last, checkpoint } = await trained(task);
    expect(last['loss']).toBeLessThan(0.3 * first['loss']);
    const { metadata, tensors } = weightsOf(task, checkpoint);
    expect(metadata).toMatchObject({
      network: 'agd-net',
      stages: '2',
      growth: '4',
      projection: 'known',
      basis: 'canonical',
    });
    expect(tensors.has('degradation.conv.weight')).toBe(false);
  });
});

describe('a run that goes on from weights', () => {
  it('begins where they are, and says what does not fit', async () => {
    const { checkpoint, first: drawn } = await trained(agdNetTask(conditioned));
    const { tensors } = weightsOf(agdNetTask(conditioned), checkpoint);
    const start = new Map([...tensors].map(([name, { data }]) => [name, data]));
    const further = await trained(agdNetTask({ ...conditioned, steps: 10, start }));
    expect(further.first['loss']).toBeLessThan(0.5 * drawn['loss']);
    expect(() => agdNetTask({ ...conditioned, growth: 5, start })).toThrow(NetworkError);
  });
});

describe('both recipes', () => {
  const small = { batch: 4, steps: 2, growth: 2, choices: { ...choices, stages: 1 } };

  it('count the logarithmic error of bands where it has a weight', async () => {
    for (const make of [
      (bandWeight: number) =>
        publishedAgdNetTask({ ...published, ...small, choices: { ...small.choices, bandWeight } }),
      (bandWeight: number) =>
        agdNetTask({ ...conditioned, ...small, choices: { ...small.choices, bandWeight } }),
    ]) {
      const losses: number[] = [];
      for (const weight of [0, 1, 2]) losses.push(await firstLoss(make(weight)));
      expect(losses[1]).not.toBeCloseTo(losses[0], 2);
      expect(losses[2] - losses[1]).toBeCloseTo(losses[1] - losses[0], 4);
    }
  });

  it.each([
    ['published', () => publishedAgdNetTask({ ...published, ...small })],
    ['any camera', () => agdNetTask({ ...conditioned, ...small })],
  ])('%s: go on after an interruption, to the bit', async (_name, make) => {
    const task = make();
    const whole = await train(task, runtime, { seed: 3 });
    const controller = new AbortController();
    let saved: Uint8Array | undefined;
    await train(task, runtime, {
      seed: 3,
      signal: controller.signal,
      reportEvery: 1,
      onProgress: ({ step }) => {
        if (step === 1) controller.abort();
      },
      onCheckpoint: (checkpoint) => {
        saved = encodeCheckpoint(checkpoint);
      },
    });
    const checkpoint = decodeCheckpoint(saved ?? new Uint8Array(), task.recipe, task.lengths);
    expect(checkpoint.step).toBe(1);
    const resumed = await train(task, runtime, { seed: 99, checkpoint });
    expect(Object.keys(resumed.state)).toEqual(Object.keys(task.lengths));
    for (const [name, values] of Object.entries(whole.state)) {
      expect([...resumed.state[name]], name).toEqual([...values]);
    }
  });

  it('weigh the rank loss as the paper does, whatever the batch', () => {
    expect(rankTerm(AGD_NET_CHOICES, 8, 128)).toEqual({
      weight: 1,
      form: 'intended',
      smallest: 1e-3,
      largest: 1,
    });
    expect(rankTerm(AGD_NET_CHOICES, 4, 64).weight).toBe(288 / 16);
    for (const rankWeight of [-1, Number.NaN]) {
      expect(() => rankTerm({ ...AGD_NET_CHOICES, rankWeight }, 8, 128)).toThrow(/at least 0, found/);
    }
    expect(rankTerm(AGD_NET_CHOICES, 8, 128, 7)).toMatchObject({ smallest: 7e-3, largest: 7 });
  });

  it('refuse patches smaller than those of the rank loss, unless it has no weight', () => {
    const narrow = { ...conditioned, size: 32 };
    expect(() => agdNetTask(narrow)).toThrow(TrainingError);
    expect(() => publishedAgdNetTask({ ...published, size: 32 })).toThrow(/48 x 48 .* found 32 x 32/);
    expect(() => agdNetTask({ ...narrow, choices: { ...choices, rankWeight: 0 } })).not.toThrow();
  });

  it.each(['agd-net', 'agd-net-published'])('are there by name: %s', (name) => {
    const recipe = RECIPES.get(name);
    if (recipe?.kind !== 'paired') throw new CubeError(`expected the recipe ${name}`);
    const cube = createCube(
      { bands: 31, width: 64, height: 64, wavelengths: VISIBLE_31, metadata: { quantity: 'reflectance' } },
      new Float32Array(31 * 4096).fill(0.3),
    );
    const scenes = [{ cube, mask: new Uint8Array(4096).fill(1) }];
    const sources = { scenes, cameras: [camera], lights: [], reflectances: [] };
    const task = recipe.build(sources, { ...recipe.defaults, agdNet: choices });
    expect(task.recipe).toBe(name);
    const known = 43_307 + 42_749; // first stage, with biases, and another one
    expect(task.lengths['parameters']).toBe(name === 'agd-net' ? known : known + 837);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { radianceResponse } from '../../camera/effective-response.ts';
import { catalogueCamera } from '../../camera/catalogue.ts';
import { createCube } from '../../cube/spectral-cube.ts';
import { DEEP_BASIS_DEFAULTS } from '../../networks/deep-basis.ts';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { type ComparedMethod, methodsByName, type TrainedChoice } from '../comparison/methods.ts';
import type { TrainingBudget } from '../comparison/training-plan.ts';
import type { KnownScene } from '../validation/scenes.ts';
import { compareMethods } from './compare.ts';
import type { CompareQuestion, MethodResult } from './compare-question.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-compare-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const runtime = await nodeRuntime({ threads: 1 });
const SIDE = 32;

function scene(name: string, phase: number): KnownScene {
  const data = Float32Array.from({ length: 31 * SIDE * SIDE }, (_, index) => {
    const [band, pixel] = [Math.floor(index / SIDE ** 2), index % SIDE ** 2];
    return (
      0.3 + 0.2 * Math.sin(phase + band / 6 + (pixel % SIDE) / 5) * Math.cos(Math.floor(pixel / SIDE) / 7)
    );
  });
  const header = {
    bands: 31,
    width: SIDE,
    height: SIDE,
    wavelengths: VISIBLE_31,
    metadata: { quantity: 'reflectance' },
  } as const;
  return { name, cube: createCube(header, data), unsaturated: new Uint8Array(SIDE ** 2).fill(1) };
}

const sized = (widths: readonly number[]): TrainedChoice['network'] => ({
  name: 'deep-basis',
  options: { ...DEEP_BASIS_DEFAULTS, functions: 3, widths, convolutions: 1 },
});
const tiny: TrainedChoice = {
  kind: 'trained',
  name: 'tiny',
  title: 'tiny network',
  network: sized([8, 8]),
  reduced: { network: sized([4]), about: 'width 4 in place of 8, 8' },
  published: 'somehow',
};

const budget: TrainingBudget = {
  extent: { patches: 12 },
  batch: 2,
  patch: 16,
  seed: 5,
  width: 'full',
  loss: 'published',
};

function question(name: string, change: Partial<CompareQuestion> = {}): CompareQuestion {
  return {
    recipe: 'test',
    methods: [tiny],
    data: {
      training: [scene('a', 0), scene('b', 1)],
      validation: [scene('c', 2), scene('d', 3)],
      response: radianceResponse(catalogueCamera('Nikon D700')),
      measured: false,
    },
    folder: join(folder, name),
    budget,
    pixels: [{ scene: 'd', x: 3, y: 4 }],
    runtime,
    ...change,
  };
}

async function results(asked: CompareQuestion): Promise<readonly MethodResult[]> {
  const found = await compareMethods(asked);
  if ('stoppedIn' in found) throw new Error(`stopped in ${found.stoppedIn.name}`);
  return found;
}

const psnrs = ([{ row }]: readonly MethodResult[]): number[] =>
  row.scenes.map(({ figures }) => figures['psnr']);

describe('a comparison', () => {
  it('goes on where it was stopped as if it had never been', async () => {
    const whole = await results(question('whole'));
    const controller = new AbortController();
    let steps = 0;
    const stopped = await compareMethods(
      question('halves', {
        signal: controller.signal,
        onProgress: ({ training }) => {
          if (training?.step === 3) controller.abort();
        },
      }),
    );
    expect(stopped).toEqual({ stoppedIn: tiny });
    const again = question('halves', {
      onProgress: ({ training }) => {
        if (training !== undefined) steps++;
      },
    });
    const resumed = await results(again);
    expect(steps).toBe(3);
    expect(psnrs(resumed)).toEqual(psnrs(whole));
    expect(resumed[0].looks).toEqual(whole[0].looks);
    expect(resumed[0].row.training).toMatchObject({ steps: 6, patches: 12, passes: (12 * 256) / 2048 });

    // Done: nothing is trained, not even for pixels that were not asked for before.
    const pixels = [{ scene: 'c', x: 0, y: 1 }];
    const elsewhere = await results({ ...again, pixels });
    expect(steps).toBe(3);
    expect(psnrs(elsewhere)).toEqual(psnrs(whole));
    expect(elsewhere[0].looks.map(({ spectra }) => spectra.length)).toEqual([1, 0]);
  });

  it('reduces what is asked to be, and refuses a folder of another budget', async () => {
    const [{ row: whole }] = await results(question('width'));
    const reduced = { ...budget, width: 'reduced' } as const;
    await expect(results(question('width', { budget: reduced }))).rejects.toThrow(/expected a row of budget/);
    const [{ row }] = await results(question('narrow', { budget: reduced }));
    expect(row.title).toBe('tiny network, reduced');
    expect(row.training?.reduced).toBe('width 4 in place of 8, 8');
    expect(row.about).toContain('reduced, width 4 in place of 8, 8: as asked');
    expect(row.parameters).toBeLessThan(whole.parameters);
    expect(whole.training?.reduced).toBeUndefined();
  });

  it('scores methods that do not learn under the budget beside them', async () => {
    const methods: ComparedMethod[] = methodsByName([
      'interpolation',
      'linear-regression',
      'generator',
      'generator-consistent',
    ]);
    const found = await results(question('others', { methods }));
    expect(found.map(({ row }) => row.kind)).toEqual(['classical', 'classical', 'shipped', 'shipped']);
    expect(found.map(({ row }) => row.parameters)).toEqual([0, 93, 170_996, 170_996]);
    const back = found.map(({ row }) => row.figures['back-projection']);
    expect(back[3]).toBeLessThan(1e-5); // made to agree with the picture
    expect(back[2]).toBeGreaterThan(1e-4);
    for (const { looks } of found) expect(looks[1].spectra[0]).toHaveLength(31);
  });
});

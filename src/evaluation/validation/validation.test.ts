/** The validation benchmarks on small made-up scenes, with a generator that was never trained. */
import { beforeAll, describe, expect, it } from 'vitest';
import { catalogueCamera } from '../../camera/catalogue.ts';
import { developedSrgbResponse, radianceResponse } from '../../camera/effective-response.ts';
import { createCube } from '../../cube/spectral-cube.ts';
import { generatorNetwork, generatorParameters } from '../../networks/generator.ts';
import { initialWeights } from '../../networks/parameters.ts';
import { Random } from '../../random.ts';
import type { ReconstructionModel } from '../../reconstruction/model.ts';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { validateOnCamera, type ValidationRow } from './camera-validation.ts';
import { interpolationMethods } from './classical-methods.ts';
import { validateConditions } from './condition-validation.ts';
import { type KnownScene, knownCaveScene } from './scenes.ts';

const SIDE = 12;
const camera = radianceResponse(catalogueCamera('Nikon D700'));
const network = { bands: 31, growth: 4 };

/** Smooth spectra from three bumps, so that three numbers tell them; one pixel is saturated. */
function scene(name: string, seed: number): KnownScene {
  const random = new Random(seed);
  const data = new Float32Array(31 * SIDE * SIDE);
  for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
    const level = pixel < SIDE ? 0.01 : 0.3;
    const amounts = [1, 2, 3].map(() => level * random.uniform(0.2, 1));
    VISIBLE_31.forEach((wavelength, band) => {
      const bumps = [450, 540, 610].map((centre) => Math.exp(-(((wavelength - centre) / 60) ** 2)));
      data[band * SIDE * SIDE + pixel] = bumps.reduce(
        (sum, bump, index) => sum + bump * amounts[index],
        0.001,
      );
    });
  }
  data[20 * SIDE * SIDE + 50] = 1;
  const header = { bands: 31, width: SIDE, height: SIDE, wavelengths: VISIBLE_31 };
  return knownCaveScene(name, createCube({ ...header, metadata: { quantity: 'reflectance' } }, data));
}

let runtime: Runtime;
let model: ReconstructionModel;
const validation = [scene('one', 3), scene('two', 4)];
beforeAll(async () => {
  runtime = await nodeRuntime({ threads: 1 });
  const random = new Random(5);
  const weights = initialWeights(generatorParameters(network), () => random.uniform());
  model = { name: 'untrained', network: generatorNetwork(network), wavelengths: VISIBLE_31, weights };
});

describe('validation on one camera', () => {
  let rows: ValidationRow[];
  beforeAll(async () => {
    rows = await validateOnCamera({
      training: [scene('a', 1), scene('b', 2)],
      validation,
      response: camera,
      sources: [
        { name: 'true', responseOf: () => camera },
        { name: 'developed', responseOf: async () => developedSrgbResponse(VISIBLE_31) },
      ],
      runtime,
      model,
    });
  });
  const row = (response: string, consistency: string) =>
    rows.find(
      (one) => one.method === 'generator' && one.response === response && one.consistency === consistency,
    );

  it('has a row for every method, response and consistency, with every scene', () => {
    expect(rows.map(({ response }) => response)).toEqual([
      ...['none', 'none'],
      ...Array.from({ length: 5 }, () => 'fitted'),
      ...Array.from({ length: 3 }, () => 'true'),
      ...Array.from({ length: 3 }, () => 'developed'),
    ]);
    for (const { scenes, mean } of rows) {
      expect(scenes.map((one) => one.scene)).toEqual(['one', 'two']);
      expect(mean.all.rmse).toBeCloseTo((scenes[0].all.rmse + scenes[1].all.rmse) / 2, 12);
    }
  });

  it('leaves the saturated pixel out of the second figures', () => {
    const linear = rows.find(({ method }) => method.startsWith('linear'));
    // Three numbers and an almost constant rest: all but the saturated pixel is met nearly exactly.
    expect(linear?.mean.unsaturated.rmse).toBeLessThan(1e-3);
    expect(linear?.mean.all.rmse).toBeGreaterThan(5e-3);
  });

  it('agreement with the picture never harms when the response is true, as a projection cannot', () => {
    for (const index of [0, 1]) {
      const [none, exact, positive] = ['none', 'exact', 'non-negative'].map(
        (consistency) => row('true', consistency)?.scenes[index].all.rmse ?? Number.NaN,
      );
      expect(exact).toBeLessThan(none);
      expect(positive).toBeLessThanOrEqual(exact + 1e-5);
    }
  });

  it('a wrong response gives other figures', () => {
    expect(row('developed', 'exact')?.mean.all.rmse).not.toBeCloseTo(
      row('true', 'exact')?.mean.all.rmse ?? 0,
      5,
    );
  });

  it('stops when asked to', async () => {
    const options = { training: [scene('a', 1)], validation, response: camera, sources: [], runtime, model };
    await expect(
      validateOnCamera({ ...options, signal: AbortSignal.abort(new Error('enough')) }),
    ).rejects.toThrow('enough');
  });
});

describe('validation under many conditions', () => {
  it('scores each one, in order', async () => {
    const told: string[] = [];
    const rows = await validateConditions({
      validation,
      conditions: [
        { group: 'srgb', response: developedSrgbResponse(VISIBLE_31) },
        { group: 'cameras', response: camera },
        { group: 'exposure', response: camera, exposure: 0.25 },
      ],
      runtime,
      model,
      onProgress: (what) => told.push(what),
    });
    expect(rows.map(({ group, name }) => [group, name])).toEqual([
      ['srgb', 'srgb'],
      ['cameras', 'Nikon D700'],
      ['exposure', 'Nikon D700, exposure 0.25'],
    ]);
    // this network is homogeneous: what it says of a darker picture is darker by the same factor
    expect(rows[2].mean.all.psnrPerBand).toBeCloseTo(rows[1].mean.all.psnrPerBand, 3);
    expect(rows[1].scenes).toHaveLength(2);
    expect(told).toEqual(['1 of 3: srgb', '2 of 3: Nikon D700', '3 of 3: Nikon D700, exposure 0.25']);
  });
});

describe('classical methods', () => {
  it('interpolate between even knots and between the peaks of the response', () => {
    const [even, peaks] = interpolationMethods(camera);
    expect(even.name).toContain('400, 550, 700 nm');
    expect(peaks.name).toMatch(/knots 4\d0, 5\d0, [56]\d0 nm/);
    const grey = { rgb: new Float32Array(3).fill(0.5), width: 1, height: 1 };
    for (const value of peaks.reconstruct(grey)) expect(value).toBeCloseTo(0.5, 6);
  });
});

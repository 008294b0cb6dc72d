import { describe, expect, it } from 'vitest';
import { CameraResponse } from '../camera/camera-response.ts';
import { createCube, CubeError, type SpectralCube } from '../cube/spectral-cube.ts';
import { Random } from '../random.ts';
import { evaluate, type EvaluationScene } from './evaluate.ts';
import { meanFigure } from './evaluation-result.ts';
import { rmse } from './metrics/rmse.ts';
import { iccv2021 } from './protocols/iccv2021.ts';
import { ntire2020 } from './protocols/ntire2020.ts';
import { ntire2022 } from './protocols/ntire2022.ts';

const WIDTH = 40;
const HEIGHT = 20;
const WAVELENGTHS = [400, 500, 600, 700];

function cubeOf(data: Float32Array): SpectralCube {
  return createCube(
    { bands: 4, width: WIDTH, height: HEIGHT, wavelengths: WAVELENGTHS, metadata: { quantity: 'unknown' } },
    data,
  );
}

function truthOf(seed: number): SpectralCube {
  const random = new Random(seed);
  return cubeOf(Float32Array.from({ length: 4 * WIDTH * HEIGHT }, () => random.uniform(0.2, 0.9)));
}

/** A scene whose estimate is a little too bright, the more the larger `error`. */
const scene = (
  name: string,
  error: number,
  change: (data: Float32Array) => void = () => {},
): EvaluationScene => ({
  name,
  truth: async () => truthOf(name.length),
  estimate: async (truth) => {
    const data = truth.data.map((value, index) => value + error * (index % 3));
    change(data);
    return cubeOf(data);
  },
});

describe('evaluate', () => {
  it('gives the figures of each scene in order, their means, and what they depend on', async () => {
    const told: unknown[] = [];
    const evaluation = await evaluate({
      scenes: [scene('one', 0.01), scene('three', 0.02)],
      protocol: iccv2021,
      mask: { litAbove: 0.1 },
      onProgress: (progress) => told.push(progress),
    });
    expect(evaluation.scenes.map(({ name }) => name)).toEqual(['one', 'three']);
    const [one, three] = evaluation.scenes.map(({ figures }) => figures['psnr']);
    expect(one - three).toBeCloseTo(20 * Math.log10(2), 3);
    expect(evaluation.means['psnr']).toEqual({
      mean: (one + three) / 2,
      scenes: 2,
      infinite: 0,
      undefined: 0,
    });
    expect(evaluation.settings.slice(0, iccv2021.settings.length)).toEqual(iccv2021.settings);
    expect(evaluation.settings.at(-1)?.name).toBe('mask: lit pixels');
    expect(evaluation.protocol.name).toBe('iccv2021');
    expect(told).toEqual([
      { done: 1, total: 2, scene: 'one' },
      { done: 2, total: 2, scene: 'three' },
    ]);
  });

  it('finds the worst scene by the ranking metric, and its worst pixels with their spectra', async () => {
    // Column 33, row 7: the opposite spectrum. Beside it one that is bad too, and another far away.
    const spoil = (data: Float32Array): void => {
      for (const [pixel, bands] of [
        [7 * WIDTH + 33, 4],
        [7 * WIDTH + 34, 3],
        [2 * WIDTH + 1, 3],
      ]) {
        for (let band = 0; band < bands; band++) data[band * WIDTH * HEIGHT + pixel] *= -1;
      }
    };
    const { worst, scenes } = await evaluate({
      scenes: [scene('one', 0.01), scene('three', 0.01, spoil), scene('fours', 0.02)],
      protocol: iccv2021,
      worstPixels: 2,
    });
    expect(worst?.name).toBe('three');
    expect(worst?.metric).toBe('psnr');
    expect(worst?.value).toBe(Math.min(...scenes.map(({ figures }) => figures['psnr'])));
    expect(worst?.wavelengths).toEqual(WAVELENGTHS);
    expect(worst?.pixels.map(({ x, y }) => [x, y])).toEqual([
      [33, 7],
      [1, 2],
    ]);
    const truth = truthOf(5);
    const pixel = worst?.pixels[0];
    const at = (band: number): number => truth.data[band * WIDTH * HEIGHT + 7 * WIDTH + 33];
    expect([...(pixel?.truth ?? [])]).toEqual([0, 1, 2, 3].map(at));
    expect(pixel?.estimate[3]).toBeLessThan(0);
    expect(pixel?.spectralAngle).toBe(worst?.maps.spectralAngle[7 * WIDTH + 33]);
    expect(pixel?.spectralAngle).toBeGreaterThan(175);
  });

  it('takes a larger MRAE for worse, and passes the response on', async () => {
    const response = new CameraResponse([0, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 0], WAVELENGTHS, {
      name: 'simple',
      quantity: 'radiance',
      assumption: '',
    });
    const { worst, settings, means } = await evaluate({
      scenes: [scene('one', 0.01), scene('three', 0.02), scene('fours', 0.005)],
      protocol: ntire2020,
      response,
    });
    expect(worst?.name).toBe('three');
    expect(settings.at(-1)).toEqual({ name: 'response of the back-projection', value: 'simple' });
    expect(means['back-projection-mrae'].scenes).toBe(3);
    const without = await evaluate({ scenes: [scene('one', 0.01)], protocol: ntire2020 });
    expect(without.settings.at(-1)).toEqual({ name: 'response of the back-projection', value: 'none given' });
    expect(without.means['back-projection-mrae'].undefined).toBe(1);
    const blind = await evaluate({ scenes: [scene('one', 0.01)], protocol: iccv2021, response });
    expect(blind.settings.at(-1)).toEqual({ name: 'mask', value: 'none' });
  });

  it('takes worst pixels among the lit ones', async () => {
    const dark: EvaluationScene = {
      name: 'dark',
      truth: async () => {
        const truth = truthOf(1);
        for (let band = 0; band < 4; band++) truth.data[band * WIDTH * HEIGHT] = 0.001 * (band + 1);
        return truth;
      },
      estimate: async (truth) => {
        const data = truth.data.map((value, index) => value + 0.01 * (index % 3));
        data[0] = 0.5; // the dark pixel, far off in angle
        return cubeOf(data);
      },
    };
    const { worst } = await evaluate({ scenes: [dark], protocol: iccv2021 });
    expect(worst?.pixels.length).toBeGreaterThan(0);
    expect(worst?.pixels.some(({ x, y }) => x === 0 && y === 0)).toBe(false);
    expect(worst?.maps.spectralAngle[0]).toBeGreaterThan(worst?.pixels[0].spectralAngle ?? 90);
  });

  it('lists what fails with its reason, and goes on', async () => {
    const broken = (name: string, error: unknown): EvaluationScene => ({
      ...scene(name, 0),
      truth: () => Promise.reject(error),
    });
    const evaluation = await evaluate({
      scenes: [
        broken('unreadable', new CubeError('expected 5, found 4', { hint: 'look' })),
        scene('one', 0.01),
        broken('odd', new TypeError('no')),
        broken('odder', 'just text'),
        scene('nan', 0.01, (data) => data.fill(Number.NaN)),
      ],
      protocol: iccv2021,
    });
    expect(evaluation.scenes.map(({ name }) => name)).toEqual(['one']);
    expect(evaluation.failures).toEqual([
      { name: 'unreadable', tag: 'CubeError', message: 'expected 5, found 4', hint: 'look' },
      { name: 'odd', tag: 'TypeError', message: 'no', hint: '' },
      { name: 'odder', tag: 'unknown', message: 'just text', hint: '' },
      {
        name: 'nan',
        tag: 'EvaluationError',
        message: expect.stringContaining('found 3200 that are infinite or not a number'),
        hint: 'mask these pixels',
      },
    ]);
    expect(evaluation.means['psnr'].scenes).toBe(1);
  });

  it('answers with failures alone if no scene can be scored, and refuses an empty list', async () => {
    const evaluation = await evaluate({ scenes: [scene('one', 0.01)], protocol: ntire2022 });
    expect(evaluation.failures[0].message).toContain('more than 256 x 256 pixels');
    expect(evaluation.worst).toBeUndefined();
    expect(evaluation.means['psnr']).toEqual({ mean: Number.NaN, scenes: 0, infinite: 0, undefined: 0 });
    await expect(evaluate({ scenes: [], protocol: iccv2021 })).rejects.toThrow(
      /one scene to score, found none/,
    );
  });

  it('remarks on another scale and does not rescale', async () => {
    const times = (data: Float32Array): void => {
      for (let index = 0; index < data.length; index++) data[index] *= 4095;
    };
    const { scenes } = await evaluate({ scenes: [scene('raw', 0, times)], protocol: iccv2021 });
    expect(scenes[0].notes[0]).toContain('0..4095 (12 bits)');
    const truth = truthOf(3).data;
    const expected = rmse({ truth, estimate: truth.map((value) => value * 4095), bands: 4 });
    expect(scenes[0].figures['psnr']).toBeCloseTo(-20 * Math.log10(expected), 0);
  });

  it('holds one scene at a time, in order, from a stream too', async () => {
    const events: string[] = [];
    async function* stream(): AsyncGenerator<EvaluationScene> {
      for (const name of ['a', 'b']) {
        events.push(`${name} asked`);
        const one = scene(name, 0.01);
        yield {
          name,
          truth: () => {
            events.push(`${name} truth`);
            return one.truth();
          },
          estimate: (truth) => {
            events.push(`${name} estimate`);
            return one.estimate(truth);
          },
        };
      }
    }
    const onProgress = ({ scene: name, total }: { scene: string; total: number | undefined }) =>
      events.push(`${name} done of ${total}`);
    await evaluate({ scenes: stream(), total: 2, protocol: iccv2021, onProgress });
    expect(events).toEqual(
      ['a', 'b'].flatMap((name) => [
        `${name} asked`,
        `${name} truth`,
        `${name} estimate`,
        `${name} done of 2`,
      ]),
    );
  });

  it('stops when asked to, also within a scene', async () => {
    const controller = new AbortController();
    const scenes = [
      scene('one', 0.01),
      { ...scene('two', 0.01), truth: () => Promise.reject(controller.abort(new Error('enough'))) },
      scene('three', 0.01),
    ];
    const told: string[] = [];
    await expect(
      evaluate({
        scenes,
        protocol: iccv2021,
        signal: controller.signal,
        onProgress: ({ scene: name }) => told.push(name),
      }),
    ).rejects.toThrow('enough');
    expect(told).toEqual(['one']);
  });
});

describe('the mean of a figure', () => {
  it('is over finite values, and counts the others', () => {
    const scenes = [1, Number.POSITIVE_INFINITY, 3, Number.NaN].map((psnr) => ({ figures: { psnr } }));
    expect(meanFigure(scenes, 'psnr')).toEqual({ mean: 2, scenes: 2, infinite: 1, undefined: 1 });
    expect(meanFigure(scenes, 'sam')).toEqual({ mean: Number.NaN, scenes: 0, infinite: 0, undefined: 4 });
  });
});

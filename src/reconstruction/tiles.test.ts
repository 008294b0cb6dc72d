/** Tiling: every pixel once, halos respected, and tiles equal to the whole picture. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { developedSrgbResponse } from '../camera/effective-response.ts';
import {
  GENERATOR_DEFAULTS,
  GENERATOR_HALO,
  generatorNetwork,
  generatorParameters,
} from '../networks/generator.ts';
import { initialWeights } from '../networks/parameters.ts';
import { Random } from '../random.ts';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import type { ReconstructionModel } from './model.ts';
import { memoryPicture } from './linear-picture.ts';
import { reconstructWhole } from './reconstruct.ts';
import { fitTile, planTiles, TileError } from './tiles.ts';

function randomModel(seed: number): ReconstructionModel {
  const random = new Random(seed);
  const weights = initialWeights(generatorParameters(GENERATOR_DEFAULTS), () => random.uniform());
  return { name: 'random', network: generatorNetwork(), wavelengths: VISIBLE_31, weights };
}

describe('planTiles', () => {
  it('keeps every pixel exactly once and has a full halo or the border on each side', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 50, max: 300 }), (size, tile) => {
        let next = 0;
        for (const span of planTiles(size, tile, GENERATOR_HALO)) {
          expect(span.keepStart).toBe(next);
          expect(span.keepEnd).toBeGreaterThan(span.keepStart);
          expect(span.length).toBe(Math.min(size, tile));
          expect(span.start >= 0 && span.start + span.length <= size).toBe(true);
          if (span.start > 0) expect(span.keepStart - span.start).toBeGreaterThanOrEqual(GENERATOR_HALO);
          const end = span.start + span.length;
          if (end < size) expect(end - span.keepEnd).toBeGreaterThanOrEqual(GENERATOR_HALO);
          next = span.keepEnd;
        }
        expect(next).toBe(size);
      }),
    );
  });

  it('refuses a tile that is all halo', () => {
    expect(() => planTiles(100, 2 * GENERATOR_HALO, GENERATOR_HALO)).toThrow(TileError);
  });
});

describe('tiles of the generator', () => {
  it('equal the whole picture to 1e-5 on a size that is no multiple of the tile', async () => {
    const [width, height] = [131, 109];
    const random = new Random(5);
    const rgb = Float32Array.from({ length: 3 * width * height }, () => random.uniform());
    const runtime = await nodeRuntime({ threads: 1 });
    const options = { runtime, model: randomModel(3), response: developedSrgbResponse(VISIBLE_31) };
    const picture = memoryPicture(rgb, width, height);
    const whole = await reconstructWhole(picture, {
      ...options,
      way: { steps: 'whole', tile: 512 },
      consistency: 'none',
    });
    const tiled = await reconstructWhole(picture, {
      ...options,
      way: { steps: 'whole', tile: 64 },
      consistency: 'none',
    });
    expect(whole.summary.tiles).toBe(1);
    expect(tiled.summary.tiles).toBeGreaterThan(10);
    const scale = whole.cube.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    let difference = 0;
    for (let index = 0; index < whole.cube.length; index++) {
      difference = Math.max(difference, Math.abs(whole.cube[index] - tiled.cube[index]));
    }
    expect(difference / scale).toBeLessThan(1e-5);
  });

  it('are homogeneous: twice the light gives twice the spectra', async () => {
    const random = new Random(6);
    const rgb = Float32Array.from({ length: 3 * 40 * 40 }, () => random.uniform(0, 0.4));
    const runtime = await nodeRuntime({ threads: 1 });
    const options = {
      runtime,
      model: randomModel(4),
      response: developedSrgbResponse(VISIBLE_31),
      consistency: 'none',
    } as const;
    const once = await reconstructWhole(memoryPicture(rgb, 40, 40), options);
    const twice = await reconstructWhole(
      memoryPicture(
        rgb.map((value) => 2 * value),
        40,
        40,
      ),
      options,
    );
    once.cube.forEach((value, index) => {
      expect(Math.abs(twice.cube[index] - 2 * value)).toBeLessThan(1e-5);
    });
  });
});

describe('fitTile', () => {
  it('gives tiles that cover the size in as many as it says, hardly larger than wanted', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 64, max: 256 }),
        fc.integer({ min: 1, max: 16 }),
        (size, largest, shares) => {
          const halo = 6;
          const side = fitTile(size, largest, halo, shares);
          expect(side).toBeLessThanOrEqual(Math.ceil(1.1 * largest));
          const spans = planTiles(size, side, halo);
          expect(spans[spans.length - 1].keepEnd).toBe(size);
          if (size > 200 * shares) expect(spans.length % shares).toBe(0);
        },
      ),
    );
  });

  it('takes one tile for what fits, and few rather than small ones', () => {
    expect(fitTile(100, 128, 6)).toBe(100);
    expect(fitTile(256, 128, 6)).toBe(134);
    expect(fitTile(256, 128, 6, 2)).toBe(134);
    expect(fitTile(100, 128, 6, 2)).toBe(56);
    expect(fitTile(30, 128, 6, 4)).toBe(30); // four tiles would be all halo
    expect(() => fitTile(100, 12, 6)).toThrow(TileError);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from './cube-source.ts';
import { regionStatistics } from './region-statistics.ts';
import { rowBlocks } from './row-blocks.ts';
import { createCube } from './spectral-cube.ts';

function cubeOf(bands: number, height: number, width: number, value: (index: number) => number) {
  const wavelengths = Array.from({ length: bands }, (_, band) => 400 + 10 * band);
  const data = Float32Array.from({ length: bands * height * width }, (_, index) => value(index));
  return createCube({ bands, height, width, wavelengths, metadata: { quantity: 'unknown' } }, data);
}

describe('rowBlocks', () => {
  it('gives every row of the window once, in order, and keeps to the limit', async () => {
    const source = memorySource(cubeOf(2, 7, 3, (index) => index));
    const window = { x: 1, y: 2, width: 2, height: 5 };
    const found: number[] = [];
    let next = 0;
    for await (const block of rowBlocks(source, { window, blockBytes: 2 * 2 * 2 * 4 })) {
      expect(block.y).toBe(next);
      expect(block.rows).toBeLessThanOrEqual(2);
      expect(block.data.length).toBe(2 * block.rows * 2);
      found.push(...block.data.subarray(0, block.rows * 2));
      next += block.rows;
    }
    expect(next).toBe(5);
    expect(found).toEqual([7, 8, 10, 11, 13, 14, 16, 17, 19, 20]);
  });

  it('refuses a window that leaves the cube', async () => {
    const blocks = rowBlocks(memorySource(cubeOf(1, 2, 2, () => 0)), {
      window: { x: 1, y: 0, width: 2, height: 1 },
    });
    await expect(blocks.next()).rejects.toMatchObject({ _tag: 'CubeError' });
  });
});

describe('regionStatistics', () => {
  it('gives mean, sample standard deviation and range, whatever the size of the blocks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 400 }),
        fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 54, maxLength: 54 }),
        async (height, width, blockBytes, values) => {
          const cube = cubeOf(1, height, width, (index) => 1000 + values[index]);
          const samples = [...cube.data];
          const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length;
          const squares = samples.reduce((sum, value) => sum + (value - mean) ** 2, 0);
          const { bands, pixels } = await regionStatistics(memorySource(cube), { blockBytes });
          expect(pixels).toBe(height * width);
          expect(bands[0].mean).toBeCloseTo(mean, 9);
          expect(bands[0].standardDeviation).toBeCloseTo(
            Math.sqrt(squares / Math.max(1, samples.length - 1)),
            8,
          );
          expect([bands[0].minimum, bands[0].maximum]).toEqual([Math.min(...samples), Math.max(...samples)]);
        },
      ),
    );
  });

  it('leaves out and counts samples that are not finite', async () => {
    const cube = cubeOf(2, 1, 3, (index) => [1, Number.NaN, 3, Number.NaN, Number.NaN, Infinity][index]);
    const { bands, nonFinite } = await regionStatistics(memorySource(cube));
    expect(nonFinite).toBe(4);
    expect(bands[0]).toMatchObject({ mean: 2, minimum: 1, maximum: 3 });
    expect(bands[1].mean).toBeNaN();
  });
});

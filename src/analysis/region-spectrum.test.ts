import { expect, it } from 'vitest';
import { memorySource } from '../cube/cube-source.ts';
import { createCube } from '../cube/spectral-cube.ts';
import { regionSpectrum } from './region-spectrum.ts';

const cube = createCube(
  { bands: 2, height: 2, width: 3, wavelengths: [500, 600], metadata: { quantity: 'reflectance' } },
  Float32Array.of(1, 2, 3, 4, 5, 6, 0, 10, 30, 0, Number.NaN, 30),
);

it('gives mean and deviation band by band, from memory and from a source', async () => {
  for (const from of [cube, memorySource(cube)]) {
    const { mean, standardDeviation, pixels, nonFinite, wavelengths } = await regionSpectrum(from, {
      x: 1,
      y: 0,
      width: 2,
      height: 2,
    });
    expect({ pixels, nonFinite, wavelengths }).toEqual({ pixels: 4, nonFinite: 1, wavelengths: [500, 600] });
    expect([...mean]).toEqual([4, expect.closeTo(70 / 3, 9)]);
    expect(standardDeviation[0]).toBeCloseTo(Math.sqrt((4 + 1 + 1 + 4) / 3), 9);
    expect(standardDeviation[1]).toBeCloseTo(Math.sqrt(((40 / 3) ** 2 + 2 * (20 / 3) ** 2) / 2), 9);
  }
});

it('has no deviation in one pixel, and refuses what leaves the cube', async () => {
  const { standardDeviation } = await regionSpectrum(cube, { x: 0, y: 0, width: 1, height: 1 });
  expect([...standardDeviation]).toEqual([0, 0]);
  await expect(regionSpectrum(cube, { x: 2, y: 0, width: 2, height: 1 })).rejects.toMatchObject({
    _tag: 'CubeError',
  });
  const signal = AbortSignal.abort();
  await expect(regionSpectrum(cube, { x: 0, y: 0, width: 1, height: 1 }, signal)).rejects.toBeDefined();
});

/** What training draws: patches with their masks, mosaics, and viewing conditions that mean what they say. */
import { describe, expect, it } from 'vitest';
import { catalogueCamera } from '../camera/catalogue.ts';
import { CubeError, createCube, type SpectralCube } from '../cube/spectral-cube.ts';
import { Random } from '../random.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { caveUnsaturated } from './cave.ts';
import { MosaicSampler } from './mosaic-sampler.ts';
import { PatchSampler } from './patch-sampler.ts';
import { type ConditionShares, ConditionSampler } from './viewing-conditions.ts';

/** A scene whose sample tells its place: value = row / 1000 + column / 100000 + 0.1, in every band. */
function placeScene(height: number, width: number): SpectralCube {
  const data = new Float32Array(31 * height * width);
  for (let index = 0; index < data.length; index++) {
    const pixel = index % (height * width);
    data[index] = 0.1 + Math.floor(pixel / width) / 1000 + (pixel % width) / 100_000;
  }
  return createCube(
    { bands: 31, height, width, wavelengths: VISIBLE_31, metadata: { quantity: 'reflectance' } },
    data,
  );
}

const everyPixel = (cube: SpectralCube): Uint8Array => new Uint8Array(cube.height * cube.width).fill(1);

describe('patches', () => {
  it('are squares of the scene in all eight symmetries, with the mask turned alike', () => {
    const cube = placeScene(60, 70);
    const mask = everyPixel(cube).map((_, pixel) => (pixel % 7 === 0 ? 0 : 1));
    const sampler = new PatchSampler([{ cube, mask }], 16);
    const random = new Random(1);
    const seen = new Set<string>();
    for (let draw = 0; draw < 200; draw++) {
      const patch = sampler.draw(random);
      const pixelAt = (index: number): number => {
        const code = Math.round((patch.data[index] - 0.1) * 100_000);
        return Math.floor(code / 100) * cube.width + (code % 100);
      };
      const [first, right, below] = [pixelAt(0), pixelAt(1), pixelAt(16)];
      expect([1, 70]).toContain(Math.abs(right - first));
      expect(Math.abs(right - first) + Math.abs(below - first)).toBe(71);
      seen.add(`${right - first} ${below - first}`);
      expect(patch.mask.every((value, index) => value === mask[pixelAt(index)])).toBe(true);
    }
    expect(seen.size).toBe(8);
  });

  it('come only from places with something in them', () => {
    const cube = placeScene(64, 64);
    cube.data.fill(0);
    for (let band = 0; band < 31; band++) {
      for (let row = 0; row < 24; row++)
        cube.data.fill(0.5, (band * 64 + row) * 64, (band * 64 + row) * 64 + 24);
    }
    const sampler = new PatchSampler([{ cube, mask: everyPixel(cube) }], 16);
    const random = new Random(2);
    for (let draw = 0; draw < 50; draw++) {
      expect(sampler.draw(random).data.some((value) => value > 0)).toBe(true);
    }
    cube.data.fill(0);
    expect(() => new PatchSampler([{ cube, mask: everyPixel(cube) }], 16)).toThrow(CubeError);
  });
});

describe('mosaics', () => {
  it('hold only the given spectra, scaled by shading', () => {
    const cube = placeScene(64, 64);
    const spectra = [
      Float64Array.from(VISIBLE_31, (w) => w / 1000),
      Float64Array.from(VISIBLE_31, (w) => 1 - w / 1000),
    ];
    const sampler = new MosaicSampler(new PatchSampler([{ cube, mask: everyPixel(cube) }], 16), spectra, 1);
    const { data } = sampler.draw(new Random(3));
    const ratios = spectra.map((spectrum) => spectrum[30] / spectrum[0]);
    for (let pixel = 0; pixel < 256; pixel++) {
      const ratio = data[30 * 256 + pixel] / data[pixel];
      expect(ratios.some((wanted) => Math.abs(ratio - wanted) < 1e-4 * wanted)).toBe(true);
      expect(data[pixel]).toBeLessThanOrEqual(1);
    }
  });

  it('are never drawn without spectra', () => {
    const cube = placeScene(32, 32);
    const patches = new PatchSampler([{ cube, mask: everyPixel(cube) }], 16);
    const [plain, mosaic] = [patches, new MosaicSampler(patches, [], 1)].map((source) =>
      source.draw(new Random(4)),
    );
    expect([...mosaic.data]).toEqual([...plain.data]);
  });
});

describe('viewing conditions', () => {
  const cameras = ['Nikon D700', 'Canon 40D'].map((name) => catalogueCamera(name));
  const only = (shares: Partial<ConditionShares>): ConditionSampler =>
    new ConditionSampler({
      wavelengths: VISIBLE_31,
      cameras,
      lights: [],
      shares: { developed: 0, whiteBalanced: 0, plain: 0, radiance: 0, ...shares },
    });

  it('keep white white and say which quantity the cube is', () => {
    const random = new Random(5);
    for (const kind of ['developed', 'whiteBalanced', 'plain', 'radiance'] as const) {
      for (let draw = 0; draw < 20; draw++) {
        const { response, light } = only({ [kind]: 1 }).draw(random);
        for (const sum of response.rowSums()) expect(sum).toBeCloseTo(1, 6);
        expect(response.quantity).toBe(
          kind === 'developed' || kind === 'whiteBalanced' ? 'reflectance' : 'radiance',
        );
        expect(light === undefined).toBe(kind !== 'radiance');
        if (light !== undefined) expect(light.reduce((sum, value) => sum + value, 0) / 31).toBeCloseTo(1, 6);
      }
    }
  });
});

describe('saturation of the CAVE set', () => {
  it('is found at the plateau of each band', () => {
    const cube = placeScene(2, 2);
    cube.data.fill(0.3);
    cube.data[0] = 0.43; // 400 nm
    cube.data[4 + 1] = 0.71; // 410 nm
    cube.data[5 * 4 + 2] = 0.95;
    expect([...caveUnsaturated(cube)]).toEqual([0, 0, 0, 1]);
  });
});

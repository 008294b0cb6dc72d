import { describe, expect, it } from 'vitest';
import { CubeError, createCube } from '../cube/spectral-cube.ts';
import { Random } from '../random.ts';
import { ResizedSampler, sceneInMemory } from './resized-sampler.ts';

const [HEIGHT, WIDTH] = [40, 50];
const header = {
  bands: 2,
  height: HEIGHT,
  width: WIDTH,
  wavelengths: [500, 600],
  metadata: { quantity: 'reflectance' },
} as const;

/** Band 0 tells the row, band 1 the column: resizing keeps what is linear. */
const cube = createCube(
  header,
  Float32Array.from({ length: 2 * HEIGHT * WIDTH }, (_, index) => {
    const pixel = index % (HEIGHT * WIDTH);
    return 1 + (index < HEIGHT * WIDTH ? Math.floor(pixel / WIDTH) : pixel % WIDTH);
  }),
);
const everywhere = new Uint8Array(HEIGHT * WIDTH).fill(1);

describe('resized patches', () => {
  it('keep to the scene, with a factor of its own along each axis', async () => {
    const sampler = new ResizedSampler([sceneInMemory({ cube, mask: everywhere })], {
      size: 8,
      scale: [0.25, 0.8],
    });
    const random = new Random(4);
    const directions = new Set<string>();
    for (let draw = 0; draw < 100; draw++) {
      const { data, mask } = await sampler.draw(random);
      expect([...mask].every((kept) => kept === 1)).toBe(true);
      const rowStep = data[2 * 8] - data[1 * 8];
      const columnStep = data[64 + 2] - data[64 + 1];
      directions.add(`${Math.sign(rowStep)} ${Math.sign(columnStep)}`);
      for (const step of [rowStep, columnStep].map(Math.abs)) {
        expect(step).toBeGreaterThan(1 / 0.8 - 1e-3);
        expect(step).toBeLessThan(4 + 1e-3);
      }
      expect(Math.abs(Math.abs(rowStep) - Math.abs(columnStep))).toBeGreaterThan(1e-6);
      for (const value of data) {
        expect(value).toBeGreaterThanOrEqual(1);
        expect(value).toBeLessThanOrEqual(WIDTH);
      }
      // within the patch the scene goes on evenly
      expect(data[5 * 8] - data[4 * 8]).toBeCloseTo(rowStep, 3);
    }
    expect(directions.size).toBe(4);
  });

  it('leave out pixels that rest on one that does not count', async () => {
    const mask = everywhere.slice();
    for (let row = 0; row < HEIGHT; row++) mask[row * WIDTH + 20] = 0;
    const sampler = new ResizedSampler([sceneInMemory({ cube, mask })], { size: 20, scale: [0.5, 0.5] });
    const random = new Random(5);
    for (let draw = 0; draw < 20; draw++) {
      const patch = await sampler.draw(random);
      for (let pixel = 0; pixel < 400; pixel++) {
        const column = patch.data[400 + pixel] - 1;
        const touches = column > 19 + 1e-4 && column < 21 - 1e-4;
        if (Math.abs(column - 20) < 0.99) expect(patch.mask[pixel]).toBe(0);
        if (!touches && Math.abs(column - 20) > 1.01) expect(patch.mask[pixel]).toBe(1);
      }
    }
  });

  it('come from lit places where there are any, and from scenes that are large enough', async () => {
    const dark = createCube(header, new Float32Array(2 * HEIGHT * WIDTH));
    const scenes = [dark, cube].map((each) => sceneInMemory({ cube: each, mask: everywhere }));
    const random = new Random(6);
    const sampler = new ResizedSampler(scenes, { size: 8, scale: [0.5, 1] });
    for (let draw = 0; draw < 50; draw++) expect((await sampler.draw(random)).data[0]).toBeGreaterThan(0);
    expect(() => new ResizedSampler(scenes, { size: 30, scale: [0.2, 0.5] })).toThrow(CubeError);
    expect(() => new ResizedSampler([], { size: 8, scale: [0.5, 1] })).toThrow(/found 0/);
  });
});

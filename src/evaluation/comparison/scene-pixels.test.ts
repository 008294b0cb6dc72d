import { describe, expect, it } from 'vitest';
import { createCube } from '../../cube/spectral-cube.ts';
import type { KnownScene } from '../validation/scenes.ts';
import { checkedScenePixels, differentPixels, parseScenePixels } from './scene-pixels.ts';

const BANDS = 5;
const [WIDTH, HEIGHT] = [60, 40];

/** A scene of three materials in upright stripes of 20 pixels; pixels that a function names are black or saturated. */
function stripes(
  off: (x: number, y: number) => 'black' | 'saturated' | undefined = () => undefined,
): KnownScene {
  const spectra = [
    [0.5, 0.5, 0.5, 0.5, 0.5],
    [0.9, 0.6, 0.3, 0.2, 0.1],
    [0.1, 0.1, 0.2, 0.7, 0.9],
  ];
  const data = new Float32Array(BANDS * WIDTH * HEIGHT);
  const unsaturated = new Uint8Array(WIDTH * HEIGHT).fill(1);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const pixel = y * WIDTH + x;
      const what = off(x, y);
      if (what === 'saturated') unsaturated[pixel] = 0;
      for (let band = 0; band < BANDS; band++) {
        data[band * WIDTH * HEIGHT + pixel] = what === 'black' ? 0 : spectra[Math.floor(x / 20)][band];
      }
    }
  }
  const header = {
    bands: BANDS,
    width: WIDTH,
    height: HEIGHT,
    wavelengths: [400, 450, 500, 550, 600],
    metadata: { quantity: 'reflectance' },
  } as const;
  return { name: 'stripes', cube: createCube(header, data), unsaturated };
}

const stripesOf = (scene: KnownScene, count: number): number[] =>
  differentPixels(scene, count).map(({ x }) => Math.floor(x / 20));

describe('the most different pixels', () => {
  it('lie one on each material, away from edges', () => {
    const pixels = differentPixels(stripes(), 3);
    expect(pixels.map(({ x }) => Math.floor(x / 20)).sort()).toEqual([0, 1, 2]);
    for (const { scene, x } of pixels) {
      expect(scene).toBe('stripes');
      expect(x % 20).toBeGreaterThanOrEqual(3);
      expect(x % 20).toBeLessThanOrEqual(16);
    }
    expect(differentPixels(stripes(), 3)).toEqual(pixels);
  });

  it('are lit and not saturated', () => {
    const half = stripes((x, y) => (x < 20 ? 'black' : x < 40 && y < 20 ? 'saturated' : undefined));
    const pixels = differentPixels(half, 2);
    expect(pixels.map(({ x }) => Math.floor(x / 20)).sort()).toEqual([1, 2]);
    for (const { x, y } of pixels) if (x < 40) expect(y).toBeGreaterThanOrEqual(20);
    expect(
      differentPixels(
        stripes(() => 'black'),
        3,
      ),
    ).toEqual([]);
  });

  it('come from edges where nothing else is lit', () => {
    // A comb: no lit pixel has lit pixels three columns away on both sides.
    expect(
      stripesOf(
        stripes((x) => (x % 8 === 3 ? undefined : 'black')),
        3,
      ).sort(),
    ).toEqual([0, 1, 2]);
  });
});

describe('chosen pixels', () => {
  it('are read from text', () => {
    expect(parseScenePixels('a_b:1,2; c:30,0')).toEqual([
      { scene: 'a_b', x: 1, y: 2 },
      { scene: 'c', x: 30, y: 0 },
    ]);
    for (const wrong of ['', 'a', 'a:1', 'a:1,-2', 'a:1,2;', 'a:1.5,2', ':1,2']) {
      expect(() => parseScenePixels(wrong), wrong).toThrow(/expected pixels as scene:x,y/);
    }
  });

  it('lie in a scene', () => {
    const scenes = [stripes()];
    const there = [{ scene: 'stripes', x: 59, y: 39 }];
    expect(checkedScenePixels(there, scenes)).toBe(there);
    expect(() => checkedScenePixels([{ scene: 'stripe', x: 0, y: 0 }], scenes)).toThrow(
      expect.objectContaining({ hint: 'did you mean stripes?' }),
    );
    expect(() => checkedScenePixels([{ scene: 'stripes', x: 60, y: 0 }], scenes)).toThrow(/0\.\.59/);
  });
});

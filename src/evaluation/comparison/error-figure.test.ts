import { describe, expect, it } from 'vitest';
import { createCube } from '../../cube/spectral-cube.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { colourOf } from '../plots/colour-scale.ts';
import { BRIGHTEST_ERROR, errorFigure, figureFactor, reducedPlane } from './error-figure.ts';

const [WIDTH, HEIGHT] = [400, 300];
const truth = createCube(
  {
    bands: 31,
    width: WIDTH,
    height: HEIGHT,
    wavelengths: VISIBLE_31,
    metadata: { quantity: 'reflectance' },
  },
  new Float32Array(31 * WIDTH * HEIGHT).fill(0.5),
);

describe('a plane made smaller', () => {
  it('holds means, and leaves out what is over', () => {
    const values = Float32Array.from({ length: 15 }, (_, index) => index);
    expect(reducedPlane({ width: 5, height: 3, values }, 2)).toEqual({
      width: 2,
      height: 1,
      values: new Float32Array([3, 5]),
    });
    expect(reducedPlane({ width: 5, height: 3, values }, 1).values).toEqual(values);
  });

  it('is as wide as a figure shows it', () => {
    expect(figureFactor(1)).toBe(1);
    for (const width of [100, 176, 177, 508, 1392])
      expect(width / figureFactor(width)).toBeLessThanOrEqual(176);
  });
});

describe('the figure of errors', () => {
  const factor = figureFactor(WIDTH);
  const map = (error: number) =>
    reducedPlane(
      { width: WIDTH, height: HEIGHT, values: new Float32Array(WIDTH * HEIGHT).fill(error) },
      factor,
    );
  const scenes = [
    { name: 'one', truth, marks: [{ x: 200, y: 150, label: 'A' }] },
    { name: 'two', truth, marks: [] },
  ];
  const errors = [BRIGHTEST_ERROR / 4, 2 * BRIGHTEST_ERROR];
  const rows = errors.map((error, index) => ({ title: `method ${index}`, maps: [map(error), map(0)] }));
  const { width, height, data } = errorFigure(scenes, rows);
  /** How often each colour stands in the figure. */
  const counts = new Map<string, number>();
  for (let pixel = 0; pixel < width * height; pixel++) {
    const colour = data.subarray(3 * pixel, 3 * pixel + 3).join();
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const cell = Math.floor(WIDTH / factor) * Math.floor(HEIGHT / factor);
  const times = (colour: readonly number[]): number => (counts.get(colour.join()) ?? 0) / cell;

  it('shows each error in its colour, on one scale that ends', () => {
    // The bar of the scale, 12 pixels high, shows some of each colour as well.
    expect(times(colourOf(1 / 4))).toBeGreaterThanOrEqual(1);
    expect(times(colourOf(1 / 4))).toBeLessThan(1.01);
    expect(times(colourOf(1))).toBeGreaterThanOrEqual(1);
    expect(times(colourOf(1))).toBeLessThan(1.01);
    expect(times(colourOf(0))).toBeGreaterThanOrEqual(2);
    expect(times(colourOf(0))).toBeLessThan(2.01);
  });

  it('names scenes and methods, and rings pixels', () => {
    const differing = (other: Uint8Array): number =>
      data.reduce((count, value, index) => count + (value === other[index] ? 0 : 1), 0);
    const plain = errorFigure([{ ...scenes[0], marks: [] }, scenes[1]], rows);
    expect(plain.width).toBe(width);
    expect(differing(plain.data)).toBeGreaterThan(100);
    expect(times([0, 0, 0]) * cell).toBeGreaterThan(500); // letters
    const renamed = errorFigure(scenes, [{ ...rows[0], title: 'other' }, rows[1]]);
    expect(differing(renamed.data)).toBeGreaterThan(100);
  });
});

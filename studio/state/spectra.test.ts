import { describe, expect, it } from 'vitest';
import { clipWindow, valuesAt } from './spectra.ts';

const cube = {
  bands: 2,
  height: 3,
  width: 4,
  wavelengths: [500, 600],
  metadata: { quantity: 'reflectance' as const },
  data: Float32Array.from({ length: 24 }, (_, index) => index),
};

describe('spectra of a held cube', () => {
  it('are read by pixel, into the same array if it is given', () => {
    expect([...valuesAt(cube, 1, 2)]).toEqual([9, 21]);
    const kept = new Float32Array(2);
    expect(valuesAt(cube, 0, 0, kept)).toBe(kept);
    expect([...kept]).toEqual([0, 12]);
  });

  it('lie in the part of a window that is on the cube', () => {
    expect(clipWindow(cube, { x: 3, y: 1, width: 9, height: 9 })).toEqual({
      x: 3,
      y: 1,
      width: 1,
      height: 2,
    });
    expect(clipWindow(cube, { x: 9, y: 0, width: 1, height: 1 })).toBeUndefined();
  });
});

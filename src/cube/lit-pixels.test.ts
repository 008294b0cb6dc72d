import { expect, it } from 'vitest';
import { litPixels } from './lit-pixels.ts';

it('lit pixels have a mean over bands above the level', () => {
  // Means of the three pixels: 0.02, 0.03, 0.
  const samples = [0.04, 0.01, 0, 0, 0.05, 0];
  expect([...litPixels(samples, 2)]).toEqual([0, 1, 0]);
  expect([...litPixels(samples, 2, 0.01)]).toEqual([1, 1, 0]);
  expect(() => litPixels(samples, 4)).toThrow(/samples of 4 bands, found 6/);
});

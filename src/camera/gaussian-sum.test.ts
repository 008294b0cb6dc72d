import { describe, expect, it } from 'vitest';
import { gaussianSum } from './gaussian-sum.ts';

describe('gaussianSum', () => {
  it('is the amplitude at the centre, and e^(-1/2) of it one standard deviation away', () => {
    expect(gaussianSum([0.8, 550, 20], 550)).toBe(0.8);
    expect(gaussianSum([0.8, 550, 20], 570)).toBeCloseTo(0.8 * Math.exp(-0.5), 12);
  });

  it('adds its terms', () => {
    expect(gaussianSum([1, 500, 10, 2, 600, 10], 600)).toBeCloseTo(2, 12);
    expect(gaussianSum([], 500)).toBe(0);
  });
});

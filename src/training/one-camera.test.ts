/** Batches of one camera: pictures that belong to their cubes, weights that leave out what is masked. */
import { describe, expect, it } from 'vitest';
import { SMALL_SOURCES } from '../../test/tiny-training.ts';
import { Random } from '../random.ts';
import { oneCameraSampler } from './one-camera.ts';

const settings = { steps: 1, batch: 3, size: 8 };

describe('a batch of one camera', () => {
  const sampler = oneCameraSampler(SMALL_SOURCES, settings);
  const batch = sampler.draw(new Random(1));
  const pixels = 64;

  it('holds what the camera sees of each cube', () => {
    expect(batch['truth'].shape).toEqual([3, 31, 8, 8]);
    for (let item = 0; item < 3; item++) {
      const cube = batch['truth'].data.subarray(item * 31 * pixels, (item + 1) * 31 * pixels);
      const seen = batch['rgb'].data.subarray(item * 3 * pixels, (item + 1) * 3 * pixels);
      expect([...seen]).toEqual([...SMALL_SOURCES.response.project(cube)]);
    }
  });

  it('weighs alike all pixels that count, so that weighted errors are their mean, and no others', () => {
    const { data } = batch['weight'];
    const counted = data.filter((weight) => weight > 0);
    expect(counted.length).toBeLessThan(3 * pixels);
    expect(counted.length).toBeGreaterThan(2 * pixels);
    expect(new Set(counted).size).toBe(1);
    expect(31 * data.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
    data.forEach((weight, index) => {
      const [item, pixel] = [Math.floor(index / pixels), index % pixels];
      const saturated = batch['truth'].data[item * 31 * pixels + pixel] === 5; // as the scenes mark them
      expect(weight === 0).toBe(saturated);
    });
  });

  it('depends on nothing but the random numbers', () => {
    const [again, other] = [1, 2].map((seed) => sampler.draw(new Random(seed))['truth'].data);
    expect([...again]).toEqual([...batch['truth'].data]);
    expect([...other]).not.toEqual([...again]);
  });
});

/** Memory limits: read as people write them, kept by smaller tiles, refused with the amount that is needed. */
import { describe, expect, it } from 'vitest';
import { generatorNetwork } from '../networks/generator.ts';
import { expectedPeak, planWithin, MemoryError, parseMemory } from './memory-plan.ts';

const photo = { width: 4000, height: 3000, bitDepth: 8, network: generatorNetwork() } as const;
const wanted = { way: { steps: 'stages', tile: 128 }, lanes: 2 } as const;

describe('the memory plan', () => {
  it('reads sizes', () => {
    expect(parseMemory('1G')).toBe(2 ** 30);
    expect(parseMemory('800m')).toBe(800 * 2 ** 20);
    expect(parseMemory('1.5GiB')).toBe(1.5 * 2 ** 30);
    expect(parseMemory('1048576')).toBe(2 ** 20);
    for (const wrong of ['', 'lots', '-1G', '0', '1T']) expect(() => parseMemory(wrong)).toThrow(MemoryError);
  });

  it('takes what is wanted where it fits, else fewer lanes and smaller tiles', () => {
    expect(planWithin(photo, wanted, 2 ** 31)).toEqual(wanted);
    const tight = 450 * 2 ** 20;
    const plan = planWithin(photo, wanted, tight);
    expect(expectedPeak(photo, wanted)).toBeGreaterThan(tight);
    expect(expectedPeak(photo, plan)).toBeLessThanOrEqual(tight);
  });

  it('gives up lanes a half at a time on machines with many cores', () => {
    const many = { ...wanted, lanes: 32 };
    const limit = 2 ** 30;
    const { lanes } = planWithin(photo, many, limit);
    expect(lanes).toBeLessThan(32);
    expect(lanes).toBeGreaterThan(2);
  });

  it('grows with the width of a photo and hardly with its height', () => {
    const tall = { ...photo, height: 30_000 };
    const samples = (tall.width * (tall.height - photo.height) * 6) / 2 ** 20; // the photo and its picture
    const growth = (expectedPeak(tall, wanted) - expectedPeak(photo, wanted)) / 2 ** 20;
    expect(growth).toBeLessThan(samples + 64);
    expect(expectedPeak({ ...photo, width: 8000 }, wanted)).toBeGreaterThan(expectedPeak(photo, wanted));
  });

  it('says how much a photo needs when the limit is too low', () => {
    expect(() => planWithin(photo, wanted, 100 * 2 ** 20)).toThrow(MemoryError);
    expect(() => planWithin(photo, wanted, 100 * 2 ** 20)).toThrow(/at least \d+ MiB for 4000 x 3000/);
  });
});

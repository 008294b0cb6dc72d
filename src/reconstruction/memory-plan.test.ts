/** Memory limits: read as people write them, kept by smaller tiles, refused with the amount that is needed. */
import { describe, expect, it } from 'vitest';
import { expectedPeak, largestTile, MemoryError, parseMemory } from './memory-plan.ts';

const photo = { width: 4000, height: 3000, bitDepth: 8, bands: 31 } as const;

describe('the memory plan', () => {
  it('reads sizes', () => {
    expect(parseMemory('1G')).toBe(2 ** 30);
    expect(parseMemory('800m')).toBe(800 * 2 ** 20);
    expect(parseMemory('1.5GiB')).toBe(1.5 * 2 ** 30);
    expect(parseMemory('1048576')).toBe(2 ** 20);
    for (const wrong of ['', 'lots', '-1G', '0', '1T']) expect(() => parseMemory(wrong)).toThrow(MemoryError);
  });

  it('takes the largest tile that fits', () => {
    const large = largestTile(photo, 2 ** 31);
    const small = largestTile(photo, 600 * 2 ** 20);
    expect(small).toBeLessThan(large);
    expect(expectedPeak(photo, small)).toBeLessThanOrEqual(600 * 2 ** 20);
  });

  it('says how much a photo needs when the limit is too low', () => {
    expect(() => largestTile(photo, 100 * 2 ** 20)).toThrow(/at least \d+ MiB for 4000 x 3000/);
  });
});

/** Mixtures of patches: what they are made of, and how often they are drawn. */
import { describe, expect, it } from 'vitest';
import { Random } from '../random.ts';
import { MixtureSampler } from './mixture-sampler.ts';
import type { PatchSource } from './mosaic-sampler.ts';

/** Patches of one pixel: red ones that count, and blue ones of which every other counts. */
function alternating(): PatchSource {
  let drawn = 0;
  return {
    bands: 2,
    draw: () => {
      const red = drawn++ % 2 === 0;
      return { data: Float32Array.from(red ? [0.8, 0.2] : [0.05, 0.8]), mask: Uint8Array.of(red ? 1 : 0) };
    },
  };
}

describe('MixtureSampler', () => {
  it('gives weighted means and weighted geometric means of two patches, about as often', () => {
    const sampler = new MixtureSampler(alternating(), 1);
    const random = new Random(1);
    const kinds = { light: 0, dyes: 0 };
    for (let draw = 0; draw < 200; draw++) {
      const { data, mask } = sampler.draw(random);
      const [long, short] = data;
      expect(mask[0]).toBe(0);
      const ofMean = (long - 0.05) / 0.75;
      const ofPower = Math.log(long / 0.05) / Math.log(16);
      const [mean, power] = [0.2 * ofMean + 0.8 * (1 - ofMean), 0.2 ** ofPower * 0.8 ** (1 - ofPower)];
      const difference = { light: Math.abs(short - mean), dyes: Math.abs(short - power) };
      expect(Math.min(difference.light, difference.dyes)).toBeLessThan(1e-6);
      kinds[difference.light < difference.dyes ? 'light' : 'dyes']++;
    }
    expect(Math.min(kinds.light, kinds.dyes)).toBeGreaterThan(70);
  });

  it('leaves the other patches as they are', () => {
    const random = new Random(2);
    const never = new MixtureSampler(alternating(), 0);
    expect([...never.draw(random).data].map((value) => value.toFixed(2))).toEqual(['0.80', '0.20']);
    const sometimes = new MixtureSampler({ bands: 1, draw: one }, 0.3);
    let mixed = 0;
    for (let draw = 0; draw < 1000; draw++) mixed += sometimes.draw(random).mask[0] === 0 ? 1 : 0;
    expect(mixed).toBeGreaterThan(230);
    expect(mixed).toBeLessThan(370);
  });
});

let drawnOnes = 0;
/** Masks that are disjoint from one draw to the next, so that a mixture counts nowhere. */
function one() {
  drawnOnes++;
  return { data: Float32Array.of(1), mask: Uint8Array.of(1 << (drawnOnes % 2)) };
}

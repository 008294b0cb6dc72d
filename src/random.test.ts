import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { philox4x32, Random, RandomError } from './random.ts';

describe('philox4x32', () => {
  // The known answers of the authors' Random123 library, file kat_vectors, "philox4x32 10".
  const zero = 0;
  const ones = 0xffffffff;
  it.each([
    [
      [zero, zero, zero, zero],
      [zero, zero],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [ones, ones, ones, ones],
      [ones, ones],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ] as const)('gives the published words for counter %s', (counter, key, expected) => {
    const out = new Uint32Array(4);
    philox4x32(counter, key, out);
    expect([...out]).toEqual([...expected]);
  });
});

describe('Random', () => {
  it('continues from a saved state', () => {
    fc.assert(
      fc.property(
        fc.maxSafeNat(),
        fc.integer({ min: 0, max: 0xffffffff }),
        fc.nat(50),
        (seed, stream, drawn) => {
          const random = new Random(seed, stream);
          for (let i = 0; i < drawn; i++) random.nextUint32();
          const copy = Random.fromState(JSON.parse(JSON.stringify(random.state)));
          const next = Array.from({ length: 9 }, () => random.normal());
          expect(Array.from({ length: 9 }, () => copy.normal())).toEqual(next);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('gives other numbers for another seed or stream', () => {
    const words = (random: Random) => Array.from({ length: 4 }, () => random.nextUint32());
    const base = words(new Random(1));
    expect(words(new Random(2))).not.toEqual(base);
    expect(words(new Random(1 + 2 ** 32))).not.toEqual(base);
    expect(words(new Random(1).withStream(7))).not.toEqual(base);
    expect(words(new Random(1))).toEqual(base);
  });

  it('has uniform and normal moments', () => {
    const random = new Random(3);
    const count = 100_000;
    let sum = 0;
    let outside = 0;
    let squares = 0;
    for (let i = 0; i < count; i++) {
      const value = random.uniform(2, 4);
      if (!(value >= 2 && value < 4)) outside++;
      sum += value;
    }
    expect(outside).toBe(0);
    expect(sum / count).toBeCloseTo(3, 2);
    const normal = new Float32Array(count + 1);
    random.fillNormal(normal, 1, 2);
    sum = 0;
    for (const value of normal) {
      sum += value;
      squares += value * value;
    }
    expect(Math.abs(sum / normal.length - 1)).toBeLessThan(0.03);
    expect(Math.abs(squares / normal.length - 5)).toBeLessThan(0.1);
  });

  it('shuffles without losing an item and draws every integer', () => {
    const random = new Random(5);
    const items = random.shuffle(Array.from({ length: 20 }, (_, index) => index));
    expect(items).not.toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect([...items].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(new Set(Array.from({ length: 200 }, () => random.integer(6))).size).toBe(6);
  });

  it('refuses what is no seed, stream or count', () => {
    expect(() => new Random(-1)).toThrow(RandomError);
    expect(() => new Random(0.5)).toThrow('found 0.5');
    expect(() => new Random(0, 2 ** 32)).toThrow(RandomError);
    expect(() => new Random(0).integer(0)).toThrow(RandomError);
  });
});

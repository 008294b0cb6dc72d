import { constants, deflateRawSync, deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFLATE_RATIO, deflate, inflate } from './deflate.ts';

const name = 'a.bin';
let state = 1;
const zeros = deflateSync(new Uint8Array(2 ** 24));

/** What does not pack (a linear congruential generator). */
const noise = Uint8Array.from({ length: 200_000 }, () => {
  state = (state * 1_664_525 + 1_013_904_223) >>> 0;
  return state >>> 24;
});

describe('packing and unpacking', () => {
  test('what zlib packs is unpacked, in parts of any size, and the other way round', async () => {
    const contents = fc.uint8Array({ maxLength: 3000 });
    await fc.assert(
      fc.asyncProperty(contents, fc.integer({ min: 1, max: 700 }), async (plain, part) => {
        const packed = deflateSync(plain);
        const parts = Array.from({ length: Math.ceil(packed.length / part) }, (_, index) =>
          Uint8Array.from(packed.subarray(index * part, (index + 1) * part)),
        );
        expect(await inflate(parts, { most: plain.length, name })).toEqual(plain);
        expect(inflateSync(await deflate(Uint8Array.from(plain)))).toEqual(Buffer.from(plain));
      }),
      { numRuns: 60 },
    );
  });

  test('large data, and bytes behind the check sum', async () => {
    const packed = deflateSync(noise);
    expect(packed.length).toBeGreaterThan(150_000);
    for (const [content, bytes] of [
      [noise, packed],
      [noise.subarray(0, 900), deflateSync(noise.subarray(0, 900))],
    ] as const) {
      const trailing = Uint8Array.from([...bytes, 0, 0, 0]);
      const unpacked = await inflate([trailing], { most: content.length, name });
      expect(Buffer.compare(unpacked, content)).toBe(0);
    }
  });

  test('a prefix', async () => {
    const packed = [Uint8Array.from(deflateSync(noise))];
    for (const most of [0, 1, 40_000, noise.length]) {
      const unpacked = await inflate(packed, { most, prefix: true, name });
      expect(Buffer.compare(unpacked, noise.subarray(0, most))).toBe(0);
    }
  });

  test('no byte becomes more than the ratio', () => {
    expect(2 ** 24 / zeros.length).toBeLessThan(DEFLATE_RATIO);
    expect(2 ** 24 / zeros.length).toBeGreaterThan(DEFLATE_RATIO - 20);
  });
});

describe('bad data', () => {
  test('a bomb is refused while it unpacks', async () => {
    const small = inflate([Uint8Array.from(zeros)], { most: 1000, name });
    await expect(small).rejects.toThrow(/at most 1,000 bytes when unpacked, found more in a\.bin/);
    // Bytes that are stored as they are, further than there is room.
    const stored = inflate([Uint8Array.from(deflateSync(noise.subarray(0, 3000), { level: 0 }))], {
      most: 1000,
      name,
    });
    await expect(stored).rejects.toThrow(/at most 1,000 bytes when unpacked, found more in a\.bin/);
    // 4 GiB of zeros, which are not even looked at to the end.
    const some = deflateRawSync(new Uint8Array(2 ** 24), { finishFlush: constants.Z_FULL_FLUSH });
    const bomb = [Uint8Array.of(0x78, 0x9c), ...new Array<typeof some>(256).fill(some)].map((part) =>
      Uint8Array.from(part),
    );
    let taken = 0;
    const counted = Object.assign(bomb.slice(), {
      *[Symbol.iterator]() {
        for (let index = 0; index < bomb.length; index++) {
          taken++;
          yield bomb[index];
        }
      },
    });
    const large = inflate(counted, { most: 1000, name });
    await expect(large).rejects.toThrow(/at most 1,000 bytes when unpacked, found more in a\.bin/);
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(30);
  });

  test('damage, cuts and nothing at all', async () => {
    for (const content of [noise, noise.subarray(0, 3000)]) {
      const packed = Uint8Array.from(deflateSync(content));
      const cases = [new Uint8Array(0), Uint8Array.of(1, 2, 3), packed.slice(0, 50), packed.slice(0, -1)];
      for (const at of [0, 1, 60, packed.length - 1]) {
        const changed = packed.slice();
        changed[at] ^= 0x55;
        cases.push(changed);
      }
      for (const bytes of cases) {
        await expect(inflate([bytes], { most: content.length, name })).rejects.toThrow(
          /cannot be unpacked|found more/,
        );
      }
    }
  });
});

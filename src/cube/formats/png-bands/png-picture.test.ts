import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { decode, encode } from 'fast-png';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { memoryBytes } from '../../files/byte-source.ts';
import { DEFAULT_LIMITS } from '../../files/read-limits.ts';
import { CubeError } from '../../spectral-cube.ts';
import { readPngHeader } from './png-header.ts';
import { encodePng, type PngSamples, readPngRows } from './png-picture.ts';

async function read(bytes: Uint8Array, rows?: number): Promise<PngSamples> {
  const file = memoryBytes('a.png', Uint8Array.from(bytes));
  const header = await readPngHeader(file);
  return readPngRows(file, header, rows ?? header.height, DEFAULT_LIMITS);
}

/** A PNG file from its chunks. */
function png(...chunks: readonly (readonly [type: string, data: Uint8Array])[]): Buffer {
  const parts = chunks.map(([type, data]) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  });
  return Buffer.concat([Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), ...parts]);
}

function sizeChunk(width: number, height: number, rest: readonly number[] = [16, 0, 0, 0, 0]): Buffer {
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width);
  size.writeUInt32BE(height, 4);
  return Buffer.concat([size, Buffer.from(rest)]);
}

const END = ['IEND', new Uint8Array(0)] as const;

/** Scanlines with a filter each, as section 9 of the specification writes them down. */
function filterLines(lines: readonly Uint8Array[], filters: readonly number[], pixelBytes: number): Buffer {
  return Buffer.concat(
    lines.map((line, row) => {
      const filter = filters[row % filters.length];
      const value = (of: Uint8Array | undefined, at: number): number => (at < 0 ? 0 : (of?.[at] ?? 0));
      const guess = (at: number): number => {
        const left = value(line, at - pixelBytes);
        const above = value(lines[row - 1], at);
        const corner = value(lines[row - 1], at - pixelBytes);
        if (filter === 1) return left;
        if (filter === 2) return above;
        if (filter === 3) return Math.floor((left + above) / 2);
        if (filter === 0) return 0;
        const p = left + above - corner;
        const distances = [left, above, corner].map((one) => Math.abs(p - one));
        return [left, above, corner][distances.indexOf(Math.min(...distances))];
      };
      return Buffer.from([filter, ...line.map((byte, at) => byte - guess(at))]);
    }),
  );
}

const pictures = fc
  .record({
    width: fc.integer({ min: 1, max: 9 }),
    height: fc.integer({ min: 1, max: 9 }),
    deep: fc.boolean(),
  })
  .chain(({ width, height, deep }) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      depth: fc.constant(deep ? (16 as const) : (8 as const)),
      bytes: fc.uint8Array({
        minLength: width * height * (deep ? 2 : 1),
        maxLength: width * height * (deep ? 2 : 1),
      }),
    }),
  );

/** Numbers of bytes, the most significant first. */
function numbersOf(bytes: Uint8Array, depth: 8 | 16): number[] {
  if (depth === 8) return [...bytes];
  return Array.from({ length: bytes.length / 2 }, (_, at) => 256 * bytes[2 * at] + bytes[2 * at + 1]);
}

describe('pictures', () => {
  test('every filter, chunks of any size, whole and the first rows', async () => {
    const filters = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(pictures, filters, fc.integer({ min: 1, max: 50 }), async (picture, chosen, part) => {
        const { width, height, depth, bytes } = picture;
        const rowBytes = (width * depth) / 8;
        const lines = Array.from({ length: height }, (_, row) =>
          bytes.slice(row * rowBytes, (row + 1) * rowBytes),
        );
        const packed = deflateSync(filterLines(lines, chosen, depth / 8));
        const parts = Array.from({ length: Math.ceil(packed.length / part) }, (_, index) => {
          return ['IDAT', packed.subarray(index * part, (index + 1) * part)] as const;
        });
        const file = png(
          ['IHDR', sizeChunk(width, height, [depth, 0, 0, 0, 0])],
          ['tEXt', bytes],
          ...parts,
          END,
        );
        const expected = numbersOf(bytes, depth);
        expect([...(await read(file))]).toEqual(expected);
        const rows = Math.ceil(height / 2);
        expect([...(await read(file, rows))]).toEqual(expected.slice(0, rows * width));
      }),
      { numRuns: 150 },
    );
  });

  test('what other programs write is read, and what is written they read', async () => {
    await fc.assert(
      fc.asyncProperty(pictures, async ({ width, height, depth, bytes }) => {
        const expected = numbersOf(bytes, depth);
        const data = depth === 8 ? Uint8Array.from(expected) : Uint16Array.from(expected);
        expect([...(await read(encode({ width, height, data, depth, channels: 1 })))]).toEqual(expected);
        const ours = await encodePng(bytes, { width, height, depth });
        expect([...(await read(ours))]).toEqual(expected);
        expect(decode(ours, { checkCrc: true })).toMatchObject({ width, height, depth, channels: 1, data });
      }),
      { numRuns: 40 },
    );
    const stored = Uint16Array.from({ length: 80 * 60 }, (_, at) => (at * 257) % 65_536);
    const file = await sharp(stored, { raw: { width: 80, height: 60, channels: 1 } })
      .toColourspace('grey16')
      .png({ adaptiveFiltering: true })
      .toBuffer();
    expect(await read(file)).toEqual(stored);
  });
});

describe('what is no band', () => {
  test('other pictures say what they are', async () => {
    const kinds: [number[], RegExp][] = [
      [[8, 2, 0, 0, 0], /found colour \(3 channels\) in a\.png/],
      [[8, 3, 0, 0, 0], /found colour from a palette/],
      [[16, 4, 0, 0, 0], /found grey with transparency/],
      [[8, 6, 0, 0, 0], /found colour with transparency/],
      [[8, 9, 0, 0, 0], /found colour type 9/],
      [[4, 0, 0, 0, 0], /found 4 bits/],
      [[16, 0, 0, 0, 1], /found an interlaced one/],
      [[16, 0, 1, 0, 0], /found compression 1, filter 0/],
    ];
    for (const [rest, message] of kinds) {
      await expect(read(png(['IHDR', sizeChunk(2, 2, rest)], END))).rejects.toThrow(message);
    }
    await expect(read(png(['IHDR', sizeChunk(0, 2)], END))).rejects.toThrow(/found 0 x 2 pixels/);
    await expect(read(png(['IDAT', sizeChunk(2, 2)], END))).rejects.toThrow(/found a damaged header/);
    await expect(read(Buffer.from('GIF89a and many more bytes of no use here'))).rejects.toThrow(
      /another file/,
    );
  });

  test('sizes that are lies, and bombs', async () => {
    const lines = deflateSync(new Uint8Array(2 * 5));
    const huge = png(['IHDR', sizeChunk(2 ** 31 - 1, 2 ** 31 - 1)], ['IDAT', lines], END);
    await expect(read(huge)).rejects.toThrow(/samples in a file that must be read whole/);
    const wide = png(['IHDR', sizeChunk(20_000, 20_000)], ['IDAT', lines], END);
    await expect(read(wide)).rejects.toThrow(/packed samples of 20000 x 20000 pixels, found \d+ bytes/);
    const tall = png(['IHDR', sizeChunk(2, 3)], ['IDAT', lines], END);
    await expect(read(tall)).rejects.toThrow(/cannot be decoded: it has 10 of 15 bytes/);
    const bomb = png(['IHDR', sizeChunk(2, 2)], ['IDAT', deflateSync(new Uint8Array(2 ** 23))], END);
    await expect(read(bomb)).rejects.toThrow(/at most 10 bytes when unpacked, found more/);
    const stuffed = png(['IHDR', sizeChunk(2, 2)], ['tEXt', new Uint8Array(2 ** 23)], ['IDAT', lines], END);
    await expect(read(stuffed)).rejects.toThrow(/expected at most 8,388,628 bytes for 2 x 2 pixels/);
    const filter = png(
      ['IHDR', sizeChunk(2, 2)],
      ['IDAT', deflateSync(Uint8Array.of(5, 0, 0, 0, 0, 0, 0, 0, 0, 0))],
      END,
    );
    await expect(read(filter)).rejects.toThrow(/a filter among 0\.\.4 in row 0 of a\.png, found 5/);
  });

  test('files cut at every length and with every byte changed', async () => {
    const bytes = Uint8Array.from({ length: 48 }, (_, at) => at * 37);
    const file = await encodePng(bytes, { width: 4, height: 6, depth: 16 });
    let taken = 0;
    for (let at = 0; at < file.length; at++) {
      await expect(read(file.slice(0, at))).rejects.toThrow(CubeError);
      for (const change of [1, 0x80, 0xff]) {
        const changed = file.slice();
        changed[at] ^= change;
        const result = await read(changed).catch((error: unknown) => error);
        if (result instanceof Error) expect(result).toBeInstanceOf(CubeError);
        else taken++;
      }
    }
    // The check sums of the last two chunks are not looked at; the packed samples have their own.
    expect(taken).toBeGreaterThanOrEqual(3 * 8);
    expect(taken).toBeLessThan(3 * 8 + 4);
  });
});

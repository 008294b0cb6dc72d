/** NumPy archives that are damaged or lie: they are read or refused, in bounded time and memory. */
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkDamage, fileOf, readDamaged, testContext } from '../../../../test/format-laws.ts';
import { type MadeMember, makeList, makeNpy, makeZip, numbersOf } from '../../../../test/make-zip.ts';
import { readWholeCube } from '../../cube-source.ts';
import { FileError } from '../../files/file-error.ts';
import { type InputFiles, memoryFiles } from '../../files/input-files.ts';
import { CubeError, createCube } from '../../spectral-cube.ts';
import type { OpenContext } from '../cube-format.ts';
import { npzFormat } from './npz-file.ts';

const wavelengths = [400, 500, 600];
const cube: MadeMember = { name: 'cube.npy', data: makeNpy('|u1', [3, 2, 2], new Uint8Array(12).fill(7)) };
const list: MadeMember = { name: 'wavelengths.npy', data: makeList(wavelengths) };
const { length } = cube.data;

/** Opens an archive and reads all of it. */
async function read(bytes: Uint8Array<ArrayBuffer>, options: Partial<OpenContext> = {}): Promise<number[]> {
  const files = memoryFiles(new Map([['a.npz', bytes]]));
  const source = await npzFormat.open({ files, name: 'a.npz' }, { ...testContext, wavelengths, ...options });
  try {
    return [...(await readWholeCube(source)).data];
  } finally {
    await source.close();
  }
}

/** What a header of 128 bytes and so many zeros become when deflated. */
function packedZeros(start: Uint8Array, zeros: number): Buffer {
  return deflateRawSync(Buffer.concat([start, Buffer.alloc(zeros)]));
}

test('archives made for these tests are read', async () => {
  expect(await read(makeZip([cube]))).toEqual(new Array(12).fill(7));
  expect(await read(makeZip([{ ...cube, deflate: true }, list]))).toEqual(new Array(12).fill(7));
});

describe('damage', () => {
  test('cut at every length and with every byte changed', async () => {
    const header = {
      bands: 1,
      height: 1,
      width: 2,
      wavelengths: [550],
      metadata: { quantity: 'unknown' },
    } as const;
    const small = createCube(header, Float32Array.of(1, 2));
    const plain = await fileOf(npzFormat, small, { dataType: 'uint8', scaleFactor: 8 });
    const found = await checkDamage(npzFormat, plain.name, plain.bytes);
    expect(found.cutRead).toBe(0);
    expect(found.flippedRead).toBeGreaterThan(0);
    const packed = await fileOf(npzFormat, small, { dataType: 'uint8', scaleFactor: 8, compress: true });
    const deflated = await checkDamage(npzFormat, packed.name, packed.bytes);
    expect(deflated.cutRead).toBe(0);
  });

  test('a changed byte of what is read whole does not pass', async () => {
    const bytes = makeZip([{ ...cube, deflate: true }]);
    const from = 30 + 'cube.npy'.length;
    const end = from + deflateRawSync(cube.data).length;
    for (let at = from; at < end; at++) {
      const changed = bytes.slice();
      changed[at] ^= 1 << (at % 8);
      expect(await readDamaged(npzFormat, 'a.npz', changed, { ...testContext, wavelengths })).toBe('refused');
    }
    await expect(read(makeZip([{ ...cube, deflate: true, sum: 1 }]))).rejects.toThrow(/Invalid CRC32/);
    const wrong = makeZip([cube, { ...list, sum: 1 }]);
    const files = memoryFiles(new Map([['a.npz', wrong]]));
    await expect(npzFormat.open({ files, name: 'a.npz' }, testContext)).rejects.toThrow(
      "expected 152 bytes in 'wavelengths.npy' of a.npz, found bytes that cannot be read: Invalid CRC32",
    );
  });

  test('noise, with and without the marks of an archive', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (noise, marked) => {
        const end = numbersOf([4, 0x06054b50], [4, 0], [4, 0x10001], [4, 46], [4, 0], [2, 0]);
        const bytes = marked ? Buffer.concat([noise, end]) : noise;
        expect(await readDamaged(npzFormat, 'a.npz', new Uint8Array(bytes))).toBe('refused');
      }),
      { numRuns: 60 },
    );
    for (const bytes of [
      makeZip([]),
      new Uint8Array(0),
      new Uint8Array(makeNpy('|u1', [1], Buffer.alloc(1))),
    ]) {
      await expect(read(bytes)).rejects.toThrow(CubeError);
    }
  });

  test('an error of the disk stays what it is', async () => {
    const files = memoryFiles(new Map([['a.npz', makeZip([{ ...cube, deflate: true }])]]));
    let failing = false;
    const broken: InputFiles = {
      ...files,
      async open(name) {
        const file = await files.open(name);
        return {
          ...file,
          async read(position, bytes) {
            if (failing) throw new FileError('expected to read a.npz, found a broken disk');
            return file.read(position, bytes);
          },
        };
      },
    };
    const source = await npzFormat.open({ files: broken, name: 'a.npz' }, { ...testContext, wavelengths });
    failing = true;
    await expect(readWholeCube(source)).rejects.toThrow(FileError);
    failing = false;
    expect([...(await readWholeCube(source)).data]).toEqual(new Array(12).fill(7));
    await source.close();
    await expect(readWholeCube(source)).rejects.toThrow(/found one that was closed/);
  });
});

describe('headers that lie', () => {
  const other = { ...cube, name: 'other.npy' };
  const lies: readonly (readonly [string, Uint8Array<ArrayBuffer>, RegExp])[] = [
    ['more bytes than the file', makeZip([{ ...cube, packedSize: 1e9, size: 1e9 }]), /out of bounds/],
    [
      'a size that runs into the next',
      makeZip([{ ...cube, packedSize: length + 9, size: length + 9 }, other]),
      /Overlapping|declared/,
    ],
    [
      'two that are one',
      makeZip([cube, { ...cube, name: 'other.npy', offset: 0, local: { name: 'other.npy' } }]),
      /Ambiguous/,
    ],
    [
      'the same bytes under two names',
      makeZip([{ ...cube, local: { name: 'cubf.npy' } }]),
      /Ambiguous archive \(mismatched local file header \(filename\)\)/,
    ],
    ['a name that comes twice', makeZip([cube, cube]), /duplicate filename/],
    [
      'another size before the data',
      makeZip([{ ...cube, local: { size: 9 } }]),
      /mismatched local file header/,
    ],
    [
      'another method before the data',
      makeZip([{ ...cube, local: { method: 8 } }]),
      /mismatched local file header/,
    ],
    ['a member that is not there', makeZip([list, { ...cube, offset: 3 }]), /Local file header not found/],
    [
      'a member beyond the file',
      makeZip([list, { ...cube, offset: 0xfffffffe }]),
      /Local file header not found/,
    ],
    [
      'fewer bytes than its header needs',
      makeZip([{ ...cube, packedSize: length - 1, size: length - 1 }]),
      /to have 139 bytes, but 140 by its header/,
    ],
    [
      'two sizes of what is stored',
      makeZip([{ ...cube, size: length + 1 }]),
      /have 141 bytes, but stored as 140/,
    ],
    ['encrypted', makeZip([{ ...cube, flags: 1 }]), /which is encrypted/],
    ['encrypted in one header only', makeZip([{ ...cube, local: { flags: 1 } }]), /general purpose bit flag/],
    ['strongly encrypted', makeZip([{ ...cube, flags: 0x41 }]), /which is encrypted/],
    ['another method', makeZip([{ ...cube, method: 9 }]), /packed by method 9/],
    ['more members than there are', makeZip([cube], { count: 9 }), /Central directory header not found/],
    ['fewer members than there are', makeZip([cube, list], { count: 1 }), /trailing central directory/],
    ['a directory beyond the file', makeZip([cube], { directoryAt: 0xfffffff0 }), /cannot be read/],
    ['a directory larger than the file', makeZip([cube], { directorySize: 0xfffffff0 }), /cannot be read/],
    ['bytes before the archive', makeZip([cube], { before: Buffer.alloc(64) }), /prepended data/],
    [
      '2^64 - 1 members',
      makeZip([cube], { count: 0xffff, zip64: { count: 2n ** 64n - 1n } }),
      /cannot be read/,
    ],
    [
      '2^53 bytes of directory',
      makeZip([cube], { directorySize: 0xffffffff, zip64: { size: 2n ** 53n } }),
      /cannot be read/,
    ],
    [
      'a directory at 2^62',
      makeZip([cube], { directoryAt: 0xffffffff, zip64: { at: 2n ** 62n } }),
      /cannot be read/,
    ],
    ['ZIP64 without its records', makeZip([cube], { directoryAt: 0xffffffff }), /cannot be read/],
    ['ZIP64 sizes that are missing', makeZip([{ ...cube, size: 0xffffffff }]), /cannot be read/],
  ];
  test.each(lies)('%s', async (_, bytes, message) => {
    await expect(read(bytes)).rejects.toThrow(message);
    await expect(read(bytes)).rejects.toThrow(CubeError);
  });

  test('ZIP64 sizes of all sorts', async () => {
    for (const size of [0n, 1n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]) {
      for (const deflate of [false, true]) {
        const extra = numbersOf([2, 1], [2, 16], [8, size], [8, size]);
        const wide = { packedSize: 0xffffffff, size: 0xffffffff, extra, local: { extra } };
        await expect(read(makeZip([{ ...cube, ...wide, deflate }]))).rejects.toThrow(CubeError);
      }
    }
  });

  test.each([
    ['an axis too many', [3, 2, 2, 1]],
    ['an axis of none', [3, 0, 2]],
    ['2^60 samples', [3, 2 ** 30, 2 ** 30]],
    ['2^53 bands', [2 ** 53, 1, 1]],
    ['numbers no file can have', [1e200, 1e200, 1e200]],
  ])('arrays of %s', async (_, shape) => {
    const sizes = shape.map((size) => BigInt(size)).join(', ');
    const text = `{'descr': '|u1', 'fortran_order': False, 'shape': (${sizes}), }`;
    const start = makeNpy('|u1', [1], Buffer.alloc(0));
    const data = Buffer.concat([
      start.subarray(0, 8),
      numbersOf([2, text.length]),
      Buffer.from(text),
      Buffer.alloc(12),
    ]);
    for (const deflate of [false, true]) {
      await expect(read(makeZip([{ ...cube, data, deflate }]))).rejects.toThrow(CubeError);
      await expect(read(makeZip([{ ...cube, data, deflate }]), { variable: 'cube' })).rejects.toThrow(
        CubeError,
      );
    }
  });

  test('headers of arrays that never end', async () => {
    const start = Buffer.from('\u0093NUMPY\u0002\0', 'latin1');
    for (const claimed of [65_536, 65_537, 0xffffffff]) {
      const data = Buffer.concat([start, numbersOf([4, claimed]), Buffer.alloc(300_000, ' ')]);
      for (const deflate of [false, true]) {
        await expect(read(makeZip([{ ...cube, data, deflate }]))).rejects.toThrow(CubeError);
      }
    }
    // Blocks of nothing, so that no header comes however much is unpacked.
    const nothing = Buffer.concat(Array.from({ length: 200_000 }, () => Buffer.from([0, 0, 0, 255, 255])));
    const began = performance.now();
    await expect(read(makeZip([{ ...cube, packed: nothing, method: 8 }]))).rejects.toThrow(CubeError);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe('bombs', () => {
  const start = makeNpy('|u1', [3, 2, 2], Buffer.alloc(0));
  const bomb = packedZeros(start, 2 ** 26);
  const big = makeNpy('|u1', [3, 8000, 8000], Buffer.alloc(0));
  const packed = (fields: Partial<MadeMember>) => makeZip([{ ...cube, method: 8, packed: bomb, ...fields }]);

  test('what unpacks to more than it says is refused while it unpacks', async () => {
    const before = process.memoryUsage.rss();
    await expect(read(packed({}))).rejects.toThrow(/Invalid uncompressed size|found more/);
    await expect(read(packed({ size: start.length + 2 ** 26 }))).rejects.toThrow(
      /to have 67,108,992 bytes, but 140 by its header/,
    );
    const text: MadeMember = { ...cube, name: 'spectralift.json', method: 8, packed: bomb, size: 100 };
    await expect(read(makeZip([cube, text]))).rejects.toThrow(/Invalid uncompressed size|found more/);
    expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 28);
  });

  test('what cannot become so much, or is too much to unpack, is refused before', async () => {
    const many = makeNpy('|u1', [3, 2 ** 14, 2 ** 13], Buffer.alloc(0));
    const few = makeZip([
      { ...cube, method: 8, packed: packedZeros(many, 64), size: many.length + 3 * 2 ** 27 },
    ]);
    await expect(read(few)).rejects.toThrow(/packed bytes to become at most/);
    const honest = makeZip([
      { ...cube, method: 8, packed: packedZeros(big, 3 * 64e6), size: big.length + 3 * 64e6 },
    ]);
    const limits = { ...testContext.limits, wholeSamples: 3 * 64e6 - 1 };
    await expect(read(honest, { limits })).rejects.toThrow(
      /expected at most 191,999,999 samples .* found 192,000,000/,
    );
  });

  test('fewer bytes than declared', async () => {
    const short = deflateRawSync(cube.data.subarray(0, length - 1));
    await expect(read(packed({ packed: short }))).rejects.toThrow(/in 'cube.npy' of a.npz, found bytes/);
    const cut = deflateRawSync(Buffer.concat([cube.data, Buffer.alloc(9)])).subarray(0, -4);
    await expect(read(packed({ packed: cut }))).rejects.toThrow(CubeError);
  });

  test('who closes need not wait for all of it, and many are unpacked side by side', async () => {
    const data = Buffer.concat([makeNpy('|u1', [3, 2000, 2000], Buffer.alloc(0)), Buffer.alloc(12e6)]);
    const files = memoryFiles(new Map([['a.npz', makeZip([{ ...cube, data, deflate: true }])]]));
    const open = () => npzFormat.open({ files, name: 'a.npz' }, { ...testContext, wavelengths });
    const sources = await Promise.all(Array.from({ length: 6 }, open));
    const pixel = { x: 1999, y: 1999, width: 1, height: 1 };
    const [closed, ...others] = sources.map((source) => source.readWindow(pixel));
    const refused = expect(closed).rejects.toThrow(/found one that was closed/);
    await sources[0].close();
    await refused;
    for (const window of others) expect([...(await window)]).toEqual([0, 0, 0]);
  });

  test('a stored array that says it is larger than the limit on bands', async () => {
    const limits = { ...testContext.limits, bands: 2 };
    await expect(read(makeZip([cube]), { limits })).rejects.toThrow(/at most 2 bands/);
  });
});

describe('many', () => {
  const tiny = makeNpy('|u1', [1], Buffer.alloc(1));
  const members = (count: number, fields: Partial<MadeMember> = {}): MadeMember[] =>
    Array.from({ length: count }, (_, at) => ({ name: `a${at}.npy`, data: tiny, ...fields }));

  test('a hundred thousand members are refused by their number', async () => {
    const bytes = makeZip(members(100_000), { count: 0xffff, zip64: {} });
    const began = performance.now();
    await expect(read(bytes)).rejects.toThrow(/expected at most 10,000 members, found more/);

    expect(performance.now() - began).toBeLessThan(10_000);
    const limits = { ...testContext.limits, entries: 2 };
    expect(await read(makeZip([cube, list]), { limits })).toHaveLength(12);
    await expect(read(makeZip([cube, list, ...members(1)]), { limits })).rejects.toThrow(/at most 2 members/);
  });

  test('as many as the limit, stored and deflated', async () => {
    for (const fields of [{}, { deflate: true }]) {
      const began = performance.now();
      expect(await read(makeZip([...members(3000, fields), cube]))).toHaveLength(12);
      expect(performance.now() - began).toBeLessThan(15_000);
    }
  });

  test('thousands of names for the same bytes', async () => {
    const same = members(5000).map((member) => ({ ...member, offset: 0, name: member.name }));
    await expect(read(makeZip([cube, ...same]))).rejects.toThrow(/Ambiguous|Overlapping/);
  });

  test('a large directory that is elsewhere than stated', async () => {
    // Every entry points at nothing, so that each would be looked for in two places.
    const lost = members(60_000, { offset: 31, data: Buffer.alloc(0) });
    const bytes = makeZip(lost, { directoryAt: 40 });
    let reads = 0;
    const files = memoryFiles(new Map([['a.npz', bytes]]));
    const counting: InputFiles = {
      ...files,
      async open(name) {
        const file = await files.open(name);
        const countedRead = (position: number, size: number) => {
          reads++;
          return file.read(position, size);
        };
        return { ...file, read: countedRead };
      },
    };
    await expect(npzFormat.open({ files: counting, name: 'a.npz' }, testContext)).rejects.toThrow(
      'expected a ZIP directory where the end of a.npz says, found none',
    );
    expect(reads).toBeLessThan(300);
  });

  test('a directory larger than the limit on texts', async () => {
    const limits = { ...testContext.limits, textBytes: 1000 };
    const long = members(3, { extra: Buffer.alloc(60_000) });
    await expect(read(makeZip(long), { limits })).rejects.toThrow(
      /expected a ZIP directory of at most 131,072 bytes, found 180,156 in a.npz/,
    );
  });
});

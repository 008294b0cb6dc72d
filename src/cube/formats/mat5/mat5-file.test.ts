import { deflateSync } from 'node:zlib';
import { expect, describe, test } from 'vitest';
import { checkDamage, checkRoundTrips, fileOf, testContext, testCube } from '../../../../test/format-laws.ts';
import { type CubeSource, readWholeCube } from '../../cube-source.ts';
import { memoryFiles } from '../../files/input-files.ts';
import { memoryOutput } from '../../files/output-files.ts';
import { CubeError } from '../../spectral-cube.ts';
import type { OpenContext } from '../cube-format.ts';
import { mat5Format, openMat5 } from './mat5-file.ts';

/** Writes a MATLAB 5 file as another program does, in either order of bytes. */
class Mat5Maker {
  readonly #little: boolean;

  constructor(little: boolean) {
    this.#little = little;
  }

  file(...elements: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
    const header = Buffer.alloc(128, ' ');
    header.write('MATLAB 5.0 MAT-file, Platform: test');
    header.set(this.#little ? [0, 1, 0x49, 0x4d] : [1, 0, 0x4d, 0x49], 124);
    return new Uint8Array(Buffer.concat([header, ...elements]));
  }

  words(...values: readonly number[]): Buffer {
    const bytes = Buffer.alloc(4 * values.length);
    for (const [at, value] of values.entries()) {
      if (this.#little) bytes.writeInt32LE(value | 0, 4 * at);
      else bytes.writeInt32BE(value | 0, 4 * at);
    }
    return bytes;
  }

  element(type: number, data: Uint8Array, bytes = data.length): Buffer {
    const rest = type === 15 ? 0 : (8 - (data.length % 8)) % 8;
    return Buffer.concat([this.words(type, bytes), data, Buffer.alloc(rest)]);
  }

  /** An element in its tag. */
  small(type: number, data: Uint8Array): Buffer {
    const word = this.words((data.length << 16) | type);
    return Buffer.concat([word, data, Buffer.alloc(4 - data.length)]);
  }

  array(
    name: string,
    shape: readonly number[],
    values: readonly number[],
    { kind = 6, type = 9, flags = 0, extra = Buffer.alloc(0) as Uint8Array } = {},
  ): Buffer {
    const text = Buffer.from(name);
    return this.element(
      14,
      Buffer.concat([
        this.element(6, this.words((flags << 8) | kind, 0)),
        this.element(5, this.words(...shape)),
        text.length <= 4 ? this.small(1, text) : this.element(1, text),
        this.element(type, this.numbers(type, values)),
        extra,
      ]),
    );
  }

  numbers(type: number, values: readonly number[]): Buffer {
    const sizes: Record<number, number> = {
      1: 1,
      2: 1,
      3: 2,
      4: 2,
      5: 4,
      6: 4,
      7: 4,
      9: 8,
      12: 8,
      13: 8,
      16: 1,
    };
    const bytes = Buffer.alloc(values.length * sizes[type]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (const [at, value] of values.entries()) {
      const place = at * sizes[type];
      if (type === 1) view.setInt8(place, value);
      else if (type === 2 || type === 16) view.setUint8(place, value);
      else if (type === 3) view.setInt16(place, value, this.#little);
      else if (type === 4) view.setUint16(place, value, this.#little);
      else if (type === 5) view.setInt32(place, value, this.#little);
      else if (type === 6) view.setUint32(place, value, this.#little);
      else if (type === 7) view.setFloat32(place, value, this.#little);
      else if (type === 9) view.setFloat64(place, value, this.#little);
      else if (type === 12) view.setBigInt64(place, BigInt(value), this.#little);
      else view.setBigUint64(place, BigInt(value), this.#little);
    }
    return bytes;
  }

  packed(element: Uint8Array): Buffer {
    return this.element(15, deflateSync(element));
  }

  /** Rows x columns x bands, the value of each 100 row + 10 column + band. */
  cube(name: string, [rows, columns, bands]: readonly [number, number, number], storage = {}): Buffer {
    return this.array(name, [rows, columns, bands], values(rows, columns, bands), storage);
  }
}

function values(rows: number, columns: number, bands: number): number[] {
  return Array.from(
    { length: rows * columns * bands },
    (_, at) => 100 * (at % rows) + 10 * (Math.floor(at / rows) % columns) + Math.floor(at / (rows * columns)),
  );
}

const little = new Mat5Maker(true);
const twelve = Array.from({ length: 12 }, (_, band) => 400 + 25 * band);
const bands = little.array('bands', [1, 12], twelve);

function open(bytes: Uint8Array<ArrayBuffer>, options: Partial<OpenContext> = {}): Promise<CubeSource> {
  const files = memoryFiles(new Map([['a.mat', bytes]]));
  return mat5Format.open({ files, name: 'a.mat' }, { ...testContext, ...options });
}

describe('reading', () => {
  test.each([true, false])('numbers of every kind, packed and not, little-endian: %s', async (isLittle) => {
    const maker = new Mat5Maker(isLittle);
    const kinds = [
      [6, 9],
      [7, 7],
      [8, 1],
      [9, 2],
      [10, 3],
      [11, 4],
      [12, 5],
      [13, 6],
      [14, 12],
      [15, 13],
      [6, 2], // a double whose values fit fewer bits
      [6, 4],
    ];
    for (const [kind, type] of kinds) {
      for (const pack of [false, true]) {
        const cube = maker.cube('rad', [1, 2, 12], { kind, type });
        const list = maker.array('wavelengths', [12, 1], twelve);
        const bytes = maker.file(list, pack ? maker.packed(cube) : cube);
        const source = await open(bytes);
        expect(source).toMatchObject({ bands: 12, height: 1, width: 2, wavelengths: twelve });
        expect(source.notes).toEqual([
          "'wavelengths' of a.mat does not give the unit of its wavelengths; they were taken as nanometres",
        ]);
        const { data } = await readWholeCube(source);
        expect([...data]).toEqual(Array.from({ length: 24 }, (_, at) => 10 * (at % 2) + Math.floor(at / 2)));
        await source.close();
      }
    }
  });

  test('what is no cube is stepped over: cells, structures, text, sparse, complex, logical, functions', async () => {
    const inner = little.array('', [1, 1], [1]);
    const others = [
      little.array('cells', [1, 1], [], { kind: 1, extra: inner }),
      little.array('object', [2, 2], [1, 2, 3, 4], { kind: 17 }),
      little.array('words', [1, 3], [104, 195, 169], { kind: 4, type: 16 }),
      little.array('complex', [2, 2, 12], values(2, 2, 12), {
        flags: 8,
        extra: little.element(9, Buffer.alloc(384)),
      }),
      little.array('mask', [2, 2], [0, 1, 1, 0], { kind: 9, type: 2, flags: 2 }),
      little.array('', [1, 4], [1, 2, 3, 4], { kind: 9, type: 2 }),
      little.array('RGB', [2, 2, 3], values(2, 2, 3)),
    ];
    const bytes = little.file(...others, little.packed(little.cube('scene', [2, 2, 12])), bands);
    const source = await open(bytes);
    expect(source).toMatchObject({ bands: 12, height: 2, width: 2 });
    expect([...(await source.readWindow({ x: 1, y: 1, width: 1, height: 1 }))]).toEqual(
      Array.from({ length: 12 }, (_, band) => 110 + band),
    );
    await expect(open(bytes, { variable: 'complex' })).rejects.toThrow(
      /found 'complex' in a.mat, which is complex/,
    );
    await expect(open(bytes, { variable: 'cells' })).rejects.toThrow(/which is of class cell/);
    await expect(open(bytes, { variable: 'none' })).rejects.toThrow(
      /found 'cells' \(cell, 1 x 1\), 'words' \(char/,
    );
  });

  test('the usual name comes first, then the only array of three axes; others are asked for', async () => {
    const two = little.file(little.cube('x', [2, 3, 12]), little.cube('ref', [2, 3, 12]), bands);
    expect((await open(two)).notes).toHaveLength(1);
    const both = little.file(little.cube('ref', [2, 3, 12]), little.cube('rad', [2, 3, 12]), bands);
    expect((await open(both)).notes[0]).toBe("a.mat holds 'rad', 'ref'; 'rad' was read");
    const unnamed = little.file(little.cube('x', [2, 3, 12]), little.cube('y', [2, 3, 12]), bands);
    await expect(open(unnamed)).rejects.toThrow(
      "expected one array of three axes, found 'x' (double, 2 x 3 x 12), 'y' (double, 2 x 3 x 12) in a.mat",
    );
    expect(await open(unnamed, { variable: 'y' })).toMatchObject({ bands: 12 });
    await expect(open(little.file(bands))).rejects.toThrow(/expected an array of three axes .*'bands'/);
    await expect(open(little.file())).rejects.toThrow(/found none in a.mat/);
  });

  test('wavelengths must fit an axis and be no count of bands', async () => {
    const cube = little.cube('cube', [2, 3, 12]);
    const counted = little.file(
      cube,
      little.array(
        'bands',
        [1, 12],
        twelve.map((_, at) => at + 1),
      ),
    );
    await expect(open(counted)).rejects.toThrow(/expected an axis of 31/);
    const found = await open(counted, { wavelengths: twelve });
    expect(found.wavelengths).toEqual(twelve);
    const other = little.file(
      cube,
      little.array('bands', [1, 5], [1, 2, 3, 4, 5]),
      little.array('wl', [12, 1], twelve),
    );
    expect((await open(other)).wavelengths).toEqual(twelve);
    const micro = little.file(
      cube,
      little.array(
        'lambda',
        [12, 1],
        twelve.map((value) => value / 1000),
      ),
    );
    expect((await open(micro)).wavelengths).toEqual(twelve);
    const turned = little.array('cube', [12, 2, 3], values(12, 2, 3));
    expect(await open(little.file(turned, bands))).toMatchObject({ bands: 12, height: 2, width: 3 });
  });

  test('one band is two axes in MATLAB', async () => {
    const bytes = little.file(
      little.array('cube', [2, 3], [1, 2, 3, 4, 5, 6]),
      little.array('bands', [1, 1], [550]),
    );
    const source = await open(bytes);
    expect(source).toMatchObject({ bands: 1, height: 2, width: 3, wavelengths: [550] });
    expect([...(await readWholeCube(source)).data]).toEqual([1, 3, 5, 2, 4, 6]);
  });

  test('variables for other rooms: a mask, a window of a packed array', async () => {
    const mask = little.packed(little.array('lbl', [2, 3], [0, 1, 1, 0, 0, 1], { kind: 9, type: 2 }));
    const bytes = little.file(mask, little.cube('ref', [2, 3, 12]), bands);
    const mat = await openMat5(
      { files: memoryFiles(new Map([['a.mat', bytes]])), name: 'a.mat' },
      testContext,
    );
    expect(mat.variables()).toEqual([
      { name: 'lbl', kind: 'uint8', shape: [2, 3] },
      { name: 'ref', kind: 'double', shape: [2, 3, 12] },
      { name: 'bands', kind: 'double', shape: [1, 12] },
    ]);
    expect([...(await mat.readVariable('lbl'))]).toEqual([0, 1, 0, 1, 0, 1]);
    expect([...(await mat.readVariable('lbl', { x: 1, y: 0, width: 2, height: 1 }))]).toEqual([1, 0]);
    const window = { x: 2, y: 1, width: 1, height: 1, bands: { first: 3, count: 2 } };
    expect([...(await mat.readVariable('ref', window))]).toEqual([123, 124]);
    await expect(mat.readVariable('none')).rejects.toThrow(CubeError);
    await mat.close();
  });
});

describe('hostile files', () => {
  test('cut or changed anywhere, a file is read or refused', async () => {
    const small = testCube(2, 2, 3);
    const plain = await fileOf(mat5Format, small, { dataType: 'uint16', scaleFactor: 8 });
    expect((await checkDamage(mat5Format, 'a.mat', plain.bytes)).flippedRead).toBeGreaterThan(0);
    const packed = await fileOf(mat5Format, small, { dataType: 'uint16', scaleFactor: 8, compress: true });
    // A packed file is protected by its check sums: only the text at its start may change.
    const { flippedRead } = await checkDamage(mat5Format, 'a.mat', packed.bytes);
    expect(flippedRead).toBeLessThan(124 + 30);
  });

  test.each([
    ['sizes beyond all files', little.array('cube', [0x7fffffff, 0x7fffffff, 31], [])],
    ['negative sizes', little.array('cube', [-1, 2, 31], [])],
    ['sizes that do not fit the numbers', little.array('cube', [2, 2, 31], [1, 2, 3])],
    ['sizes in another type', little.element(14, little.element(6, little.words(6, 0)))],
    ['an element beyond the end', little.element(14, Buffer.alloc(64), 0xffffffff)],
    ['an element of another kind', little.element(3, Buffer.alloc(64))],
    ['a class that is none', little.array('cube', [1, 1], [1], { kind: 99 })],
    ['packed bytes that are none', little.element(15, Buffer.from('not zlib at all'))],
    ['a packed number', little.packed(little.element(9, Buffer.alloc(8)))],
    ['a packed file in a packed file', little.packed(little.packed(bands))],
    ['nothing packed', little.packed(Buffer.alloc(0))],
  ])('%s are refused', async (_, element) => {
    await expect(open(little.file(element))).rejects.toThrow(CubeError);
  });

  test('packed numbers that are more or fewer than declared are refused', async () => {
    const cube = little.cube('cube', [2, 3, 12]);
    const longer = little.packed(Buffer.concat([cube, Buffer.alloc(5000)]));
    const shorter = little.packed(cube.subarray(0, cube.length - 8));
    for (const element of [longer, shorter]) {
      const source = await open(little.file(bands, element));
      await expect(readWholeCube(source)).rejects.toThrow(/expected a packed variable of \d+ bytes, found/);
      await source.close();
    }
  });

  test('a bomb is refused by what it says, or while it unpacks', async () => {
    const start = little.array('cube', [8000, 8000, 12], []).subarray(8);
    const claim = little.element(14, start, 8000 * 8000 * 12 * 8 + start.length);
    const tagAt = claim.length - 8;
    claim.writeInt32LE((8000 * 8000 * 12 * 8) | 0, tagAt + 4);
    const small = little.packed(claim.subarray(0, claim.length));
    await expect(open(little.file(bands, small))).rejects.toThrow(
      /6,144,000,000|packed bytes to become at most/,
    );
    const limits = { ...testContext.limits, wholeSamples: 71 };
    const packed = little.file(bands, little.packed(little.cube('cube', [2, 3, 12])));
    await expect(open(packed, { limits })).rejects.toThrow(/expected at most 71 samples .* found 72/);
  });

  test('more variables than the limit, more bands than the limit', async () => {
    const limits = { ...testContext.limits, entries: 3 };
    const bytes = little.file(bands, bands, bands, little.cube('cube', [2, 2, 12]));
    await expect(open(bytes, { limits })).rejects.toThrow(/expected at most 3 variables/);
    const few = { ...testContext.limits, bands: 11 };
    await expect(open(bytes, { limits: few, wavelengths: twelve })).rejects.toThrow(
      /expected at most 11 bands/,
    );
  });

  test('other files are not claimed', async () => {
    const claims = (bytes: Uint8Array<ArrayBuffer>) =>
      mat5Format.claims?.({ files: memoryFiles(new Map([['a.mat', bytes]])), name: 'a.mat' });
    expect(await claims(little.file())).toBe(true);
    expect(await claims(new Mat5Maker(false).file())).toBe(true);
    expect(await claims(new Uint8Array(20))).toBe(false);
    const hdf5 = little.file();
    hdf5.set([0, 2], 124);
    expect(await claims(hdf5)).toBe(false);
    await expect(open(hdf5)).rejects.toThrow(/expected the header of a MATLAB 5 file/);
  });
});

describe('writing', () => {
  test('cubes come back as they were', async () => {
    await checkRoundTrips(mat5Format, [{}, { compress: true }, { variable: 'rad' }], 150);
  });

  test('what MATLAB cannot take is refused before the work', async () => {
    const create = (size: number, options = {}) =>
      mat5Format.create?.(
        memoryOutput(),
        'a.mat',
        { ...testCube(1, 1, 1), height: size, width: size },
        options,
      );
    await expect(create(23_171)).rejects.toThrow(/at most 2,147,483,647 bytes, found 2,147,580,964/);
    await expect(create(100, { variable: '1st' })).rejects.toThrow(/expected a MATLAB name/);
    await expect(create(100, { variable: 'bands' })).rejects.toThrow(/expected another name/);
    await expect(create(100, { scaleFactor: 0 })).rejects.toThrow(/scale factor/);
  });
});

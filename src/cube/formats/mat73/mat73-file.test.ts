import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import h5wasm from 'h5wasm/node';
import { afterAll, describe, expect, test } from 'vitest';
import { checkRoundTrips, fileOf, testContext, testCube } from '../../../../test/format-laws.ts';
import { counting, hdf5, openHdf5Cube, removeMade } from '../../../../test/make-hdf5.ts';
import { numbersOfBigEndian } from '../../../../test/odd-hdf5-files.ts';
import { readWholeCube } from '../../cube-source.ts';
import { AXIS_ORDERS } from '../raw/raw-layout.ts';
import { hdf5Start, pieceTree } from './hdf5-structure.ts';
import { mat73Format } from './mat73-file.ts';

afterAll(removeMade);

const twelve = Float64Array.from({ length: 12 }, (_, band) => 400 + 25 * band);

/** How the numbers of each type are put into a file. */
const STORED = {
  '<f': { from: (values: number[]) => Float32Array.from(values) },
  '<d': { from: (values: number[]) => Float64Array.from(values) },
  '<b': { from: (values: number[]) => Int8Array.from(values) },
  '<B': { from: (values: number[]) => Uint8Array.from(values) },
  '<h': { from: (values: number[]) => Int16Array.from(values) },
  '<H': { from: (values: number[]) => Uint16Array.from(values) },
  '<i': { from: (values: number[]) => Int32Array.from(values) },
  '<I': { from: (values: number[]) => Uint32Array.from(values) },
  '<q': { from: (values: number[]) => BigInt64Array.from(values, BigInt) },
  '<Q': { from: (values: number[]) => BigUint64Array.from(values, BigInt) },
} as const;

describe('reading', () => {
  test('a file of MATLAB: axes in reverse, a class for each variable', async () => {
    const bytes = await hdf5((file) => {
      const cube = { name: 'rad', data: counting(72), shape: [12, 3, 2], chunks: [5, 2, 2], compression: 4 };
      file.create_dataset({ ...cube, dtype: '<f' })?.create_attribute('MATLAB_class', 'single');
      file.create_dataset({ name: 'bands', data: twelve, shape: [12, 1] });
      file.create_group('#refs#').create_dataset({ name: 'cube', data: counting(24), shape: [2, 3, 4] });
    });
    const source = await openHdf5Cube(bytes, 'a.mat');
    expect(source).toMatchObject({ bands: 12, height: 2, width: 3, wavelengths: [...twelve] });
    const { data } = await readWholeCube(source);
    // In the file `[band, column, row]`.
    expect([...data.subarray(0, 6)]).toEqual([0, 2, 4, 1, 3, 5]);
    const window = { x: 1, y: 1, width: 2, height: 1, bands: { first: 4, count: 3 } };
    expect([...(await source.readWindow(window))]).toEqual([27, 29, 33, 35, 39, 41]);
    await source.close();
  });

  test('a file of Python: bands first or last, units in an attribute, groups', async () => {
    const first = await hdf5((file) => {
      const group = file.create_group('scene');
      group.create_dataset({ name: 'cube', data: counting(72), shape: [12, 2, 3] });
      group
        .create_dataset({ name: 'wavelengths', data: twelve.map((value) => value / 1000) })
        .create_attribute('units', 'um');
      file.create_dataset({ name: 'rgb', data: counting(18), shape: [3, 2, 3] });
    });
    const source = await openHdf5Cube(first);
    expect(source).toMatchObject({ bands: 12, height: 2, width: 3, wavelengths: [...twelve], notes: [] });
    expect([...(await readWholeCube(source)).data]).toEqual([...counting(72)]);
    const last = await hdf5((file) => {
      file.create_dataset({ name: 'anything', data: counting(72), shape: [2, 3, 12] });
      file.create_dataset({ name: 'wavelength_nm', data: twelve.toReversed() });
    });
    const turned = await openHdf5Cube(last);
    expect(turned).toMatchObject({ bands: 12, height: 2, width: 3, wavelengths: [...twelve] });
    // Bands stand in the file from the longest wavelength to the shortest.
    expect([
      ...(await turned.readWindow({ x: 0, y: 0, width: 2, height: 1, bands: { first: 0, count: 1 } })),
    ]).toEqual([11, 23]);
    const named = await openHdf5Cube(first, 'a.h5', { variable: '/scene/cube' });
    expect(named.bands).toBe(12);
    await expect(openHdf5Cube(first, 'a.h5', { variable: 'cube' })).rejects.toThrow(
      /found 'rgb' .*'scene\/cube'/,
    );
  });

  test('a cube that is read in several blocks, in one stretch and in pieces', async () => {
    const [bands, height, width] = [31, 400, 350]; // 17 MB: more than one block
    const samples = counting(bands * height * width);
    for (const place of [{}, { chunks: [3, 100, 90] }]) {
      const bytes = await hdf5((file) => {
        file.create_dataset({ name: 'cube', data: samples, shape: [bands, height, width], ...place });
      });
      const source = await openHdf5Cube(bytes);
      const { data } = await readWholeCube(source);
      expect(Buffer.compare(new Uint8Array(data.buffer), new Uint8Array(samples.buffer))).toBe(0);
      await source.close();
    }
  });

  test('only blocks of the window are asked for', async () => {
    const bytes = await hdf5((file) => {
      file.create_dataset({ name: 'cube', data: counting(31 * 24), shape: [31, 4, 6], chunks: [2, 2, 2] });
    });
    const asked: (readonly number[])[] = [];
    const source = await openHdf5Cube(bytes, 'a.h5', {
      startHdf5: async (...given) => {
        const file = await testContext.startHdf5(...given);
        return {
          ...file,
          read: (path, start, count) => {
            asked.push(count);
            return file.read(path, start, count);
          },
        };
      },
    });
    await source.readWindow({ x: 3, y: 1, width: 2, height: 2, bands: { first: 4, count: 5 } });
    expect(asked).toEqual([[5, 2, 2]]);
  });

  test('any order of axes, type, pieces and window, as a slice of the whole', async () => {
    const stored = fc.constantFrom(...Object.entries(STORED));
    const size = fc.integer({ min: 1, max: 6 });
    const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const shares = fc.array(fc.tuple(share, share), { minLength: 3, maxLength: 3 });
    const axes = fc.constantFrom(...AXIS_ORDERS);
    const packing = fc.constantFrom('stretch', 'pieces', 'packed');
    await fc.assert(
      fc.asyncProperty(
        stored,
        size,
        size,
        axes,
        packing,
        shares,
        fc.boolean(),
        async ([dtype, list], rows, columns, order, kind, chances, descending) => {
          const sizes = { band: 8, row: rows, column: columns };
          const shape = order.map((axis) => sizes[axis]);
          const pieces = shape.map((length, axis) => 1 + Math.floor(chances[axis][0] * length));
          const wavelengths = Array.from(
            { length: 8 },
            (_, band) => 400 + 40 * (descending ? 7 - band : band),
          );
          const bytes = await hdf5((file) => {
            const data = list.from(Array.from({ length: 8 * rows * columns }, (_, at) => at % 120));
            const chunks = kind === 'stretch' ? {} : { chunks: pieces };
            const compression = kind === 'packed' ? { compression: 6 } : {};
            file.create_dataset({ name: 'x', data, dtype, shape, ...chunks, ...compression });
          });
          const source = await openHdf5Cube(bytes, 'a.h5', { axes: order, wavelengths });
          const value = (band: number, row: number, column: number): number => {
            const at = { band: descending ? 7 - band : band, row, column };
            return order.reduce((index, axis) => index * sizes[axis] + at[axis], 0) % 120;
          };
          const [[x, width], [y, height], [first, count]] = [columns, rows, 8].map((length, axis) => {
            const from = Math.floor(chances[axis][0] * length);
            return [from, 1 + Math.floor(chances[axis][1] * (length - from))];
          });
          const found = await source.readWindow({ x, y, width, height, bands: { first, count } });
          const wanted = Array.from({ length: count * height * width }, (_, at) =>
            value(
              first + Math.floor(at / (height * width)),
              y + (Math.floor(at / width) % height),
              x + (at % width),
            ),
          );
          expect([...found]).toEqual(wanted);
          await source.close();
        },
      ),
      { numRuns: 120 },
    );
  });

  test('big-endian numbers; a `.mat` file that no MATLAB wrote; what is empty for MATLAB', async () => {
    const big = await openHdf5Cube(numbersOfBigEndian);
    expect(big.wavelengths).toEqual([400, 500, 600]);
    expect([...(await readWholeCube(big)).data]).toEqual([-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6]);
    const python = await hdf5((file) => {
      file.create_dataset({ name: 'cube', data: counting(72), shape: [12, 3, 2] });
      file.create_dataset({ name: 'bands', data: twelve });
    });
    const unmarked = await openHdf5Cube(python, 'a.mat');
    expect(unmarked).toMatchObject({ height: 2, width: 3 });
    expect(unmarked.notes).toContain(
      "a.mat does not say that MATLAB wrote it; rows and columns were taken in MATLAB's order",
    );
    const empty = (value: number) =>
      hdf5((file) => {
        file.create_dataset({ name: 'cube', data: counting(24), shape: [2, 3, 4] });
        const bands = file.create_dataset({ name: 'bands', data: Float64Array.of(500, 600) });
        bands?.create_attribute('MATLAB_class', 'double');
        bands?.create_attribute('MATLAB_empty', value, [], '<B');
      });
    await expect(openHdf5Cube(await empty(1))).rejects.toThrow(/expected an axis of 31/);
    expect((await openHdf5Cube(await empty(0))).wavelengths).toEqual([500, 600]);
  });

  test('a file of Octave: a group for each variable, axes in reverse', async () => {
    const bytes = await hdf5((file) => {
      for (const [name, data, shape] of [
        ['cube', counting(72), [12, 3, 2]],
        ['bands', twelve, [12, 1]],
      ] as const) {
        const group = file.create_group(name);
        group.create_dataset({ name: 'type', data: 'matrix' });
        group.create_dataset({ name: 'value', data, shape: [...shape] });
      }
    });
    const source = await openHdf5Cube(bytes);
    expect(source).toMatchObject({ bands: 12, height: 2, width: 3, wavelengths: [...twelve] });
    expect([...(await readWholeCube(source)).data.subarray(0, 6)]).toEqual([0, 2, 4, 1, 3, 5]);
    await expect(openHdf5Cube(bytes, 'a.h5', { variable: 'none' })).rejects.toThrow(
      /'cube' \(float32, 2 x 3 x 12\)/,
    );
  });

  test('waiting for a block ends when the signal says so', async () => {
    const bytes = await hdf5((file) => {
      file.create_dataset({ name: 'cube', data: counting(31 * 4), shape: [31, 2, 2] });
    });
    const source = await openHdf5Cube(bytes, 'a.h5', {
      startHdf5: async (...given) => ({
        ...(await testContext.startHdf5(...given)),
        read: () => new Promise(() => undefined),
      }),
    });
    const stop = new AbortController();
    const reading = source.readWindow({ x: 0, y: 0, width: 2, height: 2 }, stop.signal);
    stop.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
    await source.close();
  });
});

describe('writing', () => {
  test('cubes come back as they were', async () => {
    await checkRoundTrips(mat73Format, [{}, { compress: true }, { variable: 'rad' }], 150);
  });

  test('a tree of three levels leads to every piece', async () => {
    const shape = [4097, 1, 1];
    const packed = [3, 5, 8].map((value) => deflateSync(Uint8Array.of(value)));
    const described = (tree: number) => [
      { name: 'cube', type: 'uint8', shape, attributes: [], place: { tree, chunk: [1, 1, 1] } } as const,
    ];
    const at = hdf5Start(described(0), 0, 0).length;
    const places = packed.map((bytes, index) => at + index * bytes.length);
    // Pieces with the same value share their bytes.
    const pieces = Array.from({ length: 4097 }, (_, band) => ({
      offset: [band, 0, 0],
      address: places[band % 3],
      bytes: packed[0].length,
    }));
    const { nodes, root } = pieceTree(pieces, [1, 1, 1], 1, at + 3 * packed[0].length);
    expect(nodes.length).toBe(65 + 2 + 1);
    const parts = [...packed, ...nodes];
    const length = parts.reduce((sum, part) => sum + part.length, at);
    const bytes = new Uint8Array(Buffer.concat([hdf5Start(described(root), 0, length), ...parts]));
    const limits = { ...testContext.limits, bands: 5000 };
    const wavelengths = pieces.map((_, band) => band + 1);
    const { data } = await readWholeCube(await openHdf5Cube(bytes, 'a.h5', { limits, wavelengths }));
    expect(data.every((value, band) => value === [3, 5, 8][band % 3])).toBe(true);
  });

  test('what MATLAB knows the file by', async () => {
    const { bytes } = await fileOf(mat73Format, testCube(2, 3, 2));
    expect(Buffer.from(bytes.subarray(0, 116)).toString()).toMatch(
      /^MATLAB 7\.3 MAT-file, .* HDF5 schema 1\.00 \. *$/,
    );
    expect([...bytes.subarray(124, 128)]).toEqual([0, 2, 0x49, 0x4d]);
    expect([...bytes.subarray(512, 516)]).toEqual([0x89, 0x48, 0x44, 0x46]);
    const path = join(await mkdtemp(join(tmpdir(), 'spectralift-')), 'written.h5');
    await writeFile(path, bytes);
    await h5wasm.ready;
    const file = new h5wasm.File(path, 'r');
    expect(file.keys()).toEqual(['bands', 'cube', 'spectralift']);
    const cube = file.get('cube');
    expect(cube).toMatchObject({ shape: [2, 2, 3], dtype: '<f' });
    expect(cube).toHaveProperty('attrs.MATLAB_class.value', 'single');
    expect(file.get('spectralift')).toHaveProperty('attrs.MATLAB_int_decode.value', 2);
    file.close();
    await rm(dirname(path), { recursive: true });
  });
});

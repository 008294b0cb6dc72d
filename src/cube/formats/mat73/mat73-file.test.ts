import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import h5wasm from 'h5wasm/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkDamage, checkRoundTrips, fileOf, testContext, testCube } from '../../../../test/format-laws.ts';
import { numbersInOtherFile, unknownFilter, viewOfOtherFile } from '../../../../test/odd-hdf5-files.ts';
import { type CubeSource, readWholeCube } from '../../cube-source.ts';
import { memoryFiles } from '../../files/input-files.ts';
import type { OpenContext } from '../cube-format.ts';
import { hdf5Start, pieceTree } from './hdf5-structure.ts';
import { mat73Format } from './mat73-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-'));
  await h5wasm.ready;
});
afterAll(() => rm(folder, { recursive: true }));

let made = 0;

/** A file as the HDF5 library writes it. */
async function hdf5(
  make: (file: InstanceType<typeof h5wasm.File>) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const path = join(folder, `${made++}.h5`);
  const file = new h5wasm.File(path, 'w');
  make(file);
  file.close();
  return new Uint8Array(await readFile(path));
}

function open(
  bytes: Uint8Array<ArrayBuffer>,
  name = 'a.h5',
  options: Partial<OpenContext> = {},
): Promise<CubeSource> {
  return mat73Format.open(
    { files: memoryFiles(new Map([[name, bytes]])), name },
    { ...testContext, ...options },
  );
}

const twelve = Float64Array.from({ length: 12 }, (_, band) => 400 + 25 * band);

/** Counts from 0. */
function counting(length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => index);
}

describe('reading', () => {
  test('a file of MATLAB: axes in reverse, a class for each variable', async () => {
    const bytes = await hdf5((file) => {
      const cube = { name: 'rad', data: counting(72), shape: [12, 3, 2], chunks: [5, 2, 2], compression: 4 };
      file.create_dataset({ ...cube, dtype: '<f' })?.create_attribute('MATLAB_class', 'single');
      file.create_dataset({ name: 'bands', data: twelve, shape: [12, 1] });
      file.create_group('#refs#').create_dataset({ name: 'cube', data: counting(24), shape: [2, 3, 4] });
    });
    const source = await open(bytes, 'a.mat');
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
    const source = await open(first);
    expect(source).toMatchObject({ bands: 12, height: 2, width: 3, wavelengths: [...twelve], notes: [] });
    expect([...(await readWholeCube(source)).data]).toEqual([...counting(72)]);
    const last = await hdf5((file) => {
      file.create_dataset({ name: 'anything', data: counting(72), shape: [2, 3, 12] });
      file.create_dataset({ name: 'wavelength_nm', data: twelve.toReversed() });
    });
    const turned = await open(last);
    expect(turned).toMatchObject({ bands: 12, height: 2, width: 3, wavelengths: [...twelve] });
    // Bands stand in the file from the longest wavelength to the shortest.
    expect([
      ...(await turned.readWindow({ x: 0, y: 0, width: 2, height: 1, bands: { first: 0, count: 1 } })),
    ]).toEqual([11, 23]);
    const named = await open(first, 'a.h5', { variable: '/scene/cube' });
    expect(named.bands).toBe(12);
    await expect(open(first, 'a.h5', { variable: 'cube' })).rejects.toThrow(/found 'rgb' .*'scene\/cube'/);
  });

  test('a cube that is read in several blocks, in one stretch and in pieces', async () => {
    const [bands, height, width] = [31, 400, 400];
    const samples = counting(bands * height * width);
    for (const place of [{}, { chunks: [3, 100, 90] }]) {
      const bytes = await hdf5((file) => {
        file.create_dataset({ name: 'cube', data: samples, shape: [bands, height, width], ...place });
      });
      const source = await open(bytes);
      const { data } = await readWholeCube(source);
      expect(data.every((value, index) => value === samples[index])).toBe(true);
      await source.close();
    }
  });

  test('only blocks of the window are asked for', async () => {
    const bytes = await hdf5((file) => {
      file.create_dataset({ name: 'cube', data: counting(31 * 24), shape: [31, 4, 6], chunks: [2, 2, 2] });
    });
    const asked: (readonly number[])[] = [];
    const source = await open(bytes, 'a.h5', {
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
});

describe('hostile files', () => {
  test('no file names another: links, views and numbers elsewhere', async () => {
    const links = await hdf5((file) => {
      file.create_external_link('secret.h5', '/cube', 'cube');
      file.create_soft_link('/cube', 'rad');
      file.create_soft_link('/ref', 'ref');
      file.create_dataset({ name: 'x', data: counting(4) });
    });
    await expect(open(links)).rejects.toThrow("found 'cube' in a.h5, which is a link to another file");
    await expect(open(links, 'a.h5', { variable: 'rad' })).rejects.toThrow(
      /which is a link to another place/,
    );
    await expect(open(viewOfOtherFile)).rejects.toThrow(/which is a view of data sets in other files/);
    const elsewhere = await open(numbersInOtherFile, 'a.h5', { wavelengths: [500] });
    await expect(readWholeCube(elsewhere)).rejects.toThrow(/unable to open external raw data file/);
  });

  test('a filter that is not known, a group that holds itself, more than the limits', async () => {
    await expect(open(unknownFilter)).rejects.toThrow(
      /packed by the filter lzf \(32000\), which is not known/,
    );
    const circle = await hdf5((file) => {
      file.create_hard_link('/', 'again');
      file.create_dataset({ name: 'cube', data: counting(24), shape: [2, 3, 4] });
    });
    await expect(open(circle)).rejects.toThrow(/expected groups within groups at most 32 deep/);
    const many = await hdf5((file) => {
      for (let index = 0; index < 5; index++) file.create_group(`g${index}`);
    });
    const limits = { ...testContext.limits, entries: 4 };
    await expect(open(many, 'a.h5', { limits })).rejects.toThrow(/expected at most 4 objects/);
    const small = { ...testContext.limits, parserBytes: 7000 };
    const chunked = await hdf5((file) => {
      file.create_dataset({ name: 'cube', data: counting(1000), shape: [10, 10, 10], chunks: [10, 10, 10] });
    });
    await expect(open(chunked, 'a.h5', { limits: small })).rejects.toThrow(/stored in pieces of 4,000 bytes/);
  });

  test('what holds no numbers is not taken for a cube', async () => {
    const bytes = await hdf5((file) => {
      file.create_dataset({ name: 'cube', data: ['a', 'b', 'c'] });
      file
        .create_dataset({ name: 'rad', data: counting(8), shape: [2, 2, 2] })
        .create_attribute('MATLAB_class', 'char');
      file.create_dataset({
        name: 'ref',
        data: new Map([
          ['real', counting(4)],
          ['imag', counting(4)],
        ]),
      });
    });
    await expect(open(bytes)).rejects.toThrow(
      /expected an array of real numbers, found '\w+' in a.h5, which is text/,
    );
    await expect(open(bytes, 'a.h5', { variable: 'ref' })).rejects.toThrow(/which is complex or a structure/);
    await expect(open(bytes, 'a.h5', { variable: 'rad' })).rejects.toThrow(
      /found 'rad' in a.h5, which is text/,
    );
  });

  test('packed pieces that are damaged, sizes that no such file can have', async () => {
    const make = (shape: readonly number[], packed: Uint8Array): Uint8Array<ArrayBuffer> => {
      const chunk = [1, 4, 4];
      const described = (tree: number, address: number) => [
        { name: 'cube', type: 'uint8', shape, attributes: [], place: { tree, chunk } } as const,
        { name: 'wl', type: 'uint8', shape: [1], attributes: [], place: { address, bytes: 1 } } as const,
      ];
      const at = hdf5Start(described(0, 0), 0, 0).length;
      const piece = { offset: [0, 0, 0], address: at + 8, bytes: packed.length };
      const { nodes, root } = pieceTree([piece], chunk, 1, at + 8 + packed.length);
      const end = [Uint8Array.of(70), new Uint8Array(7), packed, ...nodes];
      const length = end.reduce((sum, part) => sum + part.length, at);
      return new Uint8Array(Buffer.concat([hdf5Start(described(root, at), 0, length), ...end]));
    };
    const options = { wavelengths: [500] };
    const right = await open(make([1, 4, 4], deflateSync(new Uint8Array(16).fill(7))), 'a.h5', options);
    expect([...(await readWholeCube(right)).data]).toEqual(new Array(16).fill(7));
    const cut = await open(make([1, 4, 4], deflateSync(counting(16)).subarray(0, 9)), 'a.h5', options);
    await expect(readWholeCube(cut)).rejects.toThrow(/expected the numbers of \/cube/);
    const huge = make([1, 2 ** 30, 2 ** 22], deflateSync(new Uint8Array(16)));
    await expect(open(huge, 'a.h5', options)).rejects.toThrow(/packed bytes to become at most/);
    const beyond = make([1, 2 ** 40, 2 ** 40], deflateSync(new Uint8Array(16)));
    await expect(open(beyond, 'a.h5', options)).rejects.toThrow(/larger than a file can be/);
  });

  test('cut or changed anywhere, a file is read or refused', async () => {
    const { bytes } = await fileOf(mat73Format, testCube(2, 3, 2));
    const plain = await checkDamage(mat73Format, 'a.mat', bytes, { step: 7 });
    expect(plain.cutRead).toBe(0);
    const packed = await fileOf(mat73Format, testCube(2, 3, 2), { compress: true });
    expect((await checkDamage(mat73Format, 'a.mat', packed.bytes, { step: 41 })).cutRead).toBe(0);
  });

  test('other files are not claimed, user blocks of all sizes are', async () => {
    const { bytes } = await fileOf(mat73Format, testCube(2, 3, 2));
    const claims = (content: Uint8Array<ArrayBuffer>) =>
      mat73Format.claims?.({ files: memoryFiles(new Map([['a.mat', content]])), name: 'a.mat' });
    expect(await claims(bytes)).toBe(true);
    expect(await claims(bytes.slice(512))).toBe(true);
    expect(await claims(new Uint8Array(Buffer.concat([Buffer.alloc(512), bytes])))).toBe(true);
    expect(await claims(new Uint8Array(Buffer.concat([Buffer.alloc(8), bytes])))).toBe(false);
    expect(await claims(new Uint8Array(0))).toBe(false);
    await expect(open(new Uint8Array(3000))).rejects.toThrow(/expected the signature of an HDF5 file/);
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
    const { data } = await readWholeCube(await open(bytes, 'a.h5', { limits, wavelengths }));
    expect(data.every((value, band) => value === [3, 5, 8][band % 3])).toBe(true);
  });

  test('what MATLAB knows the file by', async () => {
    const { bytes } = await fileOf(mat73Format, testCube(2, 3, 2));
    expect(Buffer.from(bytes.subarray(0, 116)).toString()).toMatch(
      /^MATLAB 7\.3 MAT-file, .* HDF5 schema 1\.00 \. *$/,
    );
    expect([...bytes.subarray(124, 128)]).toEqual([0, 2, 0x49, 0x4d]);
    expect([...bytes.subarray(512, 516)]).toEqual([0x89, 0x48, 0x44, 0x46]);
    const path = join(folder, 'written.h5');
    await writeFile(path, bytes);
    const file = new h5wasm.File(path, 'r');
    expect(file.keys()).toEqual(['bands', 'cube', 'spectralift']);
    const cube = file.get('cube');
    expect(cube).toMatchObject({ shape: [2, 2, 3], dtype: '<f' });
    expect(cube).toHaveProperty('attrs.MATLAB_class.value', 'single');
    expect(file.get('spectralift')).toHaveProperty('attrs.MATLAB_int_decode.value', 2);
    file.close();
  });
});

import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readWholeCube } from '../../cube-source.ts';
import { CubeError, type CubeHeader, type SpectralCube } from '../../spectral-cube.ts';
import { FileError } from '../../files/file-error.ts';
import { createCubeSink, openCube } from '../../node/open-cube.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-'));
  path = join(folder, 'cube.npy');
});
afterEach(() => rm(folder, { recursive: true }));

async function read(): Promise<SpectralCube & { notes: readonly string[] }> {
  const source = await openCube(path);
  try {
    return { ...(await readWholeCube(source)), notes: source.notes };
  } finally {
    await source.close();
  }
}

/** A `.npy` file as NumPy writes it. */
function npy(descr: string, shape: readonly number[], samples: Uint8Array): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`.padEnd(
    117,
    ' ',
  );
  return Buffer.concat([
    Buffer.from([0x93]),
    Buffer.from('NUMPY'),
    Buffer.from([1, 0, 118, 0]),
    Buffer.from(`${text}\n`),
    samples,
  ]);
}

/** Every index of an array, the last fastest. */
function everyIndex(bands: number, rows: number, columns: number): [number, number, number][] {
  return Array.from({ length: bands * rows * columns }, (_, at) => [
    Math.floor(at / (rows * columns)),
    Math.floor(at / columns) % rows,
    at % columns,
  ]);
}

const puts = {
  '|u1': { size: 1, put: (v: DataView, at: number, x: number) => v.setUint8(at, x) },
  '|i1': { size: 1, put: (v: DataView, at: number, x: number) => v.setInt8(at, x) },
  '<u2': { size: 2, put: (v: DataView, at: number, x: number) => v.setUint16(at, x, true) },
  '>i2': { size: 2, put: (v: DataView, at: number, x: number) => v.setInt16(at, x) },
  '<i4': { size: 4, put: (v: DataView, at: number, x: number) => v.setInt32(at, x, true) },
  '>u4': { size: 4, put: (v: DataView, at: number, x: number) => v.setUint32(at, x) },
  '<f4': { size: 4, put: (v: DataView, at: number, x: number) => v.setFloat32(at, x, true) },
  '>f4': { size: 4, put: (v: DataView, at: number, x: number) => v.setFloat32(at, x) },
  '<f8': { size: 8, put: (v: DataView, at: number, x: number) => v.setFloat64(at, x, true) },
  '>i8': { size: 8, put: (v: DataView, at: number, x: number) => v.setBigInt64(at, BigInt(x)) },
  '<u8': { size: 8, put: (v: DataView, at: number, x: number) => v.setBigUint64(at, BigInt(x), true) },
} as const;

describe('reading', () => {
  test('every type and byte order, and the sidecar', async () => {
    const types = fc.constantFrom(...(Object.keys(puts) as (keyof typeof puts)[]));
    const sizes = fc.tuple(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 5 }),
    );
    await fc.assert(
      fc.asyncProperty(types, sizes, fc.constantFrom(1, 4), async (descr, shape, scaleFactor) => {
        const [bands, height, width] = shape;
        const { size, put } = puts[descr];
        const samples = new Uint8Array(bands * height * width * size);
        const view = new DataView(samples.buffer);
        for (let index = 0; index < bands * height * width; index++) put(view, index * size, index);
        await writeFile(path, npy(descr, shape, samples));
        const wavelengths = Array.from({ length: bands }, (_, band) => 0.4 + band / 100);
        const sidecar = {
          wavelengths,
          wavelengthUnits: 'um',
          scaleFactor,
          axes: ['band', 'row', 'column'],
          quantity: 'radiance',
          response: 'D700',
        };
        await writeFile(join(folder, 'cube.json'), JSON.stringify(sidecar));
        const cube = await read();
        expect(cube).toMatchObject({
          bands,
          height,
          width,
          notes: [],
          metadata: { quantity: 'radiance', response: 'D700' },
        });
        expect(cube.wavelengths[bands - 1]).toBe(400 + 10 * (bands - 1));
        expect([...cube.data]).toEqual(Array.from(cube.data, (_, index) => index / scaleFactor));
      }),
      { numRuns: 60 },
    );
  });

  test('without a sidecar 31 bands are taken as visible and others are asked for', async () => {
    await writeFile(path, npy('|u1', [31, 1, 1], new Uint8Array(31)));
    const cube = await read();
    expect([cube.wavelengths[0], cube.wavelengths[30], cube.metadata.quantity]).toEqual([
      400,
      700,
      'unknown',
    ]);
    expect(cube.notes).toHaveLength(1);
    await writeFile(path, npy('|u1', [4, 5, 30], new Uint8Array(600)));
    const error: unknown = await openCube(path).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(CubeError);
    expect(error).toMatchObject({ hint: expect.stringMatching(/cube\.json .*wavelengths/) });
  });

  test('the shape proves the axes, in either order of storage', async () => {
    const value = (band: number, row: number, column: number) => band + 31 * row + 62 * column;
    for (const [order, axes] of [
      ['bsq', ['band', 'row', 'column']],
      ['bil', ['row', 'band', 'column']],
      ['bip', ['row', 'column', 'band']],
    ] as const) {
      const sizes = { band: 31, row: 2, column: 4 };
      for (const fortran of [false, true]) {
        const samples = new Uint8Array(31 * 2 * 4);
        const steps = fortran ? [...axes] : [...axes].reverse();
        for (const [band, row, column] of everyIndex(31, 2, 4)) {
          const index = { band, row, column };
          let at = 0;
          let step = 1;
          for (const axis of steps) {
            at += index[axis] * step;
            step *= sizes[axis];
          }
          samples[at] = value(band, row, column);
        }
        const shape = axes.map((axis) => sizes[axis]);
        const file = npy('|u1', shape, samples).toString('latin1');
        const stored = fortran ? file.replace('False', 'True ') : file;
        await writeFile(path, Buffer.from(stored, 'latin1'));
        const cube = await read();
        expect([cube.bands, cube.height, cube.width], `${order} ${fortran}`).toEqual([31, 2, 4]);
        expect([...cube.data], order).toEqual(everyIndex(31, 2, 4).map((index) => value(...index)));
      }
    }
  });

  test('a shape that proves nothing is taken as NumPy users have it, with a note', async () => {
    await writeFile(path, npy('|u1', [31, 31, 2], new Uint8Array(31 * 62)));
    expect(await read()).toMatchObject({ bands: 31, height: 31, width: 2 });
    expect((await read()).notes[0]).toMatch(/31 x 31 x 2 of cube\.npy does not prove/);
    const source = await openCube(path, { axes: ['row', 'band', 'column'] });
    expect(source).toMatchObject({ bands: 31, height: 31, width: 2 });
    await source.close();
  });

  test('cut, lengthened, lying and random files are refused', async () => {
    const whole = npy('<f4', [31, 4, 4], new Uint8Array(31 * 16 * 4));
    for (const length of [0, 5, 10, 60, 127, 128, whole.length - 1, whole.length + 1]) {
      await writeFile(path, whole);
      await truncate(path, length);
      await expect(openCube(path)).rejects.toThrow(CubeError);
    }
    const shapes = [[31, 4], [31, 0, 4], [4], [31, 4, 4, 1], [1e9, 1e9, 1e9], [31, 1e6, 1e6]];
    for (const shape of shapes) {
      await writeFile(path, npy('<f4', shape, new Uint8Array(64)));
      await expect(openCube(path)).rejects.toThrow(CubeError);
    }
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (noise) => {
        await writeFile(path, noise);
        await expect(openCube(path)).rejects.toThrow(CubeError);
      }),
      { numRuns: 40 },
    );
    await expect(openCube(join(folder, 'none.npy'))).rejects.toThrow(FileError);
  });

  test('a sidecar that does not fit is refused', async () => {
    await writeFile(path, npy('|u1', [31, 1, 1], new Uint8Array(31)));
    for (const text of ['{', '{"wavelengths": [400, 500]}', '{"quantity": "colour"}']) {
      await writeFile(join(folder, 'cube.json'), text);
      await expect(openCube(path)).rejects.toThrow(/cube\.json/);
    }
  });
});

describe('writing', () => {
  const header: CubeHeader = {
    bands: 2,
    height: 3,
    width: 2,
    wavelengths: [450, 650.5],
    metadata: { quantity: 'reflectance', source: '{odd}\nname.jpg', reprojectionError: 2e-4 },
  };
  const data = Float32Array.from({ length: 12 }, (_, index) => index / 7 - 0.5);

  test('array and sidecar appear together and come back bit by bit', async () => {
    const sink = await createCubeSink(path, header);
    await sink.writeRows(1, 2, Float32Array.of(...data.subarray(2, 6), ...data.subarray(8, 12)));
    await sink.writeRows(0, 1, Float32Array.of(...data.subarray(0, 2), ...data.subarray(6, 8)));
    expect((await readdir(folder)).filter((name) => !name.endsWith('.tmp'))).toEqual([]);
    expect(await sink.finish({ model: 'generator' })).toEqual([path, join(folder, 'cube.json')]);
    expect((await readdir(folder)).sort()).toEqual(['cube.json', 'cube.npy']);
    expect(await read()).toEqual({
      ...header,
      data,
      notes: [],
      metadata: { ...header.metadata, model: 'generator' },
    });
    expect((await readFile(path)).length).toBe(128 + 48);
  });

  test('abort leaves nothing, an existing half is refused', async () => {
    const sink = await createCubeSink(path, header);
    await sink.writeRows(0, 3, data);
    await sink.abort();
    expect(await readdir(folder)).toEqual([]);
    await writeFile(join(folder, 'cube.json'), 'mine');
    await expect(createCubeSink(path, header)).rejects.toThrow(/cube\.json to be free/);
    expect(await readdir(folder)).toEqual(['cube.json']);
    await expect(createCubeSink(join(folder, 'cube.img'), header, { format: 'npy' })).rejects.toThrow(
      CubeError,
    );
  });
});

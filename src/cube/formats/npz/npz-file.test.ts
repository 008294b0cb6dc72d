import { crc32, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRoundTrips, fileOf, testContext, testCube } from '../../../../test/format-laws.ts';
import { type MadeMember, makeList, makeNpy, makeZip, numbersOf } from '../../../../test/make-zip.ts';
import { type CubeSource, readWholeCube } from '../../cube-source.ts';
import { type InputFiles, memoryFiles } from '../../files/input-files.ts';
import { memoryOutput } from '../../files/output-files.ts';
import { CubeError } from '../../spectral-cube.ts';
import type { OpenContext, StoreOptions } from '../cube-format.ts';
import { npzFormat } from './npz-file.ts';

const twelve = Array.from({ length: 12 }, (_, band) => 400 + 25 * band);
const bands: MadeMember = { name: 'wavelengths.npy', data: makeList(twelve) };
const unitNote =
  "'wavelengths' of a.npz does not give the unit of its wavelengths; they were taken as nanometres";

function filesOf(bytes: Uint8Array<ArrayBuffer>): InputFiles {
  return memoryFiles(new Map([['a.npz', bytes]]));
}

function open(bytes: Uint8Array<ArrayBuffer>, options: Partial<OpenContext> = {}): Promise<CubeSource> {
  return npzFormat.open({ files: filesOf(bytes), name: 'a.npz' }, { ...testContext, ...options });
}

/** An array of bytes that count up. */
function counted(name: string, shape: readonly number[], fields: Partial<MadeMember> = {}): MadeMember {
  const samples = shape.reduce((product, size) => product * size, 1);
  return {
    name: `${name}.npy`,
    data: makeNpy(
      '|u1',
      shape,
      Uint8Array.from({ length: samples }, (_, at) => at % 251),
    ),
    ...fields,
  };
}

type Put = (view: DataView, at: number, value: number) => void;
const types: Readonly<Record<string, readonly [bytes: number, put: Put]>> = {
  '|u1': [1, (view, at, value) => view.setUint8(at, value)],
  '|i1': [1, (view, at, value) => view.setInt8(at, value)],
  '<u2': [2, (view, at, value) => view.setUint16(at, value, true)],
  '>i2': [2, (view, at, value) => view.setInt16(at, value)],
  '<i4': [4, (view, at, value) => view.setInt32(at, value, true)],
  '>u4': [4, (view, at, value) => view.setUint32(at, value)],
  '<f4': [4, (view, at, value) => view.setFloat32(at, value, true)],
  '>f4': [4, (view, at, value) => view.setFloat32(at, value)],
  '<f8': [8, (view, at, value) => view.setFloat64(at, value, true)],
  '>f8': [8, (view, at, value) => view.setFloat64(at, value)],
  '<i8': [8, (view, at, value) => view.setBigInt64(at, BigInt(value), true)],
  '>u8': [8, (view, at, value) => view.setBigUint64(at, BigInt(value))],
};

describe('reading', () => {
  test('every type and order of bytes and axes, stored and deflated, whole and by window', async () => {
    const size = fc.integer({ min: 1, max: 5 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(types)),
        fc.tuple(size, size),
        fc.boolean(),
        fc.boolean(),
        fc.tuple(fc.nat(), fc.nat(), fc.nat()),
        async (descr, [height, width], fortran, deflate, [x, y, band]) => {
          const [bytes, put] = types[descr];
          const samples = Buffer.alloc(12 * height * width * bytes);
          const view = new DataView(samples.buffer, samples.byteOffset, samples.length);
          const steps = fortran ? [1, 12, 12 * height] : [height * width, width, 1];
          const place = (b: number, row: number, column: number) =>
            b * steps[0] + row * steps[1] + column * steps[2];
          for (let at = 0; at < 12 * height * width; at++) put(view, at * bytes, at % 128);
          const data = makeNpy(descr, [12, height, width], samples, { fortran });
          const context = { axes: ['band', 'row', 'column'] } as const;
          const source = await open(makeZip([bands, { name: 'cube.npy', data, deflate }]), context);
          expect(source).toMatchObject({ bands: 12, height, width, wavelengths: twelve });
          const window = {
            x: x % width,
            y: y % height,
            width: 1,
            height: 1,
            bands: { first: band % 12, count: 1 },
          };
          const one = place(window.bands.first, window.y, window.x) % 128;
          expect([...(await source.readWindow(window))]).toEqual([one]);
          const whole = await readWholeCube(source);
          for (let at = 0; at < whole.data.length; at++) {
            const plane = height * width;
            const stored = place(Math.floor(at / plane), Math.floor(at / width) % height, at % width);
            expect(whole.data[at]).toBe(stored % 128);
          }
          await source.close();
        },
      ),
      { numRuns: 80 },
    );
  });

  test('archives as NumPy, zip and streaming programs write them', async () => {
    const cube = counted('cube', [12, 2, 3]);
    const { length } = cube.data;
    const zip64 = numbersOf([2, 1], [2, 16], [8, length], [8, length]);
    const forms: readonly Partial<MadeMember>[] = [
      // numpy.savez reserves room for sizes of 64 bits before each array.
      { local: { packedSize: 0xffffffff, size: 0xffffffff, extra: zip64 } },
      {
        extra: numbersOf([2, 0x5455], [2, 5], [2, 3], [2, 0], [2, 0]).subarray(0, 9),
        local: { extra: Buffer.alloc(28) },
      },
      { descriptor: 'signed' },
      { descriptor: 'bare' },
      { descriptor: 'signed', deflate: true },
      { packedSize: 0xffffffff, size: 0xffffffff, extra: zip64, local: { extra: zip64 } },
    ];
    for (const form of forms) {
      const source = await open(makeZip([bands, { ...cube, ...form }], { comment: 'of a camera' }));
      expect(source.notes).toEqual([unitNote]);
      expect([...(await readWholeCube(source)).data]).toEqual(Array.from({ length: 72 }, (_, at) => at));
      await source.close();
    }
    expect(await open(makeZip([bands, cube], { zip64: {}, count: 0xffff }))).toMatchObject({ bands: 12 });
  });

  test('what is no array of numbers is stepped over, and refused by its name', async () => {
    const names = makeNpy('<U2', [2], Buffer.alloc(16));
    const others: readonly MadeMember[] = [
      { name: 'names.npy', data: names },
      { name: 'packed.npy', data: names, deflate: true },
      { name: 'objects.npy', data: makeNpy('|O', [12, 2, 3], Buffer.alloc(9)) },
      { name: 'half.npy', data: makeNpy('<f2', [12, 2, 3], Buffer.alloc(144)) },
      { name: 'secret.npy', data: names, flags: 1 },
      { name: 'bzip.npy', data: names, method: 12 },
      { name: 'text.txt', data: Buffer.from('words') },
      { name: 'noise.npy', data: Buffer.from('no array') },
      { name: 'empty.npy', data: Buffer.alloc(0) },
      { name: 'broken.npy', data: names, packed: Buffer.from('not deflate at all'), method: 8 },
      { name: '../up.npy', data: makeList([1]) },
      { name: 'folder/', data: Buffer.alloc(0) },
      counted('srgb', [2, 3, 3]),
    ];
    const bytes = makeZip([...others, counted('scene', [12, 2, 3]), bands]);
    expect(await open(bytes)).toMatchObject({ bands: 12, height: 2, width: 3, wavelengths: twelve });
    for (const [variable, message] of [
      ['names', "found 'names' in a.npz, which is none that is read: expected a numeric type .* found '<U2'"],
      ['packed', "found '<U2'"],
      ['objects', "found '\\|O'"],
      ['half', "found '<f2'"],
      ['secret', "found 'secret' in a.npz, which is encrypted"],
      ['bzip', 'which is packed by method 12 of ZIP'],
      ['noise', 'to begin with the bytes of a NumPy .npy file'],
      ['empty', 'to begin with the bytes of a NumPy .npy file'],
      ['broken', 'which is damaged where it begins'],
      ['text', "expected an array 'text', found 'names' \\(unreadable\\), 'packed'"],
    ] as const) {
      await expect(open(bytes, { variable })).rejects.toThrow(new RegExp(message));
    }
  });

  test('the usual name comes first, a list of wavelengths lies beside its cube', async () => {
    const other = { name: 'b/wavelengths.npy', data: makeList(twelve.map((value) => value + 1)) };
    const two = makeZip([counted('a/cube', [12, 2, 2]), counted('b/rad', [12, 2, 2]), bands, other]);
    const source = await open(two, { variable: 'b/rad' });
    expect(source.wavelengths[0]).toBe(401);
    expect((await open(two)).notes[0]).toBe("a.npz holds 'a/cube', 'b/rad'; 'a/cube' was read");
    const packed = makeZip([counted('x', [2, 2, 12]), { ...bands, deflate: true }]);
    expect(await open(packed)).toMatchObject({ bands: 12, height: 2, width: 2 });
    const unnamed = makeZip([counted('x', [12, 2, 2]), counted('y', [12, 2, 2])]);
    await expect(open(unnamed)).rejects.toThrow(
      /expected one array of three axes, found 'x' \(uint8, 12 x 2 x 2\)/,
    );
    await expect(open(makeZip([counted('cube', [12, 2, 2])]))).rejects.toMatchObject({
      hint: expect.stringMatching(/numpy\.savez\('a\.npz', cube=cube, wavelengths=/),
    });
  });

  test('of a stored array only the stretches of a window are read', async () => {
    const bytes = makeZip([bands, counted('cube', [12, 300, 400])]);
    let bytesRead = 0;
    const files = filesOf(bytes);
    const counting: InputFiles = {
      ...files,
      async open(name) {
        const file = await files.open(name);
        const read = (position: number, length: number) => {
          bytesRead += length;
          return file.read(position, length);
        };
        return { ...file, read };
      },
    };
    const source = await npzFormat.open({ files: counting, name: 'a.npz' }, testContext);
    expect(bytesRead).toBeLessThan(80_000); // most of it where the end of the archive is looked for
    bytesRead = 0;
    const band = { first: 7, count: 1 };
    const plane = await source.readWindow({ x: 0, y: 0, width: 400, height: 300, bands: band });
    expect([plane[0], plane[119_999]]).toEqual([(7 * 120_000) % 251, (8 * 120_000 - 1) % 251]);
    expect(bytesRead).toBe(120_000);
    bytesRead = 0;
    await source.readWindow({ x: 10, y: 20, width: 16, height: 16 });
    expect(bytesRead).toBeLessThan(12 * 16 * 400);
  });

  test('a description that is damaged or cannot be read is refused', async () => {
    const cube = counted('cube', [31, 2, 2]);
    const described = (fields: Partial<MadeMember> = {}) =>
      makeZip([cube, { name: 'spectralift.json', data: Buffer.from('{"quantity": "radiance"}'), ...fields }]);
    expect((await open(described({ deflate: true }))).metadata).toEqual({ quantity: 'radiance' });
    await expect(open(described({ data: Buffer.from('{') }))).rejects.toThrow(/'spectralift.json' of a.npz/);
    await expect(open(described({ flags: 1 }))).rejects.toThrow(/which is encrypted/);
    await expect(open(described({ sum: 1 }))).rejects.toThrow(/Invalid CRC32/);
    const limits = { ...testContext.limits, textBytes: 23 };
    await expect(open(described(), { limits })).rejects.toThrow(/at most 23 bytes of text, found 24/);
  });
});

describe('writing', () => {
  test('cubes come back as they were', async () => {
    await checkRoundTrips(npzFormat, [{}, { compress: true }, { variable: 'rad' }], 80);
  });

  test.each([false, true])('headers, sizes and check sums are right, packed: %s', async (compress) => {
    const options: StoreOptions = { compress, dataType: 'uint16', scaleFactor: 8 };
    const { bytes } = await fileOf(npzFormat, testCube(2, 3, 4), options);
    expect((await fileOf(npzFormat, testCube(2, 3, 4), options)).bytes).toEqual(bytes);
    const file = Buffer.from(bytes);
    const end = file.length - 22;
    expect(file.readUInt32LE(end)).toBe(0x06054b50);
    const sizes: Record<string, number> = {};
    for (let at = file.readUInt32LE(end + 16); at < end; ) {
      const [nameLength, local] = [file.readUInt16LE(at + 28), file.readUInt32LE(at + 42)];
      const name = file.toString('latin1', at + 46, at + 46 + nameLength);
      const from = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
      const packed = file.subarray(from, from + file.readUInt32LE(at + 20));
      const content = compress ? inflateRawSync(packed) : packed;
      expect([name, crc32(content), content.length]).toEqual([
        name,
        file.readUInt32LE(at + 16),
        file.readUInt32LE(at + 24),
      ]);
      if (!compress) expect(file.subarray(local + 14, local + 26)).toEqual(file.subarray(at + 16, at + 28));
      sizes[name] = content.length;
      at += 46 + nameLength + file.readUInt16LE(at + 30);
    }
    expect(sizes).toMatchObject({ 'bands.npy': 128 + 16, 'cube.npy': 128 + 48 });
    expect(Object.keys(sizes)).toEqual(['bands.npy', 'cube.npy', 'spectralift.json']);
  });

  test.each([false, true])('samples that were clamped are counted once, packed: %s', async (compress) => {
    const outputs = memoryOutput();
    const cube = testCube(1, 2, 2);
    const sink = await npzFormat.create?.(outputs, 'a', cube, {
      dataType: 'uint8',
      scaleFactor: 255,
      compress,
    });
    await sink?.writeRows(0, 2, Float32Array.of(-1, 0, 1, 2));
    expect(await sink?.finish()).toEqual(['a.npz']);
    expect(sink?.notes).toEqual([expect.stringMatching(/^2 of 4 samples lay outside/)]);
    const blob = outputs.files.get('a.npz') ?? new Blob();
    const source = await open(new Uint8Array(await blob.arrayBuffer()));
    expect(source.notes).toEqual([expect.stringMatching(/^2 samples were clamped/)]);
  });

  test('what cannot be is refused before the work; what is given up leaves nothing', async () => {
    const outputs = memoryOutput();
    const create = (options: StoreOptions) =>
      npzFormat.create?.(outputs, 'a.npz', testCube(1, 1, 1), options);
    await expect(create({ variable: '1/2' })).rejects.toThrow(/expected a name of a letter/);
    await expect(create({ variable: 'bands' })).rejects.toThrow(/expected another name/);
    await expect(create({ scaleFactor: 0 })).rejects.toThrow(CubeError);
    const sink = await create({});
    await expect(create({})).rejects.toThrow(/to be free/);
    await sink?.abort();
    expect(outputs.files.size).toBe(0);
  });
});

import fc from 'fast-check';
import { encode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { testContext, testCube } from '../../../../test/format-laws.ts';
import { type CubeSource, readWholeCube } from '../../cube-source.ts';
import { FileError } from '../../files/file-error.ts';
import { memoryFiles } from '../../files/input-files.ts';
import { memoryOutput } from '../../files/output-files.ts';
import { CubeError } from '../../spectral-cube.ts';
import type { OpenContext, StoreOptions } from '../cube-format.ts';
import { pngBandsFormat } from './png-bands-file.ts';
import { openBandFiles } from './png-bands-source.ts';
import { encodePng } from './png-picture.ts';

type Entries = Map<string, Blob | Uint8Array<ArrayBuffer>>;

function open(entries: Entries, folder = '', context: OpenContext = testContext): Promise<CubeSource> {
  return pngBandsFormat.open({ files: memoryFiles(entries, folder), name: '' }, context);
}

/** A grey picture whose samples count on from a number. */
function picture(
  start: number,
  { width = 3, height = 2, depth = 16 as 8 | 16 } = {},
): Uint8Array<ArrayBuffer> {
  const numbers = Array.from({ length: width * height }, (_, at) => start + at);
  const data = depth === 8 ? Uint8Array.from(numbers) : Uint16Array.from(numbers);
  return Uint8Array.from(encode({ width, height, data, depth, channels: 1 }));
}

/** A `cube.json`. */
function described(text: string): Entries {
  return new Map([['cube.json', new Blob([text])]]);
}

/** A CAVE scene in a folder of its name. */
function cave(name: string): Entries {
  const bands = Array.from({ length: 31 }, (_, band) => band + 1);
  const entries: Entries = new Map(
    bands.map((band) => [`${name}/${name}_${String(band).padStart(2, '0')}.png`, picture(1000 * band)]),
  );
  return entries.set(`${name}/${name.slice(0, -3)}_RGB.bmp`, new Uint8Array(3));
}

async function write(cube: ReturnType<typeof testCube>, name: string, options: StoreOptions) {
  const outputs = memoryOutput();
  const sink = await pngBandsFormat.create?.(outputs, name, cube, options);
  if (sink === undefined) throw new Error('expected a format that is written');
  const rows = Math.ceil(cube.height / 2);
  const plane = cube.height * cube.width;
  for (const [y, count] of [
    [rows, cube.height - rows],
    [0, rows],
  ]) {
    const data = Array.from({ length: cube.bands }, (_, band) => {
      return [...cube.data.subarray(band * plane + y * cube.width, band * plane + (y + count) * cube.width)];
    });
    if (count > 0) await sink.writeRows(y, count, Float32Array.from(data.flat()));
  }
  return { paths: await sink.finish({ description: 'done' }), notes: sink.notes, files: outputs.files };
}

describe('writing', () => {
  test('cubes of all small sizes come back, whole and by window', async () => {
    const size = fc.integer({ min: 1, max: 6 });
    const options = fc.record({
      dataType: fc.constantFrom('uint8' as const, 'uint16' as const),
      scaleFactor: fc.constant(8),
    });
    const starts = fc.tuple(fc.nat(5), fc.nat(5), fc.nat(5));
    await fc.assert(
      fc.asyncProperty(size, size, size, options, starts, async (bands, height, width, stored, [b, r, c]) => {
        const cube = testCube(bands, height, width);
        const { paths, notes, files } = await write(cube, 'scene', stored);
        expect([...paths].sort()).toEqual([...pngBandsFormat.written('scene', bands)].sort());
        expect(notes).toEqual([]);
        const source = await open(new Map(files), 'scene');
        expect(source.notes).toEqual([]);
        const metadata = { ...cube.metadata, description: 'done' };
        expect(await readWholeCube(source)).toEqual({ ...cube, metadata });
        const [first, y, x] = [b % bands, r % height, c % width];
        const window = { x, y, width: width - x, height: height - y, bands: { first, count: bands - first } };
        const part = await source.readWindow(window);
        expect([...part]).toEqual(
          Array.from(part, (_, at) => {
            const band = first + Math.floor(at / (window.width * window.height));
            const row = y + (Math.floor(at / window.width) % window.height);
            return cube.data[(band * height + row) * width + x + (at % window.width)];
          }),
        );
        await expect(source.readWindow({ ...window, width: width + 1 })).rejects.toThrow(CubeError);
        await expect(source.readWindow(window, AbortSignal.abort())).rejects.toThrow(/abort/i);
        await source.close();
      }),
      { numRuns: 60 },
    );
  });

  test('full scale is 1 unless another factor is given, samples outside are counted', async () => {
    const cube = testCube(1, 1, 4);
    cube.data.set([-0.5, 0.25, 1.5, Number.NaN]);
    const full = await write(cube, 'a', {});
    expect(full.notes).toEqual([
      expect.stringMatching(/^3 of 4 samples lay outside 0\.\.1, .* were clamped$/),
    ]);
    const source = await open(new Map(full.files), 'a');
    expect(source.notes).toEqual([expect.stringMatching(/^3 samples were clamped when /)]);
    expect([...(await readWholeCube(source)).data]).toEqual([0, Math.fround(16384 / 65535), 1, 0]);
    cube.data.set([0, 3, 70_000, 9]);
    const one = await write(cube, 'a', { scaleFactor: 1 });
    expect([...(await readWholeCube(await open(new Map(one.files), 'a'))).data]).toEqual([0, 3, 65535, 9]);
    await expect(write(cube, 'a', { scaleFactor: -1 })).rejects.toThrow(
      /scale factor to be a positive number/,
    );
  });

  test('names have as many digits as there are bands', () => {
    expect(pngBandsFormat.written('a', 2)).toEqual(['a/cube.json', 'a/a_01.png', 'a/a_02.png']);
    expect(pngBandsFormat.written('a', 120).slice(1, 3)).toEqual(['a/a_001.png', 'a/a_002.png']);
  });

  test('an output that is aborted or in the way leaves nothing', async () => {
    const outputs = memoryOutput();
    const sink = await pngBandsFormat.create?.(outputs, 'a', testCube(2, 2, 2), {});
    await sink?.abort();
    expect(await outputs.commit()).toEqual([]);
    await (await outputs.within('a')).create('cube.json');
    await expect(pngBandsFormat.create?.(outputs, 'a', testCube(2, 2, 2), {})).rejects.toThrow(FileError);
    expect(await outputs.commit()).toEqual([]);
  });
});

describe('CAVE scenes', () => {
  test('are known by their names, in their folder or the one above', async () => {
    const scene = cave('beads_ms');
    for (const folder of ['beads_ms', '']) {
      const source = await open(scene, folder);
      expect(source).toMatchObject({ bands: 31, height: 2, width: 3, notes: [] });
      expect(source.metadata).toMatchObject({ quantity: 'reflectance', source: 'beads_ms' });
      expect([source.wavelengths[0], source.wavelengths[30]]).toEqual([400, 700]);
      const part = await source.readWindow({
        x: 2,
        y: 1,
        width: 1,
        height: 1,
        bands: { first: 4, count: 2 },
      });
      expect([...part]).toEqual([5005, 6005].map((stored) => Math.fround(stored / 65535)));
    }
    const above = await pngBandsFormat.open({ files: memoryFiles(scene), name: 'beads_ms' }, testContext);
    expect(above.bands).toBe(31);
  });

  test('a whole scene tells of its columns without a picture', async () => {
    const scene = cave('cd_ms');
    const whole = await encodePng(new Uint8Array(512 * 512 * 2), { width: 512, height: 512, depth: 16 });
    for (const name of scene.keys()) scene.set(name, whole);
    const source = await open(scene, 'cd_ms');
    expect(source.width).toBe(512);
    expect(source.notes).toEqual([expect.stringMatching(/^columns 0\.\.3 of cd_ms hold no picture/)]);
  });

  test('missing bands are listed, several scenes refused', async () => {
    const scene = cave('beads_ms');
    scene.delete('beads_ms/beads_ms_03.png');
    await expect(open(scene, 'beads_ms')).rejects.toThrow(
      /expected 31 bands in .*, found 30: missing beads_ms_03\.png/,
    );
    await expect(open(new Map([...cave('a_ms'), ...cave('b_ms')]))).rejects.toThrow(
      /one CAVE scene .*, found 2: a_ms, b_ms/,
    );
  });
});

describe('other folders', () => {
  test('wavelengths in names, 8 and 16 bits', async () => {
    const entries: Entries = new Map([
      ['a_650nm.png', picture(2)],
      ['a_450.5nm.png', picture(1, { depth: 8 })],
    ]);
    const source = await open(entries);
    expect(source).toMatchObject({ wavelengths: [450.5, 650], notes: [], metadata: { quantity: 'unknown' } });
    const part = await source.readWindow({ x: 1, y: 1, width: 1, height: 1 });
    expect([...part]).toEqual([Math.fround(5 / 255), Math.fround(6 / 65535)]);
  });

  test('a description says wavelengths, units and scale, a person overrides', async () => {
    const text = JSON.stringify({
      wavelengths: [0.6, 0.5],
      wavelengthUnits: 'um',
      scaleFactor: 2,
      quantity: 'radiance',
    });
    const entries = described(text).set('1.png', picture(10)).set('2.png', picture(20));
    const source = await open(entries);
    expect(source).toMatchObject({ wavelengths: [500, 600], metadata: { quantity: 'radiance' } });
    expect([...(await source.readWindow({ x: 0, y: 0, width: 1, height: 1 }))]).toEqual([10, 5]);
    const given = await open(entries, '', { ...testContext, wavelengths: [700, 800] });
    expect(given.wavelengths).toEqual([700, 800]);
    expect(await given.readWindow({ x: 0, y: 0, width: 1, height: 1 })).toEqual(Float32Array.of(5, 10));
  });

  test('31 bands that nothing is said of, other numbers of them', async () => {
    const bands = (count: number): Entries =>
      new Map(Array.from({ length: count }, (_, band) => [`b${band}.png`, picture(band)]));
    const source = await open(bands(31));
    expect(source.wavelengths[30]).toBe(700);
    expect(source.notes).toEqual([expect.stringMatching(/does not give its wavelengths/)]);
    const error: unknown = await open(bands(5)).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      message: expect.stringMatching(/the wavelengths of 5 bands, found none/),
      hint: expect.stringMatching(/write cube\.json/),
    });
    const limits = { ...testContext.limits, bands: 4 };
    await expect(open(bands(5), '', { ...testContext, limits })).rejects.toThrow(/at most 4 bands, found 5/);
  });

  test('sizes that differ, bad descriptions and folders without bands are refused', async () => {
    const entries: Entries = new Map([
      ['400nm.png', picture(1)],
      ['500nm.png', picture(1, { width: 2 })],
    ]);
    await expect(open(entries)).rejects.toThrow(/3 x 2 pixels as in 400nm\.png, found 2 x 2 in 500nm\.png/);
    await expect(open(described('{').set('1.png', picture(1)))).rejects.toThrow(/cube\.json/);
    await expect(open(new Map([['photo.png', picture(1)]]))).rejects.toThrow(FileError);
    await expect(open(new Map())).rejects.toThrow(/one grey PNG file a band .* found none/);
  });

  test('bands beyond the room for unpacked ones are read again, down to the row that is wanted', async () => {
    const files = memoryFiles(
      new Map([1, 2, 3].map((band) => [`${band}.png`, picture(10 * band, { height: 6 })])),
    );
    const bandFiles = {
      files,
      names: ['1.png', '2.png', '3.png'],
      described: { metadata: { quantity: 'unknown' }, wavelengths: [400, 500, 600], scaleFactor: 1 } as const,
      notes: [],
    };
    for (const room of [0, 3 * 6 * 2, 1000]) {
      const source = await openBandFiles(bandFiles, testContext, room);
      for (const y of [4, 0, 5]) {
        const part = await source.readWindow({ x: 1, y, width: 2, height: 1, bands: { first: 1, count: 2 } });
        expect([...part]).toEqual([21, 22, 31, 32].map((stored) => stored + 3 * y));
      }
    }
  });

  test('a damaged band is refused when it is read, also the second time', async () => {
    const bytes = picture(1);
    bytes[45] ^= 0xff;
    const source = await open(new Map([['400nm.png', bytes]]));
    for (let time = 0; time < 2; time++) {
      await expect(source.readWindow({ x: 0, y: 0, width: 1, height: 1 })).rejects.toThrow(CubeError);
    }
  });
});

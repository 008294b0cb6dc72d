/** Cubes through our own TIFF files, and what another reader finds in them. */
import { fromArrayBuffer } from 'geotiff';
import { describe, expect, test } from 'vitest';
import { checkRoundTrips, fileOf, testContext, testCube } from '../../../../test/format-laws.ts';
import { readWholeCube } from '../../cube-source.ts';
import { memoryFiles } from '../../files/input-files.ts';
import { memoryOutput } from '../../files/output-files.ts';
import type { CubeHeader } from '../../spectral-cube.ts';
import type { CubeFormat, StoreOptions } from '../cube-format.ts';
import { openTiff, tiffFormat } from './tiff-file.ts';
import { createTiffSink, TIFF_TYPES } from './tiff-sink.ts';

/** Every file a BigTIFF. */
const bigFormat: CubeFormat = {
  ...tiffFormat,
  create: (outputs, name, header, options) => createTiffSink(outputs, name, header, options, 0),
};

const OPTIONS: readonly StoreOptions[] = [
  { byteOrder: 'little' },
  { byteOrder: 'big' },
  { byteOrder: 'little', compress: true },
  { byteOrder: 'big', compress: true },
];

describe('round trips', () => {
  test('every type and order, packed and not, whole and by window', async () => {
    await checkRoundTrips(tiffFormat, OPTIONS, 150);
  });

  test('the same as BigTIFF', async () => {
    await checkRoundTrips(bigFormat, OPTIONS, 60);
  });

  test('several strips a band, some of them shorter', async () => {
    const cube = testCube(4, 150, 700);
    for (const options of OPTIONS) {
      const { name, bytes } = await fileOf(tiffFormat, cube, { ...options, dataType: 'float32' });
      const source = await openTiff({ files: memoryFiles(new Map([[name, bytes]])), name }, testContext);
      const { data } = await readWholeCube(source);
      expect(data.findIndex((sample, at) => sample !== cube.data[at])).toBe(-1);
      const part = await source.readWindow({
        x: 690,
        y: 90,
        width: 10,
        height: 9,
        bands: { first: 2, count: 1 },
      });
      const expected = Array.from(part, (_, at) => {
        return cube.data[(2 * 150 + 90 + Math.floor(at / 10)) * 700 + 690 + (at % 10)];
      });
      expect([...part]).toEqual(expected);
    }
  });

  test('samples that do not fit are clamped, counted and told of', async () => {
    for (const compress of [false, true]) {
      const outputs = memoryOutput();
      const cube = testCube(4, 1, 1);
      const sink = await createTiffSink(outputs, 'cube', cube, {
        dataType: 'uint8',
        scaleFactor: 100,
        compress,
      });
      await sink.writeRows(0, 1, Float32Array.of(-0.1, 0.5, 2.55, Number.NaN));
      expect(await sink.finish()).toEqual(['cube.tif']);
      expect(sink.notes).toEqual([
        expect.stringMatching(/^2 of 4 samples lay outside 0\.\.2\.55, .* were clamped$/),
      ]);
      const source = await openTiff({ files: memoryFiles(outputs.files), name: 'cube.tif' }, testContext);
      expect(source.notes).toEqual(['2 samples were clamped when cube.tif was written']);
      expect([...(await readWholeCube(source)).data]).toEqual([0, 0.5, Math.fround(2.55), 0]);
    }
  });

  test('an output that is aborted leaves nothing, one that cannot be is refused', async () => {
    for (const compress of [false, true]) {
      const outputs = memoryOutput();
      const sink = await createTiffSink(outputs, 'cube.tif', testCube(2, 2, 2), { compress });
      await sink.abort();
      expect(await outputs.commit()).toEqual([]);
      await expect(
        createTiffSink(outputs, 'a.tif', testCube(1, 1, 1), { compress, scaleFactor: 0 }),
      ).rejects.toThrow(/scale factor to be a positive number, found 0/);
      const many: CubeHeader = { ...testCube(1, 1, 1), bands: 65_536, wavelengths: [] };
      await expect(createTiffSink(outputs, 'a.tif', many, { compress })).rejects.toThrow(
        /at most 65,535 bands/,
      );
      expect(await outputs.commit()).toEqual([]);
    }
  });

  test('packed samples take less room, and only what a window needs is read', async () => {
    const smooth = testCube(8, 256, 256);
    smooth.data.forEach((_, at, data) => {
      data[at] = Math.floor(at / 256) / 4096;
    });
    const plain = await fileOf(tiffFormat, smooth, { dataType: 'uint16', scaleFactor: 4096 });
    const packed = await fileOf(tiffFormat, smooth, {
      dataType: 'uint16',
      scaleFactor: 4096,
      compress: true,
    });
    expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 4);
    let read = 0;
    const files = memoryFiles(new Map([['cube.tif', plain.bytes]]));
    const counting = {
      ...files,
      open: async (name: string) => {
        const source = await files.open(name);
        return {
          ...source,
          read: (position: number, length: number) => {
            read += length;
            return source.read(position, length);
          },
        };
      },
    };
    const source = await openTiff({ files: counting, name: 'cube.tif' }, testContext);
    read = 0;
    await source.readWindow({ x: 0, y: 100, width: 256, height: 2, bands: { first: 3, count: 2 } });
    // Two rows of two bands, and where their strips are.
    expect(read).toBeLessThan(2 * 2 * 512 + 64);
  });
});

describe('another reader', () => {
  test('finds the same samples, our description and what GDAL shows', async () => {
    const cube = testCube(5, 40, 30);
    for (const dataType of TIFF_TYPES) {
      for (const options of OPTIONS) {
        // geotiff 3.0.5 does not undo predictors of files in the other byte order.
        if (options.compress === true && options.byteOrder === 'big') continue;
        const { bytes } = await fileOf(tiffFormat, cube, { ...options, dataType, scaleFactor: 8 });
        const image = await (await fromArrayBuffer(bytes.buffer)).getImage();
        const planes = await image.readRasters({ interleave: false });
        for (let band = 0; band < 5; band++) {
          const expected = cube.data.subarray(band * 1200, (band + 1) * 1200).map((sample) => sample * 8);
          expect(Array.from(planes[band], Number)).toEqual([...expected]);
        }
        const text: unknown = await image.fileDirectory.loadValue('ImageDescription');
        expect(JSON.parse(String(text).replace(/\0$/, ''))).toMatchObject({
          format: 'spectralift-cube',
          wavelengths: cube.wavelengths,
          scaleFactor: 8,
          source: cube.metadata.source,
        });
        expect(await image.getGDALMetadata(2)).toEqual({
          wavelength: '425.25',
          wavelength_units: 'nanometers',
          DESCRIPTION: '425.25 nm',
          OFFSET: '0',
          SCALE: '0.125',
        });
      }
    }
  });
});

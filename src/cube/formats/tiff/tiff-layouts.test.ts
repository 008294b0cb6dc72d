/** TIFF files of every layout that other programs write, made by hand. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  MADE_TYPES,
  type MadeField,
  type MadeForm,
  type MadePage,
  makeTiff,
  packBlock,
} from '../../../../test/make-tiff.ts';
import { type CubeSource, readWholeCube } from '../../cube-source.ts';
import { memoryFiles } from '../../files/input-files.ts';
import { DEFAULT_LIMITS } from '../../files/read-limits.ts';
import { startHdf5 } from '../../node/start-hdf5.ts';
import type { OpenContext } from '../cube-format.ts';
import { openTiff } from './tiff-file.ts';

const context: OpenContext = { limits: DEFAULT_LIMITS, startHdf5 };

function open(bytes: Uint8Array<ArrayBuffer>, options: Partial<OpenContext> = {}): Promise<CubeSource> {
  const files = memoryFiles(new Map([['cube.tif', bytes]]));
  return openTiff({ files, name: 'cube.tif' }, { ...context, ...options });
}

/** Fields of a page that do not depend on how it is cut. */
function fieldsOf(size: { bands: number; height: number; width: number; type: string }): MadeField[] {
  const [format, bits] = size.type.split('/').map(Number);
  return [
    [256, 4, [size.width]],
    [257, 4, [size.height]],
    [258, 3, new Array(size.bands).fill(bits)],
    [262, 3, [1]],
    [277, 3, [size.bands]],
    [339, 3, new Array(size.bands).fill(format)],
  ];
}

interface Cut {
  readonly type: string;
  readonly bands: number;
  readonly height: number;
  readonly width: number;
  readonly separate: boolean;
  /** Width and height of tiles, or the rows of a strip. */
  readonly tile: readonly [number, number] | undefined;
  readonly rows: number;
  readonly predictor: number;
  readonly compression: number;
  readonly littleEndian: boolean;
}

/** A page of samples `at(band, row, column)`. */
function pageOf(cut: Cut, at: (band: number, row: number, column: number) => number): MadePage {
  const { bands, height, width, separate, tile, rows, predictor, compression } = cut;
  const [blockWidth, blockHeight] = tile ?? [width, rows];
  const planes = separate
    ? Array.from({ length: bands }, (_, band) => [band])
    : [[...new Array(bands).keys()]];
  const blocks: Uint8Array[] = [];
  for (const plane of planes) {
    for (let y = 0; y < height; y += blockHeight) {
      for (let x = 0; x < width; x += blockWidth) {
        const values: number[] = [];
        const lastRow = tile === undefined ? Math.min(y + blockHeight, height) : y + blockHeight;
        for (let row = y; row < lastRow; row++) {
          for (let column = x; column < x + blockWidth; column++) {
            // Tiles go on beyond the picture.
            for (const band of plane) values.push(row < height && column < width ? at(band, row, column) : 0);
          }
        }
        const stride = plane.length;
        blocks.push(packBlock(values, { ...cut, rowSamples: blockWidth * stride, stride }));
      }
    }
  }
  const shape: MadeField[] =
    tile === undefined
      ? [[278, 4, [rows]]]
      : [
          [322, 3, [tile[0]]],
          [323, 3, [tile[1]]],
        ];
  return {
    fields: [
      ...fieldsOf(cut),
      ...shape,
      [259, 3, [compression]],
      [284, 3, [separate ? 2 : 1]],
      [317, 3, [predictor]],
    ],
    blocks,
    tiled: tile !== undefined,
  };
}

const small = fc.integer({ min: 1, max: 6 });
const cuts = fc
  .record({
    type: fc.constantFrom(...MADE_TYPES),
    bands: small,
    height: small,
    width: small,
    separate: fc.boolean(),
    tile: fc.option(fc.tuple(fc.constantFrom(1, 2, 4, 16), fc.constantFrom(1, 3, 16)), { nil: undefined }),
    rows: small,
    predictor: fc.constantFrom(1, 2, 3),
    compression: fc.constantFrom(1, 5, 8, 32773),
    littleEndian: fc.boolean(),
  })
  .map((cut): Cut => {
    const floating = cut.type.startsWith('3');
    const predictor = cut.compression === 1 || (cut.predictor === 3 && !floating) ? 1 : cut.predictor;
    return { ...cut, predictor, rows: Math.min(cut.rows, cut.height) };
  });

const wavelengthsOf = (bands: number): number[] =>
  Array.from({ length: bands }, (_, band) => 400 + 10 * band);

describe('every way to cut and pack', () => {
  test('strips and tiles, beside each other or apart, of every type, order, packing and predictor', async () => {
    await fc.assert(
      fc.asyncProperty(cuts, fc.boolean(), fc.integer({ min: 0, max: 120 }), async (cut, big, seed) => {
        const { bands, height, width } = cut;
        const sign = cut.type.startsWith('1') ? 1 : -1;
        const at = (band: number, row: number, column: number): number =>
          (((band * 31 + row * 7 + column * 3 + seed) % 120) - 7 * (sign < 0 ? 1 : 0)) * 1;
        const source = await open(makeTiff([pageOf(cut, at)], { littleEndian: cut.littleEndian, big }), {
          wavelengths: wavelengthsOf(bands),
        });
        expect(source).toMatchObject({ bands, height, width, notes: [] });
        const { data } = await readWholeCube(source);
        const expected = Array.from(data, (_, index) => {
          const band = Math.floor(index / (height * width));
          return at(band, Math.floor(index / width) % height, index % width);
        });
        expect([...data]).toEqual(expected);
        const window = {
          x: width >> 1,
          y: height >> 1,
          width: width - (width >> 1),
          height: height - (height >> 1),
        };
        const first = bands >> 1;
        const part = await source.readWindow({ ...window, bands: { first, count: bands - first } });
        expect([...part]).toEqual(
          Array.from(part, (_, index) => {
            const band = Math.floor(index / (window.height * window.width));
            const row = Math.floor(index / window.width) % window.height;
            return at(first + band, window.y + row, window.x + (index % window.width));
          }),
        );
        await source.close();
      }),
      { numRuns: 300 },
    );
  });

  test('LZW with a table that fills and is cleared', async () => {
    const at = (_: number, row: number, column: number): number => (row * 7919 + column * column * 31) % 251;
    const cut: Cut = {
      type: '1/8',
      bands: 4,
      height: 60,
      width: 70,
      separate: true,
      tile: undefined,
      rows: 60,
      predictor: 1,
      compression: 5,
      littleEndian: true,
    };
    const source = await open(makeTiff([pageOf(cut, at)]), { wavelengths: wavelengthsOf(4) });
    const { data } = await readWholeCube(source);
    expect(data.findIndex((value, index) => value !== at(0, Math.floor(index / 70) % 60, index % 70))).toBe(
      -1,
    );
  });

  test('half precision', async () => {
    const patterns = [0x3c00, 0xc000, 0x0001, 0x7bff, 0x8001, 0x3555];
    const blocks = patterns.map((pattern) => Uint8Array.of(pattern >> 8, pattern & 255));
    const fields = fieldsOf({ bands: 6, height: 1, width: 1, type: '3/16' });
    const source = await open(
      makeTiff([{ fields: [...fields, [284, 3, [2]]], blocks }], { littleEndian: false }),
      {
        wavelengths: wavelengthsOf(6),
      },
    );
    const { data } = await readWholeCube(source);
    // Source: IEEE 754-2008, table 3.5, as tabulated for binary16.
    expect([...data]).toEqual([1, -2, 2 ** -24, 65504, -(2 ** -24), Math.fround(0.333251953125)]);
  });

  test('a block that the file leaves out is 0, scaled', async () => {
    const xml =
      '<GDALMetadata>' +
      [0, 1, 2, 3]
        .map((band) => `<Item name="OFFSET" sample="${band}" role="offset">${band}</Item>`)
        .join('') +
      '</GDALMetadata>';
    const full = packBlock([1, 2, 3, 4], {
      type: '1/8',
      littleEndian: true,
      rowSamples: 4,
      stride: 4,
      predictor: 1,
      compression: 8,
    });
    const fields = fieldsOf({ bands: 4, height: 2, width: 1, type: '1/8' });
    const source = await open(
      makeTiff([
        {
          fields: [...fields, [278, 4, [1]], [259, 3, [8]], [42112, 2, xml]],
          blocks: [full, new Uint8Array(0)],
        },
      ]),
      { wavelengths: wavelengthsOf(4) },
    );
    expect([...(await readWholeCube(source)).data]).toEqual([1, 0, 3, 1, 5, 2, 7, 3]);
  });
});

/** Pages of one sample, the samples of each counted on. */
function stack(pages: number, height: number, width: number, fields: readonly MadeField[] = []): MadePage[] {
  return Array.from({ length: pages }, (_, page) => ({
    fields: [...fieldsOf({ bands: 1, height, width, type: '1/16' }), ...(page === 0 ? fields : [])],
    blocks: [
      packBlock(
        Array.from({ length: height * width }, (_, index) => page * height * width + index),
        { type: '1/16', littleEndian: true, rowSamples: width, stride: 1, predictor: 1, compression: 1 },
      ),
    ],
  }));
}

describe('stacks of pages', () => {
  test('31 pages are bands, with a note on what was taken', async () => {
    const source = await open(makeTiff(stack(31, 2, 3)));
    expect(source).toMatchObject({ bands: 31, height: 2, width: 3 });
    expect(source.notes).toEqual([expect.stringMatching(/does not give its wavelengths/)]);
    const { data } = await readWholeCube(source);
    expect([...data]).toEqual(Array.from(data, (_, index) => index));
    const part = await source.readWindow({ x: 1, y: 1, width: 2, height: 1, bands: { first: 29, count: 2 } });
    expect([...part]).toEqual([178, 179, 184, 185]);
  });

  test('pages that are rows, as tifffile writes an array of rows, columns and bands', async () => {
    const text = JSON.stringify({
      shape: [3, 2, 4],
      wavelengths: [0.7, 0.5, 0.6, 0.4],
      wavelengthUnits: 'um',
    });
    const source = await open(makeTiff(stack(3, 2, 4, [[270, 2, text]])));
    expect(source).toMatchObject({ bands: 4, height: 3, width: 2, wavelengths: [400, 500, 600, 700] });
    const inFile = [3, 1, 2, 0];
    const { data } = await readWholeCube(source);
    expect([...data]).toEqual(
      Array.from(data, (_, index) => {
        const [band, row, column] = [Math.floor(index / 6), Math.floor(index / 2) % 3, index % 2];
        return (row * 2 + column) * 4 + inFile[band];
      }),
    );
    const part = await source.readWindow({ x: 1, y: 1, width: 1, height: 2, bands: { first: 1, count: 2 } });
    expect([...part]).toEqual([13, 21, 14, 22]);
  });

  test('the axes can be said', async () => {
    const bytes = makeTiff(stack(2, 3, 4));
    const source = await open(bytes, { axes: ['row', 'band', 'column'], wavelengths: [500, 600, 700] });
    expect(source).toMatchObject({ bands: 3, height: 2, width: 4 });
    expect([...(await source.readWindow({ x: 0, y: 1, width: 1, height: 1 }))]).toEqual([12, 16, 20]);
    await expect(open(bytes)).rejects.toThrow(/expected an axis of 31 .*, found 2 x 3 x 4/);
  });

  test('overviews and masks are passed over, pages of other sizes refused', async () => {
    const overview = stack(1, 1, 2)[0];
    const passed: MadePage = { ...overview, fields: [...overview.fields, [254, 4, [1]]] };
    const pages = stack(31, 2, 3);
    expect(await open(makeTiff([...pages, passed]))).toMatchObject({ bands: 31 });
    await expect(open(makeTiff([...pages, overview]))).rejects.toThrow(
      /3 x 2 pixels .* found 2 x 1 .* page 32/,
    );
    const several: MadePage = {
      fields: fieldsOf({ bands: 4, height: 2, width: 3, type: '1/8' }),
      blocks: [],
    };
    await expect(open(makeTiff([pages[0], several]))).rejects.toThrow(/pages of 1 and 4/);
  });
});

/** One page of 8-bit samples, beside each other. */
function page(bands: number, fields: readonly MadeField[], form: MadeForm = {}): Uint8Array<ArrayBuffer> {
  const own = fieldsOf({ bands, height: 1, width: 2, type: '1/8' });
  const given = new Set(fields.map(([tag]) => tag));
  const blocks = [Uint8Array.from({ length: 2 * bands }, (_, index) => index)];
  return makeTiff([{ fields: [...own.filter(([tag]) => !given.has(tag)), ...fields], blocks }], form);
}

function gdal(items: string): MadeField {
  return [42112, 2, `<GDALMetadata>\n${items}\n</GDALMetadata>`];
}

const everyBand = (bands: number, item: (band: number) => string): string =>
  Array.from({ length: bands }, (_, band) => item(band)).join('\n');

describe('what the bands are', () => {
  test('wavelengths, scales and offsets that GDAL keeps', async () => {
    const items = everyBand(
      4,
      (band) =>
        `<Item name="wavelength" sample="${band}">${0.7 - band / 10}</Item>` +
        `<Item name="SCALE" sample="${band}" role="scale">${band + 1}</Item>` +
        `<Item name="OFFSET" sample="${band}" role="offset">${band / 2}</Item>`,
    );
    const source = await open(page(4, [gdal(`${items}<Item name="wavelength_units">Micrometers</Item>`)]));
    expect(source.wavelengths).toEqual([400, 500, 600, 700]);
    expect(source.notes).toEqual([expect.stringMatching(/put in ascending order/)]);
    // Bands 3, 2, 1, 0 of the file at its two pixels, times scale, plus offset.
    expect([...(await readWholeCube(source)).data]).toEqual([13.5, 29.5, 7, 19, 2.5, 10.5, 0, 4]);
  });

  test('bands that GDAL picked out of one of our files, unscaled, whose description it copied', async () => {
    const text = JSON.stringify({
      format: 'spectralift-cube',
      wavelengths: [400, 450, 500, 550, 600],
      quantity: 'radiance',
      scaleFactor: 100,
    });
    const items = everyBand(
      2,
      (band) =>
        `<Item name="wavelength" sample="${band}">${[600, 450][band]}</Item>` +
        `<Item name="wavelength_units" sample="${band}">nanometers</Item>`,
    );
    const source = await open(page(2, [[270, 2, text], gdal(items)]));
    expect(source).toMatchObject({ wavelengths: [450, 600], metadata: { quantity: 'radiance' } });
    expect([...(await readWholeCube(source)).data]).toEqual([1, 3, 0, 2]);
  });

  test('band descriptions and the domain IMAGERY', async () => {
    const described = everyBand(
      4,
      (band) =>
        `<Item name="DESCRIPTION" sample="${band}" role="description">Band ${band} (${450 + band}.5 Nanometers)</Item>`,
    );
    expect((await open(page(4, [gdal(described)]))).wavelengths).toEqual([450.5, 451.5, 452.5, 453.5]);
    const imagery = everyBand(
      4,
      (band) => `<Item name="CENTRAL_WAVELENGTH_UM" sample="${band}" domain="IMAGERY">0.${4 + band}</Item>`,
    );
    expect((await open(page(4, [gdal(imagery)]))).wavelengths).toEqual([400, 500, 600, 700]);
  });

  test('an alpha channel is left out, other extra samples are bands', async () => {
    const items = everyBand(4, (band) => `<Item name="wavelength" sample="${band}">${500 + band}</Item>`);
    const source = await open(
      page(5, [[338, 3, [0, 0, 0, 2]], gdal(`${items}<Item name="wavelength_units">nm</Item>`)]),
    );
    expect(source).toMatchObject({ bands: 4, wavelengths: [500, 501, 502, 503] });
    expect(source.notes).toEqual(['sample 5 of cube.tif is transparency; it was left out']);
    expect([...(await readWholeCube(source)).data]).toEqual([0, 5, 1, 6, 2, 7, 3, 8]);
    const five = await open(page(5, [[338, 3, [0, 0, 0, 2]]]), { wavelengths: wavelengthsOf(5) });
    expect(five).toMatchObject({ bands: 5, notes: [] });
  });

  test('photos are refused with a way out', async () => {
    const photos: [number, MadeField[], RegExp][] = [
      [3, [[262, 3, [2]]], /photo of 3 channels/],
      [
        4,
        [
          [262, 3, [2]],
          [338, 3, [2]],
        ],
        /photo of 3 channels/,
      ],
      [1, [], /photo of 1 channel in/],
      [1, [[262, 3, [3]]], /found a palette/],
      [3, [[262, 3, [6]]], /found YCbCr/],
      [4, [[262, 3, [5]]], /found CMYK/],
    ];
    for (const [bands, fields, message] of photos) {
      const error: unknown = await open(page(bands, fields)).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ _tag: 'CubeError', message: expect.stringMatching(message) });
      expect(error).toMatchObject({ hint: expect.stringMatching(/reconstruct/) });
    }
    const three = await open(page(3, [[262, 3, [2]]]), { wavelengths: [450, 550, 650] });
    expect(three.bands).toBe(3);
  });

  test('kinds that are not read say what they are', async () => {
    const kinds: [MadeField[], RegExp][] = [
      [[[259, 3, [7]]], /found JPEG/],
      [[[259, 3, [50000]]], /found Zstandard/],
      [[[258, 3, [12, 12, 12, 12]]], /found 12 bits/],
      [[[258, 3, [8, 8, 16, 8]]], /one type, found bits 8 and 16/],
      [[[339, 3, [6, 6, 6, 6]]], /sample format 6/],
      [[[266, 3, [2]]], /fill order 1, found 2/],
      [[[284, 3, [3]]], /planar configuration 1 or 2, found 3/],
      [
        [
          [259, 3, [8]],
          [317, 3, [3]],
        ],
        /predictor .* found 3 of uint8/,
      ],
    ];
    for (const [fields, message] of kinds) {
      await expect(open(page(4, fields), { wavelengths: wavelengthsOf(4) })).rejects.toThrow(message);
    }
    const turned = await open(page(4, [[274, 3, [6]]]), { wavelengths: wavelengthsOf(4) });
    expect(turned.notes).toEqual(['the orientation of cube.tif (6) was not applied']);
  });
});

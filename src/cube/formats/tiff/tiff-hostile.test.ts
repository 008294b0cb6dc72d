/** TIFF files that are damaged or lie: they are read or refused, in bounded time and memory. */
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { checkDamage, fileOf, readDamaged, testContext, testCube } from '../../../../test/format-laws.ts';
import { type MadeField, type MadeForm, makeTiff } from '../../../../test/make-tiff.ts';
import { memoryFiles } from '../../files/input-files.ts';
import { openTiff, tiffFormat } from './tiff-file.ts';

const wavelengths = [400, 500, 600, 700];
const context = { ...testContext, wavelengths };

/** A file of 4 bands of 2 x 2 bytes with some fields of its own. */
function made(fields: readonly MadeField[], block: Uint8Array = new Uint8Array(16), form: MadeForm = {}) {
  const usual: MadeField[] = [
    [256, 4, [2]],
    [257, 4, [2]],
    [258, 3, [8, 8, 8, 8]],
    [259, 3, [1]],
    [262, 3, [1]],
    [277, 3, [4]],
    [278, 4, [2]],
  ];
  const given = new Set(fields.map(([tag]) => tag));
  return makeTiff(
    [{ fields: [...usual.filter(([tag]) => !given.has(tag)), ...fields], blocks: [block] }],
    form,
  );
}

async function read(bytes: Uint8Array<ArrayBuffer>): Promise<Float32Array> {
  const source = await openTiff(
    { files: memoryFiles(new Map([['cube.tif', bytes]])), name: 'cube.tif' },
    context,
  );
  return source.readWindow({ x: 0, y: 0, width: source.width, height: source.height });
}

describe('damage', () => {
  test('files cut at every length and with every byte changed', async () => {
    const cube = testCube(1, 2, 3);
    const plain = await fileOf(tiffFormat, cube, { dataType: 'uint16', scaleFactor: 8 });
    const packed = await fileOf(tiffFormat, cube, { compress: true, byteOrder: 'big' });
    for (const bytes of [plain.bytes, packed.bytes, made([]), made([], undefined, { big: true })]) {
      const given = bytes === plain.bytes || bytes === packed.bytes ? testContext : context;
      const { cutRead, flippedRead } = await checkDamage(tiffFormat, 'cube.tif', bytes, { context: given });
      expect(cutRead).toBe(0);
      // Samples, resolutions and most of the texts may be anything.
      expect(flippedRead).toBeGreaterThan(30);
    }
  });

  test('packed samples of every kind with every byte changed', async () => {
    const lzw = Uint8Array.of(0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01);
    const packBits = Uint8Array.of(0xf1, 7);
    for (const [compression, block] of [
      [5, lzw],
      [8, deflateSync(new Uint8Array(16))],
      [32773, packBits],
    ] as const) {
      const bytes = made([[259, 3, [compression]]], block, { big: true });
      for (let at = 16; at < 16 + block.length; at++) {
        for (const change of [1, 0x80, 0xff]) {
          const changed = bytes.slice();
          changed[at] ^= change;
          expect(['read', 'refused']).toContain(await readDamaged(tiffFormat, 'cube.tif', changed, context));
        }
      }
    }
  });
});

describe('lies', () => {
  test('sizes that the file cannot hold', async () => {
    const sizes: [MadeField[], RegExp][] = [
      [
        [
          [256, 4, [2 ** 32 - 1]],
          [257, 4, [2 ** 32 - 1]],
        ],
        /found a file that cannot hold them/,
      ],
      [[[256, 16, [2 ** 53]]], /found a file that cannot hold them/],
      [[[256, 4, [40]]], /expected 320 bytes .* cannot hold them|bytes for 2 rows/],
      [[[256, 4, [0]]], /a width \(tag 256\) of 1 or more, found 0/],
      [[[277, 3, [0]]], /one sample a pixel or more/],
      [[[277, 4, [2 ** 31]]], /at most 4,096 bands/],
      [[[278, 4, [0]]], /strips or tiles of a size/],
      [[[257, 4, [3]]], /bytes for 2 rows|expected 2 values of tag 273, found 1/],
      [[[257, 2, 'three']], /whole numbers in tag 257, found type 2/],
    ];
    for (const [fields, message] of sizes) await expect(read(made(fields))).rejects.toThrow(message);
  });

  test('blocks beyond the file, shorter than their rows, or not listed', async () => {
    await expect(read(made([[273, 4, [4_000_000_000]]]))).rejects.toThrow(
      /expected 16 bytes from byte 4,000,000,000/,
    );
    await expect(read(made([[273, 16, [2 ** 60]]]))).rejects.toThrow(/bytes from byte/);
    await expect(read(made([[279, 4, [15]]]))).rejects.toThrow(
      /16 bytes for 2 rows of 2 pixels .* found at most 15/,
    );
    await expect(read(made([[278, 4, [1]]]))).rejects.toThrow(/expected 2 values of tag 273, found 1/);
    await expect(
      read(
        made([
          [324, 4, [8]],
          [325, 4, [16]],
          [322, 3, [0]],
        ]),
      ),
    ).rejects.toThrow(/of a size, found none/);
  });

  test('bombs: more unpacked than a block has, or than its bytes can become', async () => {
    const bomb = deflateSync(new Uint8Array(2 ** 19));
    await expect(read(made([[259, 3, [8]]], bomb))).rejects.toThrow(
      /at most 16 bytes when unpacked, found more/,
    );
    const tall: MadeField[] = [
      [259, 3, [8]],
      [256, 4, [1000]],
      [257, 4, [1000]],
      [278, 4, [1000]],
    ];
    await expect(read(made(tall, new Uint8Array(3000)))).rejects.toThrow(/cannot hold them|found at most/);
    const tiles: MadeField[] = [
      [259, 3, [8]],
      [322, 4, [30_000]],
      [323, 4, [4000]],
      [324, 4, [8]],
      [325, 4, [16]],
    ];
    await expect(read(made(tiles))).rejects.toThrow(
      /240,000 bytes for 2 rows .* in a tile, found at most 16,512/,
    );
    tiles[1] = [322, 4, [2 ** 31]];
    await expect(read(made(tiles))).rejects.toThrow(/samples in a file that must be read whole/);
  });

  test('pages in a circle, too many of them, tags without end', async () => {
    const circle = made([]);
    const view = new DataView(circle.buffer);
    const directory = view.getUint32(4, true);
    const tags = view.getUint16(directory, true);
    view.setUint32(directory + 2 + tags * 12, directory, true);
    await expect(read(circle)).rejects.toThrow(/found a circle of them/);
    const page = { fields: [], blocks: [] };
    const many = makeTiff(new Array(12).fill(page));
    const limits = { ...testContext.limits, entries: 10 };
    const files = memoryFiles(new Map([['cube.tif', many]]));
    await expect(openTiff({ files, name: 'cube.tif' }, { ...context, limits })).rejects.toThrow(
      /at most 10 pages/,
    );
    view.setUint16(directory, 65_535, true);
    await expect(read(circle)).rejects.toThrow(/at most 1,000 tags, found 65,535/);
    view.setUint32(4, 0, true);
    await expect(read(circle)).rejects.toThrow(/expected a picture, found none/);
  });

  test('texts that are long, odd or deep cost no more than their length', async () => {
    const odd = [
      '<Item '.repeat(50_000),
      `<Item ${'a'.repeat(300_000)}`,
      '<Item name="wavelength" sample="0">'.repeat(10_000),
      `<Item name="DESCRIPTION" sample="0">${'9'.repeat(300_000)}</Item>`,
      '&amp;'.repeat(60_000),
    ];
    const started = performance.now();
    for (const text of odd) expect(await read(made([[42112, 2, text]]))).toHaveLength(16);
    for (const text of [
      '{',
      '{"wavelengths',
      '[1]',
      '{}',
      '{"shape": [2, 2, 4]}',
      `{"a":${'['.repeat(100_000)}`,
    ]) {
      expect(await read(made([[270, 2, text]]))).toHaveLength(16);
    }
    // What is quadratic takes minutes.
    expect(performance.now() - started).toBeLessThan(20_000);
    await expect(read(made([[270, 2, '{"wavelengths": "red"}']]))).rejects.toThrow(
      /'wavelengths' to be a list/,
    );
    const limits = { ...testContext.limits, textBytes: 100 };
    const files = memoryFiles(new Map([['cube.tif', made([[42112, 2, 'x'.repeat(200)]])]]));
    await expect(openTiff({ files, name: 'cube.tif' }, { ...context, limits })).rejects.toThrow(
      /a text of at most 100/,
    );
  });

  test('other files', async () => {
    for (const start of ['', 'II', 'II*', 'PNG and more', 'MM\0+\0\x07\0\0\0\0\0\0\0\0\0\0']) {
      const bytes = new TextEncoder().encode(start);
      await expect(read(bytes)).rejects.toThrow(/expected (a TIFF file|offsets of 8 bytes)/);
    }
  });
});

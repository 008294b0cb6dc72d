import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CubeSource, readWholeCube } from '../../cube-source.ts';
import { CubeError, type SpectralCube } from '../../spectral-cube.ts';
import { openCube } from '../../node/open-cube.ts';
import { FileError } from '../../files/file-error.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-'));
});
afterEach(() => rm(folder, { recursive: true }));

type Put = (view: DataView, at: number, value: number, little: boolean) => void;
const most = 2 ** 24;

/** Bytes, range that float32 holds exactly, and how a number is stored, by ENVI's data type. */
const stores: Readonly<Record<number, readonly [size: number, min: number, max: number, put: Put]>> = {
  1: [1, 0, 255, (view, at, value) => view.setUint8(at, value)],
  2: [2, -32_768, 32_767, (view, at, value, little) => view.setInt16(at, value, little)],
  3: [4, -most, most, (view, at, value, little) => view.setInt32(at, value, little)],
  4: [4, -most, most, (view, at, value, little) => view.setFloat32(at, value, little)],
  5: [8, -most, most, (view, at, value, little) => view.setFloat64(at, value, little)],
  12: [2, 0, 65_535, (view, at, value, little) => view.setUint16(at, value, little)],
  13: [4, 0, most, (view, at, value, little) => view.setUint32(at, value, little)],
  14: [8, -most, most, (view, at, value, little) => view.setBigInt64(at, BigInt(value), little)],
  15: [8, 0, most, (view, at, value, little) => view.setBigUint64(at, BigInt(value), little)],
};

/** A number that the type holds, by its place in the cube. */
function valueAt(code: number, band: number, row: number, column: number): number {
  const [, min, max] = stores[code];
  return min + ((band * 7919 + row * 104_729 + column * 1_299_709) % (max - min + 1));
}

async function read(path: string): Promise<SpectralCube> {
  const source = await openCube(path);
  try {
    return await readWholeCube(source);
  } finally {
    await source.close();
  }
}

async function inWindow<T>(path: string, use: (source: CubeSource) => Promise<T>): Promise<T> {
  const source = await openCube(path);
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

describe('reading', () => {
  const layouts = fc.record({
    code: fc.constantFrom(1, 2, 3, 4, 5, 12, 13, 14, 15),
    interleave: fc.constantFrom('bsq', 'bil', 'bip'),
    byteOrder: fc.constantFrom(0, 1),
    headerOffset: fc.nat(300),
    bands: fc.integer({ min: 1, max: 6 }),
    height: fc.integer({ min: 1, max: 7 }),
    width: fc.integer({ min: 1, max: 9 }),
    descending: fc.boolean(),
    corner: fc.tuple(
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
    ),
    extent: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
  });

  test('every type, interleave, byte order and window', async () => {
    await fc.assert(
      fc.asyncProperty(layouts, async (layout) => {
        const { code, interleave, byteOrder, headerOffset, bands, height, width, descending } = layout;
        const [size, , , put] = stores[code];
        const buffer = new Uint8Array(headerOffset + bands * height * width * size);
        const view = new DataView(buffer.buffer);
        let at = headerOffset;
        const place = (band: number, row: number, column: number) => {
          put(view, at, valueAt(code, band, row, column), byteOrder === 0);
          at += size;
        };
        const outer = interleave === 'bsq' ? bands : height;
        const middle = interleave === 'bsq' ? height : interleave === 'bil' ? bands : width;
        const inner = interleave === 'bip' ? bands : width;
        for (let i = 0; i < outer; i++)
          for (let j = 0; j < middle; j++)
            for (let k = 0; k < inner; k++) {
              if (interleave === 'bsq') place(i, j, k);
              else if (interleave === 'bil') place(j, i, k);
              else place(k, i, j);
            }
        const grid = Array.from(
          { length: bands },
          (_, band) => 400 + 10 * (descending ? bands - band : band),
        );
        const header = `ENVI\nsamples=${width}\nlines=${height}\nbands=${bands}\nheader offset=${headerOffset}\ndata type=${code}\ninterleave=${interleave}\nbyte order=${byteOrder}\nwavelength units=nm\nwavelength={${grid.join(',')}}\n`;
        await writeFile(join(folder, 'a.hdr'), header);
        await writeFile(join(folder, 'a.img'), buffer);
        const x = Math.floor(layout.corner[0] * width);
        const y = Math.floor(layout.corner[1] * height);
        const window = {
          x,
          y,
          width: 1 + Math.floor(layout.extent[0] * (width - x - 1)),
          height: 1 + Math.floor(layout.extent[1] * (height - y - 1)),
        };
        const samples = await inWindow(join(folder, 'a.hdr'), (source) => source.readWindow(window));
        let index = 0;
        for (let band = 0; band < bands; band++)
          for (let row = 0; row < window.height; row++)
            for (let column = 0; column < window.width; column++) {
              const stored = descending ? bands - 1 - band : band;
              expect(samples[index++]).toBe(valueAt(code, stored, y + row, x + column));
            }
        expect(samples.length).toBe(index);
      }),
      { numRuns: 150 },
    );
  });

  test('rows too wide to be read together, and gains', async () => {
    const width = 20_000;
    const stored = Uint16Array.from({ length: 2 * 3 * width }, (_, index) => index % 60_000);
    await writeFile(join(folder, 'a.dat'), new Uint8Array(stored.buffer));
    const header = `ENVI\nsamples=${width}\nlines=3\nbands=2\ndata type=12\nbyte order=0\nwavelength={400,500}\ndata gain values={2,3}\ndata offset values={-1,1}\n`;
    for (const interleave of ['bsq', 'bil', 'bip'] as const) {
      await writeFile(join(folder, 'a.hdr'), `${header}interleave=${interleave}\n`);
      const window = { x: 11_000, y: 1, width: 5, height: 2 };
      const samples = await inWindow(join(folder, 'a.dat'), (source) => source.readWindow(window));
      const strides = { bsq: [3 * width, width, 1], bil: [width, 2 * width, 1], bip: [1, 2 * width, 2] }[
        interleave
      ];
      const expected = [0, 1].flatMap((band) =>
        [1, 2].flatMap((row) =>
          [0, 1, 2, 3, 4].map((column) => {
            const at = band * strides[0] + row * strides[1] + (11_000 + column) * strides[2];
            return stored[at] * (band === 0 ? 2 : 3) + (band === 0 ? -1 : 1);
          }),
        ),
      );
      expect([...samples]).toEqual(expected);
    }
  });

  test('a cube that takes several pieces', async () => {
    const [bands, height, width] = [3, 1100, 1500];
    const samples = bands * height * width;
    const stored = Uint8Array.from({ length: samples }, (_, index) => (index * 31 + (index >> 8)) % 256);
    await writeFile(join(folder, 'a.img'), stored);
    for (const interleave of ['bsq', 'bil', 'bip'] as const) {
      const header = `ENVI\nsamples=${width}\nlines=${height}\nbands=${bands}\ndata type=1\ninterleave=${interleave}\nwavelength={400,500,600}\n`;
      await writeFile(join(folder, 'a.hdr'), header);
      const cube = await read(join(folder, 'a.hdr'));
      const expected = Float32Array.from({ length: samples }, (_, index) => {
        const band = Math.floor(index / (height * width));
        const row = Math.floor(index / width) % height;
        const column = index % width;
        if (interleave === 'bsq') return stored[index];
        if (interleave === 'bil') return stored[(row * bands + band) * width + column];
        return stored[(row * width + column) * bands + band];
      });
      expect(Buffer.compare(Buffer.from(cube.data.buffer), Buffer.from(expected.buffer))).toBe(0);
    }
  });

  // Only where a file may have holes: 49.6 GB are announced, nothing is stored.
  test.skipIf(platform() === 'win32')('a small window of a huge file is read at once', async () => {
    const [bands, height, width] = [31, 20_000, 20_000];
    const header = `ENVI\nsamples=${width}\nlines=${height}\nbands=${bands}\ndata type=4\nbyte order=0\ninterleave=bsq\n`;
    await writeFile(join(folder, 'a.hdr'), header);
    await writeFile(join(folder, 'a.img'), '');
    await truncate(join(folder, 'a.img'), bands * height * width * 4); // a sparse file of 49.6 GB
    const window = { x: 9_000, y: 9_000, width: 64, height: 64 };
    const began = performance.now();
    await inWindow(join(folder, 'a'), async (source) => {
      expect(source.notes.join()).toMatch(/400\.\.700 nm/);
      expect((await source.readWindow(window)).every((sample) => sample === 0)).toBe(true);
      await expect(readWholeCube(source, AbortSignal.abort())).rejects.toThrow(/abort/i);
    });
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe('finding the pair', () => {
  const header =
    'ENVI\nsamples=1\nlines=1\nbands=1\ndata type=1\ninterleave=bsq\nwavelength={500}\nwavelength units=nm\n';

  test('by header, data file or the name without an ending', async () => {
    for (const [headerName, dataName] of [
      ['a.hdr', 'a.img'],
      ['b.hdr', 'b'],
      ['c.bsq.hdr', 'c.bsq'],
      ['D.HDR', 'D.DAT'],
      ['e.v2.hdr', 'e.v2.raw'],
    ]) {
      await writeFile(join(folder, headerName), header);
      await writeFile(join(folder, dataName), Uint8Array.of(7));
      const stem = headerName.replace(/\.hdr$/i, '');
      for (const name of new Set([headerName, dataName, stem])) {
        expect([...(await read(join(folder, name))).data]).toEqual([7]);
      }
    }
  });

  test('of several data files the one with the right size', async () => {
    await writeFile(join(folder, 'a.hdr'), header);
    await writeFile(join(folder, 'a.img'), Uint8Array.of(1, 2));
    await writeFile(join(folder, 'a.raw'), Uint8Array.of(9));
    expect([...(await read(join(folder, 'a.hdr'))).data]).toEqual([9]);
    await expect(read(join(folder, 'a.img'))).rejects.toThrow(/expected 1 bytes .* found 2/);
  });

  test('a missing half is named', async () => {
    await writeFile(join(folder, 'a.hdr'), header);
    await writeFile(join(folder, 'b.img'), Uint8Array.of(1));
    await expect(openCube(join(folder, 'a.hdr'))).rejects.toThrow(/data file of a\.hdr/);
    await expect(openCube(join(folder, 'b.img'))).rejects.toThrow(/ENVI header b\.hdr/);
    await expect(openCube(join(folder, 'none', 'c.hdr'))).rejects.toThrow(FileError);
  });
});

describe('bad files', () => {
  test('a size that does not fit is told with its numbers', async () => {
    const header =
      'ENVI\nsamples=512\nlines=482\nbands=31\nheader offset=928\ndata type=4\ninterleave=bsq\nbyte order=0\n';
    await writeFile(join(folder, 'scene.hdr'), header);
    await writeFile(join(folder, 'scene.img'), '');
    for (const size of [30_602_000, 30_602_145, 0]) {
      await truncate(join(folder, 'scene.img'), size);
      const error: unknown = await openCube(join(folder, 'scene.hdr')).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(CubeError);
      expect(error).toMatchObject({
        message: `expected 30,602,144 bytes for 482 x 512 x 31 float32 after 928 bytes, found ${size.toLocaleString('en-US')}`,
        hint: "check 'data type' or 'header offset' in scene.hdr",
      });
    }
  });

  test('a header that lies, is noise or is huge is refused quickly', async () => {
    await writeFile(join(folder, 'a.img'), new Uint8Array(100));
    const began = performance.now();
    const lies = [
      'bands=1000000000',
      'bands=31\nheader offset=-4',
      'bands=31\nheader offset=9007199254740991',
    ];
    for (const lie of lies) {
      await writeFile(
        join(folder, 'a.hdr'),
        `ENVI\nsamples=99999999\nlines=99999999\ndata type=5\ninterleave=bsq\nbyte order=0\n${lie}\n`,
      );
      await expect(openCube(join(folder, 'a.hdr'))).rejects.toThrow(CubeError);
    }
    await truncate(join(folder, 'a.hdr'), 1e11);
    await expect(openCube(join(folder, 'a.hdr'))).rejects.toThrow(/text file of at most/);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (noise, signed) => {
        await writeFile(
          join(folder, 'a.hdr'),
          signed ? Buffer.concat([Buffer.from('ENVI\n'), noise]) : noise,
        );
        await expect(openCube(join(folder, 'a.hdr'))).rejects.toThrow(CubeError);
      }),
      { numRuns: 60 },
    );
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

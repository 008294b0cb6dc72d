import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readWholeCube } from '../../cube-source.ts';
import { CubeError, createCube, type SpectralCube } from '../../spectral-cube.ts';
import { removeTemporaries } from '../../node/atomic-file.ts';
import { createCubeSink, openCube } from '../../node/open-cube.ts';
import { FileError } from '../../files/file-error.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function read(path: string): Promise<SpectralCube> {
  const source = await openCube(path);
  try {
    return await readWholeCube(source);
  } finally {
    await source.close();
  }
}

const cubes = fc
  .record({
    bands: fc.integer({ min: 1, max: 5 }),
    height: fc.integer({ min: 1, max: 6 }),
    width: fc.integer({ min: 1, max: 6 }),
    quantity: fc.constantFrom('reflectance', 'radiance', 'unknown'),
    seed: fc.nat(1000),
  })
  .map(({ bands, height, width, quantity, seed }) =>
    createCube(
      {
        bands,
        height,
        width,
        wavelengths: Array.from({ length: bands }, (_, band) => 400 + 12.5 * band),
        metadata: { quantity, source: 'a {b}\nc.jpg', reprojectionError: 1e-5 },
      },
      Float32Array.from(
        { length: bands * height * width },
        (_, index) => ((index * 37 + seed) % 997) / 500 - 0.3,
      ),
    ),
  );

test('float32 comes back bit by bit, rows in any order', async () => {
  await fc.assert(
    fc.asyncProperty(cubes, fc.boolean(), async (cube, backwards) => {
      const sink = await createCubeSink(join(folder, 'a'), cube, { dataType: 'float32', overwrite: true });
      const rows = Array.from({ length: cube.height }, (_, row) => (backwards ? cube.height - 1 - row : row));
      const plane = cube.height * cube.width;
      for (const y of rows) {
        const data = new Float32Array(cube.bands * cube.width);
        for (let band = 0; band < cube.bands; band++) {
          const from = band * plane + y * cube.width;
          data.set(cube.data.subarray(from, from + cube.width), band * cube.width);
        }
        await sink.writeRows(y, 1, data);
      }
      const paths = await sink.finish({ model: 'generator' });
      expect(paths).toEqual([join(folder, 'a.img'), join(folder, 'a.hdr')]);
      const back = await read(paths[1]);
      expect(back).toEqual({ ...cube, metadata: { ...cube.metadata, model: 'generator' } });
      expect(sink.notes).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test('uint16 comes back to half a step, clamped samples counted', async () => {
  const scales = fc.constantFrom(undefined, 1000, 40_000);
  await fc.assert(
    fc.asyncProperty(cubes, scales, async (cube, scaleFactor) => {
      const options = {
        dataType: 'uint16',
        overwrite: true,
        ...(scaleFactor ? { scaleFactor } : {}),
      } as const;
      const sink = await createCubeSink(join(folder, 'a.hdr'), cube, options);
      await sink.writeRows(0, cube.height, cube.data);
      await sink.finish();
      const scale = scaleFactor ?? 10_000;
      const source = await openCube(join(folder, 'a.hdr'));
      const back = await readWholeCube(source);
      await source.close();
      let clamped = 0;
      cube.data.forEach((sample, index) => {
        if (Math.round(sample * scale) < 0 || Math.round(sample * scale) > 65535) clamped++;
        const held = Math.min(Math.max(sample, 0), 65535 / scale);
        expect(Math.abs(back.data[index] - held)).toBeLessThanOrEqual(0.5001 / scale + 1e-6);
      });
      expect(back.metadata).toEqual(cube.metadata);
      expect(sink.notes.length).toBe(clamped > 0 ? 1 : 0);
      if (clamped > 0) {
        expect(sink.notes[0]).toContain(`${clamped} of `);
        expect(source.notes).toEqual([`${clamped} samples were clamped when a.hdr was written`]);
      }
    }),
    { numRuns: 50 },
  );
});

test('samples that are no numbers are stored as 0 and counted', async () => {
  const header = {
    bands: 1,
    height: 1,
    width: 3,
    wavelengths: [500],
    metadata: { quantity: 'reflectance' },
  } as const;
  const sink = await createCubeSink(join(folder, 'a'), header, { dataType: 'uint16' });
  await sink.writeRows(0, 1, Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, 0.5));
  await sink.finish();
  const back = await read(join(folder, 'a'));
  expect([...back.data].map((sample) => Number(sample.toFixed(4)))).toEqual([0, 6.5535, 0.5]);
  expect(sink.notes[0]).toMatch(/^2 of 3 samples/);
});

const header = {
  bands: 1,
  height: 2,
  width: 1,
  wavelengths: [500],
  metadata: { quantity: 'unknown' },
} as const;

test('nothing is there before the end, nothing after an abort', async () => {
  const sink = await createCubeSink(join(folder, 'a'), header, { dataType: 'float32' });
  await sink.writeRows(0, 1, new Float32Array(1));
  expect((await readdir(folder)).every((name) => name.endsWith('.tmp'))).toBe(true);
  await expect(sink.finish()).rejects.toThrow(/1 not written, the first of them row 1/);
  await sink.abort();
  expect(await readdir(folder)).toEqual([]);
  await expect(sink.writeRows(1, 1, new Float32Array(1))).rejects.toThrow(CubeError);
  const interrupted = await createCubeSink(join(folder, 'a'), header, { dataType: 'float32' });
  await interrupted.writeRows(0, 2, new Float32Array(2));
  removeTemporaries();
  expect(await readdir(folder)).toEqual([]);
  await expect(interrupted.finish()).rejects.toThrow(FileError);
  expect(await readdir(folder)).toEqual([]);
});

test('one existing half refuses the pair and stays as it is', async () => {
  for (const name of ['a.hdr', 'a.img']) {
    await writeFile(join(folder, name), 'mine');
    await expect(createCubeSink(join(folder, 'a'), header, { dataType: 'float32' })).rejects.toThrow(
      FileError,
    );
    expect(await readFile(join(folder, name), 'utf8')).toBe('mine');
    expect(await readdir(folder)).toEqual([name]);
    await rm(join(folder, name));
  }
});

test('a header or a scale that cannot be leaves nothing', async () => {
  const wrong = { ...header, wavelengths: [500, 600] };
  await expect(createCubeSink(join(folder, 'a'), wrong, { dataType: 'float32' })).rejects.toThrow(CubeError);
  const options = { dataType: 'uint16', scaleFactor: -1 } as const;
  await expect(createCubeSink(join(folder, 'a'), header, options)).rejects.toThrow(CubeError);
  expect(await readdir(folder)).toEqual([]);
});

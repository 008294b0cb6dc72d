import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CubeError, createCube } from '../spectral-cube.ts';
import { FileError } from '../files/file-error.ts';
import { openCube, readCube, writeCube } from './open-cube.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-'));
});
afterEach(() => rm(folder, { recursive: true }));

const cube = createCube(
  {
    bands: 2,
    height: 3,
    width: 4,
    wavelengths: [500, 600],
    metadata: { quantity: 'reflectance', assumption: 'light D65', description: 'a test' },
  },
  Float32Array.from({ length: 24 }, (_, index) => index / 8),
);

test('the ending or the option names the format, and the cube comes back', async () => {
  const written = [
    ['a.hdr', {}, ['a.img', 'a.hdr']],
    ['b.dat', {}, ['b.dat', 'b.hdr']],
    ['c', {}, ['c.img', 'c.hdr']],
    ['d.npy', {}, ['d.npy', 'd.json']],
    ['e', { format: 'npy' }, ['e.npy', 'e.json']],
    ['f.v2', { format: 'envi' }, ['f.v2.img', 'f.v2.hdr']],
    ['g', { dataType: 'uint16', scaleFactor: 8 }, ['g.img', 'g.hdr']],
    ['h.npy', { dataType: 'uint16', scaleFactor: 8 }, ['h.npy', 'h.json']],
    ['i.bip', { interleave: 'bip', dataType: 'float64', byteOrder: 'big' }, ['i.bip', 'i.hdr']],
    ['j.bil', { interleave: 'bil', dataType: 'int16', scaleFactor: 80 }, ['j.bil', 'j.hdr']],
  ] as const;
  for (const [name, options, files] of written) {
    const { paths, notes } = await writeCube(join(folder, name), cube, options);
    expect(paths).toEqual(files.map((file) => join(folder, file)));
    expect(notes).toEqual([]);
    expect(await readCube(paths[0])).toEqual(cube);
  }
  expect(await readCube(join(folder, 'f.v2'))).toEqual(cube);
});

test('options that do not go together are refused and leave nothing', async () => {
  const wrong = [
    ['a.npy', { format: 'envi' }],
    ['a.hdr', { format: 'npy' }],
    ['a.npy', { interleave: 'bip' }],
    ['a.hdr', { dataType: 'int8' }],
    ['a.hdr', { variable: 'cube' }],
  ] as const;
  for (const [name, options] of wrong) {
    await expect(writeCube(join(folder, name), cube, options)).rejects.toThrow(CubeError);
  }
  const short = { ...cube, data: new Float32Array(23) };
  await expect(writeCube(join(folder, 'a'), short)).rejects.toThrow(CubeError);
  expect(await readdir(folder)).toEqual([]);
});

test('an existing cube is replaced only when asked', async () => {
  await writeCube(join(folder, 'a'), cube);
  await expect(writeCube(join(folder, 'a'), cube)).rejects.toThrow(FileError);
  const darker = createCube(
    cube,
    cube.data.map((sample) => sample / 2),
  );
  await writeCube(join(folder, 'a'), darker, { overwrite: true });
  expect((await readCube(join(folder, 'a'))).data).toEqual(darker.data);
  expect((await readdir(folder)).sort()).toEqual(['a.hdr', 'a.img']);
});

test('a CAVE folder opens whole', async () => {
  const scene = join(folder, 'cd_ms');
  await mkdir(scene);
  for (let band = 1; band <= 31; band++) {
    await sharp(new Uint16Array(6).fill(band * 2000), { raw: { width: 3, height: 2, channels: 1 } })
      .toColourspace('grey16')
      .toFile(join(scene, `cd_ms_${String(band).padStart(2, '0')}.png`));
  }
  const source = await openCube(folder);
  expect(source).toMatchObject({ bands: 31, height: 2, width: 3, notes: [] });
  const window = await source.readWindow({ x: 1, y: 1, width: 1, height: 1 });
  expect(window[30]).toBe(Math.fround(62_000 / 65_535));
  await source.close();
});

test('what is no cube is named', async () => {
  await expect(openCube(join(folder, 'none.hdr'))).rejects.toThrow(FileError);
  await expect(openCube(join(folder, 'none'))).rejects.toThrow(/found nothing there/);
  await expect(openCube(folder)).rejects.toThrow(/one grey PNG file a band/);
  await writeFile(join(folder, 'photo.jpg'), 'x');
  await expect(openCube(join(folder, 'photo.jpg'))).rejects.toThrow(CubeError);
});

import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CubeError } from '../spectral-cube.ts';
import { readCaveScene } from './cave-folder.ts';
import { FileError } from '../files/file-error.ts';

let folder: string;
let scene: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-'));
  scene = join(folder, 'beads_ms');
  await mkdir(scene);
});
afterEach(() => rm(folder, { recursive: true }));

const storedAt = (band: number, pixel: number) => (band * 2111 + pixel * 257) % 65_536;

function bandFile(band: number): string {
  return join(scene, `beads_ms_${String(band).padStart(2, '0')}.png`);
}

async function writeBand(path: string, width: number, height: number, band: number): Promise<void> {
  const stored = Uint16Array.from({ length: width * height }, (_, pixel) => storedAt(band, pixel));
  await sharp(stored, { raw: { width, height, channels: 1 } })
    .toColourspace('grey16')
    .png({ compressionLevel: 1 })
    .toFile(path);
}

async function writeScene(width: number, height: number): Promise<void> {
  for (let band = 1; band <= 31; band++) await writeBand(bandFile(band), width, height, band);
  await writeFile(join(scene, 'beads_RGB.bmp'), 'not a band');
}

const whole = { cropCorruptColumns: false };
const cropped = { cropCorruptColumns: true };

describe('reading', () => {
  test('all 16 bits of every band, in order, with what is known of the set', async () => {
    await writeScene(7, 5);
    const cube = await readCaveScene(scene, cropped);
    expect(cube).toMatchObject({ bands: 31, height: 5, width: 7 });
    expect([cube.wavelengths[0], cube.wavelengths[30]]).toEqual([400, 700]);
    expect(cube.metadata).toMatchObject({ quantity: 'reflectance', source: 'beads_ms' });
    for (let band = 0; band < 31; band++) {
      for (let pixel = 0; pixel < 35; pixel++) {
        expect(cube.data[band * 35 + pixel]).toBe(Math.fround(storedAt(band + 1, pixel) / 65535));
      }
    }
    expect((await readCaveScene(folder, whole)).data).toEqual(cube.data);
  });

  test('the corrupt columns of a whole scene are cropped when asked, and only then', async () => {
    await writeScene(512, 512);
    const full = await readCaveScene(scene, whole);
    const cut = await readCaveScene(scene, cropped);
    expect([full.width, cut.width, cut.height]).toEqual([512, 508, 512]);
    for (const [band, row, column] of [
      [0, 0, 0],
      [30, 511, 507],
      [12, 300, 41],
    ]) {
      const expected = full.data[(band * 512 + row) * 512 + column + 4];
      expect(cut.data[(band * 512 + row) * 508 + column]).toBe(expected);
    }
  });
});

describe('bad folders', () => {
  test('missing bands are listed', async () => {
    await writeScene(2, 2);
    await rm(bandFile(3));
    await rename(bandFile(31), join(scene, 'beads_ms_32.png'));
    await expect(readCaveScene(scene, whole)).rejects.toThrow(
      /expected 31 bands in .*, found 29: missing beads_ms_03\.png, beads_ms_31\.png/,
    );
  });

  test('a band of another size, of colour, cut short or of noise', async () => {
    await writeScene(4, 4);
    await writeBand(bandFile(9), 4, 3, 9);
    await expect(readCaveScene(scene, whole)).rejects.toThrow(/4 x 4 pixels .* found 4 x 3 in beads_ms_09/);
    await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
      .png()
      .toFile(bandFile(9));
    await expect(readCaveScene(scene, whole)).rejects.toThrow(
      /grey PNG file of 8 or 16 bits, found colour \(3 channels\) in beads_ms_09/,
    );
    const noise = [new Uint8Array(0), Uint8Array.from({ length: 500 }, (_, index) => (index * 73) % 251)];
    for (const bytes of noise) {
      await writeFile(bandFile(9), bytes);
      await expect(readCaveScene(scene, whole)).rejects.toThrow(CubeError);
    }
    await writeBand(bandFile(9), 4, 4, 9);
    const png = await sharp(bandFile(9)).toColourspace('grey16').png().toBuffer();
    await writeFile(bandFile(9), png.subarray(0, png.length - 20));
    await expect(readCaveScene(scene, whole)).rejects.toThrow(/cannot be decoded/);
  });

  test('no scene, two scenes, no folder', async () => {
    await expect(readCaveScene(folder, whole)).rejects.toThrow(FileError);
    await writeFile(bandFile(1), '');
    await mkdir(join(folder, 'cd_ms'));
    await writeFile(join(folder, 'cd_ms', 'cd_ms_01.png'), '');
    await expect(readCaveScene(folder, whole)).rejects.toThrow(/one CAVE scene in .*, found 2/);
    await expect(readCaveScene(join(folder, 'none'), whole)).rejects.toThrow(FileError);
  });
});

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodePhoto } from './decode-photo.ts';
import { writePicture } from './write-picture.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-picture-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('writePicture', () => {
  it.each([
    [8, Uint8Array.from({ length: 36 }, (_, index) => index * 7), 255],
    [16, Uint16Array.from({ length: 36 }, (_, index) => index * 1801), 65535],
  ] as const)('gives back every one of %i bits', async (bits, data, largest) => {
    const path = join(folder, 'picture.png');
    expect(await writePicture(path, { width: 4, height: 3, data })).toBe(path);
    const photo = await decodePhoto(path, { linear: true });
    expect(photo.bitDepth).toBe(bits);
    const read = photo.readRows(0, 3);
    const back = Array.from(data, (_, index) =>
      Math.round(read[(index % 3) * 12 + Math.floor(index / 3)] * largest),
    );
    expect(back).toEqual([...data]);
  });

  it('refuses an existing file, a missing folder and a wrong size, and leaves nothing', async () => {
    const picture = { width: 1, height: 1, data: new Uint8Array(3) };
    const path = join(folder, 'picture.png');
    await writePicture(path, picture);
    await expect(writePicture(path, picture)).rejects.toMatchObject({ _tag: 'FileError' });
    await writePicture(path, picture, { overwrite: true });
    await expect(writePicture(join(folder, 'no', 'x.png'), picture)).rejects.toMatchObject({
      _tag: 'FileError',
    });
    await expect(writePicture(join(folder, 'y.png'), { ...picture, width: 2 })).rejects.toThrow(
      'expected 6 samples',
    );
    expect(await readdir(folder)).toEqual(['picture.png']);
  });
});

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CubeError } from '../spectral-cube.ts';
import { FileBytes, readSmallText } from './file-bytes.ts';
import { FileError } from '../files/file-error.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('bytes by position, and none that are not there', async () => {
  const path = join(folder, 'a.bin');
  await writeFile(path, Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7]));
  const file = await FileBytes.open(path);
  try {
    expect(file.size).toBe(8);
    expect([...new Uint8Array(await file.read(2, 3))]).toEqual([2, 3, 4]);
    for (const [position, length] of [
      [6, 3],
      [0, 1e15],
      [-1, 2],
      [9, 0],
      [Number.NaN, 1],
    ]) {
      await expect(file.read(position, length)).rejects.toThrow(CubeError);
    }
    await truncate(path, 4);
    await expect(file.read(2, 4)).rejects.toThrow(/changed while it was read/);
  } finally {
    await file.close();
  }
});

test('missing files, folders and large texts are named', async () => {
  await expect(FileBytes.open(join(folder, 'none'))).rejects.toThrow(/found nothing there/);
  await expect(FileBytes.open(folder)).rejects.toThrow(FileError);
  await writeFile(join(folder, 'big.hdr'), 'x'.repeat(2000));
  await expect(readSmallText(join(folder, 'big.hdr'), 1000)).rejects.toThrow(
    /at most 1,000 bytes, found 2,000/,
  );
  expect(await readSmallText(join(folder, 'big.hdr'), 2000)).toHaveLength(2000);
});

test.skipIf(platform() === 'win32')('a pipe does not make the reader wait', async () => {
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  await expect(FileBytes.open(join(folder, 'pipe'))).rejects.toThrow(FileError);
});

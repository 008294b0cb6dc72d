import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-folder-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('makeFolder', () => {
  it('makes all folders of a path, and takes one that is there', async () => {
    const path = join(folder, 'a', 'b', 'c');
    await makeFolder(path);
    await makeFolder(path);
    await makeFolder(`${path}/`);
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  it('refuses a file in the way, at the end or above', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(makeFolder(file)).rejects.toMatchObject({ _tag: 'FileError' });
    await expect(makeFolder(join(file, 'below'))).rejects.toMatchObject({ _tag: 'FileError' });
  });

  it.skipIf(process.platform !== 'linux')('ends where a file system knows no new folders', async () => {
    await expect(makeFolder('/proc/spectralift/x')).rejects.toMatchObject({ _tag: 'FileError' });
  });
});

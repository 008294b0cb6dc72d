/** Listings: everything below a folder, in the order of a person, within limits. */
import { describe, expect, test } from 'vitest';
import { FileError } from '../cube/files/file-error.ts';
import { memoryFiles } from '../cube/files/input-files.ts';
import { CubeError } from '../cube/spectral-cube.ts';
import { DatasetError } from './dataset.ts';
import { compareNames, folderOf, lastPart, listTree, openAt } from './file-tree.ts';

const files = (...paths: string[]) =>
  memoryFiles(new Map(paths.map((path) => [path, new TextEncoder().encode(path)])));

describe('a listing', () => {
  test('holds all files in natural order, without hidden ones', async () => {
    const { paths } = await listTree(
      files('b/img10.png', 'b/img2.png', '.git/config', 'a.txt', 'b/.DS_Store'),
    );
    expect(paths).toEqual(['a.txt', 'b/img2.png', 'b/img10.png']);
  });

  test('opens and reads by its own paths', async () => {
    const tree = await listTree(files('a/b/c.txt'));
    const source = await openAt(tree.root, 'a/b/c.txt');
    expect(source.size).toBe(9);
    expect(await tree.readText('a/b/c.txt', 100)).toBe('a/b/c.txt');
    await expect(tree.readText('a/b/c.txt', 8)).rejects.toThrow(CubeError);
  });

  test('stops at its depth and refuses a folder with too much in it', async () => {
    const deep = files('1/2/3/4.txt', '1/2.txt');
    expect(await listTree(deep, { depth: 1 })).toMatchObject({ paths: ['1/2.txt'], deeper: ['1/2'] });
    await expect(listTree(deep, { entries: 4 })).rejects.toThrow(DatasetError);
  });

  test('goes on beside a folder that cannot be read, and tells of it', async () => {
    const good = files('a/1.txt', 'b/2.txt');
    const closed = new FileError('expected to read the folder b, found no permission');
    const half = {
      ...good,
      within: (name: string) =>
        name === 'a' ? good.within(name) : { ...good, list: () => Promise.reject(closed) },
    };
    expect(await listTree(half)).toMatchObject({ paths: ['a/1.txt'], closed: ['b/'] });
    await expect(listTree({ ...good, list: () => Promise.reject(closed) })).rejects.toBe(closed);
  });

  test('can be interrupted', async () => {
    const signal = AbortSignal.abort();
    await expect(listTree(files('a/b'), { signal })).rejects.toThrow(/abort/i);
  });
});

test('names and folders of paths', () => {
  expect([lastPart('a/b.c'), lastPart('b.c'), folderOf('a/b/c'), folderOf('c')]).toEqual([
    'b.c',
    'b.c',
    'a/b',
    '',
  ]);
  expect(compareNames('img2', 'img10')).toBeLessThan(0);
  expect(compareNames('a', 'A')).not.toBe(0);
});

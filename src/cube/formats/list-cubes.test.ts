import { expect, test } from 'vitest';
import { memoryFiles } from '../files/input-files.ts';
import { listCubes } from './list-cubes.ts';

test('each cube once, by its stem, in natural order', async () => {
  const names = [
    'scene10.hdr',
    'scene10.img',
    'scene9.npy',
    'scene9.json',
    'table.csv',
    '.hidden.npy',
    'toy_ms/toy_ms/toy_ms_01.png',
    'plain.img',
  ];
  const files = memoryFiles(new Map(names.map((name) => [name, new Uint8Array(1)])));
  expect(await listCubes(files)).toEqual([
    { stem: 'plain', name: 'plain.img', isFolder: false },
    { stem: 'scene9', name: 'scene9.npy', isFolder: false },
    { stem: 'scene10', name: 'scene10.hdr', isFolder: false },
    { stem: 'toy', name: 'toy_ms', isFolder: true },
  ]);
});

/** Files that are there twice: found whatever their names, by their bytes and not by a hash alone. */
import { expect, test } from 'vitest';
import { memoryFiles } from '../../cube/files/input-files.ts';
import { findDuplicates } from './duplicates.ts';

const bytes = (length: number, at: (index: number) => number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, index) => at(index));

const duplicatesOf = async (files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): Promise<string[][]> => {
  const signed = [...files.keys(), 'gone'].map((path) => ({ sample: path, path }));
  return (await findDuplicates(signed, memoryFiles(files))).map((group) => group.map(({ path }) => path));
};

test('files of the same bytes are told, not those that share a size, a start, a middle and an end', async () => {
  const plain = bytes(40_000, () => 1);
  const other = bytes(40_000, (index) => (index === 9_000 ? 2 : 1));
  const files = new Map([
    ['a', plain],
    ['b', other],
    ['c', plain.slice()],
    ['d', other.slice()],
    ['e', bytes(39_999, () => 1)],
    ['f', bytes(40_000, (index) => (index === 9_001 ? 2 : 1))],
    ['g', new Uint8Array(0)],
    ['h', new Uint8Array(0)],
  ]);
  expect(await duplicatesOf(files)).toEqual([
    ['a', 'c'],
    ['b', 'd'],
  ]);
});

test('it ends when it is told to', async () => {
  const files = memoryFiles(new Map([['a', bytes(9, () => 1)]]));
  const ended = findDuplicates([{ sample: 'a', path: 'a' }], files, AbortSignal.abort());
  await expect(ended).rejects.toMatchObject({ name: 'AbortError' });
});

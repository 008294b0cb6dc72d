/** Tables of spectra: what is read, and what is refused with the place that is wrong. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SpectraError } from '../../spectra/wavelengths.ts';
import { readSpectralTable } from './spectral-table.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-table-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(text: string, grid: readonly number[]): Promise<number[][]> {
  const path = join(folder, 'spectra.csv');
  await writeFile(path, text);
  return (await readSpectralTable(path, grid)).map((spectrum) => [...spectrum]);
}

it('reads a spectrum a row, between and beyond the wavelengths of the header', async () => {
  expect(await read('400, 500,600\r\n1,2,3\n\n5,5,7\n', [350, 450, 600, 700])).toEqual([
    [1, 1.5, 3, 3],
    [5, 5, 7, 7],
  ]);
  expect(await read('', [400])).toEqual([]);
});

it.each([
  ['a short row', '400,500\n1\n', /expected 2 numbers in row 2, found 1/],
  ['an empty cell', '400,500,600\n1,2,3\n1,,3\n', /3 numbers in row 3, found none in column 2/],
  ['a word', '400,500\n1,x\n', /row 2, found none in column 2/],
  ['an infinite number', '400,500\n1,1e999\n', /row 2, found none in column 2/],
  ['a header of names', 'red,blue\n1,2\n', /wavelengths in nanometres that ascend, found NaN/],
  ['a header that descends', '500,400\n1,2\n', /found 400 after 500/],
  ['too many spectra', `400\n${'1\n'.repeat(65_537)}`, /at most 65536 spectra, found 65537/],
])('refuses %s', async (_, text, message) => {
  await expect(read(text, [400])).rejects.toThrow(SpectraError);
  await expect(read(text, [400])).rejects.toThrow(message);
});

it('names a file that is missing', async () => {
  await expect(readSpectralTable(join(folder, 'none.csv'), [400])).rejects.toMatchObject({
    _tag: 'FileError',
  });
});

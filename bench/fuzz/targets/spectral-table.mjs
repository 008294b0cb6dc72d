// Tables of spectra as CSV, from disk.
import { readSpectralTable } from '../../../dist/datasets/node/spectral-table.js';
import { VISIBLE_31 } from '../../../dist/spectra/wavelengths.js';
import { textBytes } from '../cubes.mjs';
import { Unbelievable } from '../judge.mjs';
import { onDisk } from '../scratch.mjs';

const NAME = 'spectra.csv';
const HEAD = '400,450,500,550,600,650,700';
const crafted = (what, text) => ({ what, make: () => new Map([[NAME, textBytes(text())]]) });

export const target = {
  name: 'spectral-table',
  reads: 'table of spectra (CSV)',
  errors: ['SpectraError', 'FileError', 'CubeError'],
  memoryBytes: 256 * 2 ** 20,
  seeds: async () => [new Map([[NAME, textBytes(`${HEAD}\n0.1,0.2,0.3,0.4,0.5,0.6,0.7\n7,6,5,4,3,2,1\n`)]])],
  crafted: () => [
    crafted('nothing', () => ''),
    crafted('a header of a million commas', () => ','.repeat(1_000_000)),
    crafted('a million rows', () => `400,700\n${'1,2\n'.repeat(300_000)}`),
    crafted('empty cells', () => `${HEAD}\n1,,3,,5,,7\n`),
    crafted('a text of twenty million letters', () => 'x'.repeat(20_000_000)),
  ],
  async parse(files) {
    for (const spectrum of await readSpectralTable(onDisk(files)(NAME), VISIBLE_31)) {
      if (!spectrum.every(Number.isFinite)) throw new Unbelievable('a value that is no number in a spectrum');
    }
  },
};

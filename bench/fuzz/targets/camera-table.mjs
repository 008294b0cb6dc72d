// The table of 28 cameras, as its authors publish it.
import { parseCamspecDatabase } from '../../../dist/camera/response-file.js';
import { textBytes } from '../cubes.mjs';
import { Unbelievable } from '../judge.mjs';

const NAME = 'camspec.txt';
const row = (centre) =>
  Array.from({ length: 33 }, (_, band) =>
    Math.exp(-(((400 + 10 * band - centre) / 60) ** 2)).toFixed(3),
  ).join('\t');
const camera = (name) => [name, row(600), row(540), row(460)].join('\n');
const crafted = (what, text) => ({ what, make: () => new Map([[NAME, textBytes(text())]]) });

export const target = {
  name: 'camera-table',
  reads: 'table of cameras (text)',
  errors: ['CameraError', 'SpectraError'],
  memoryBytes: 256 * 2 ** 20,
  seeds: async () => [new Map([[NAME, textBytes(`${camera('Canon 60D')}\n${camera('Nikon D50')}\n`)]])],
  crafted: () => [
    crafted('a row of a million numbers', () => `a\n${'1 '.repeat(1_000_000)}`),
    crafted('a million short lines', () => 'a\n'.repeat(1_000_000)),
    crafted('a name of three million letters', () => `${'n'.repeat(3_000_000)}\n1 2 3\n`),
    crafted('infinite numbers', () => camera('a').replace(/\d\.\d+/g, 'Infinity')),
    crafted('thousands of cameras', () => Array.from({ length: 6000 }, (_, k) => camera(`c${k}`)).join('\n')),
    crafted('three million spaces', () => `a${' '.repeat(3_000_000)}b`),
  ],
  async parse(files) {
    for (const { matrix } of parseCamspecDatabase(Buffer.from(files.get(NAME)).toString('utf8')).values()) {
      if (!matrix.every(Number.isFinite)) throw new Unbelievable('a value that is no number in a response');
    }
  },
};

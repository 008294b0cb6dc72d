// Boxes of tracked objects, a line a frame.
import { boxPlace, parseTrackBoxes } from '../../../dist/datasets/track-boxes.js';
import { textBytes } from '../cubes.mjs';
import { Unbelievable } from '../judge.mjs';

const NAME = 'groundtruth_rect.txt';
const PLACES = ['inside', 'across', 'outside', 'none'];
const crafted = (what, text) => ({ what, make: () => new Map([[NAME, textBytes(text())]]) });

export const target = {
  name: 'track-boxes',
  reads: 'boxes of tracked objects (text)',
  errors: ['DatasetError'],
  memoryBytes: 256 * 2 ** 20,
  seeds: async () =>
    ['1,2,30,40\n5,6,30.5,40\n0,0,0,0\n', '1 2 30 40\r\n5\t6\tNaN\tNaN\r\n'].map(
      (text) => new Map([[NAME, textBytes(text)]]),
    ),
  crafted: () => [
    crafted('nothing', () => ''),
    crafted('a million empty lines', () => '\n'.repeat(1_000_000)),
    crafted('a hundred thousand boxes', () => '1,2,3,4\n'.repeat(100_000)),
    crafted('a line of half a million numbers', () => '1 '.repeat(500_000)),
    crafted('a number of four million digits', () => `1,2,3,${'9'.repeat(4_000_000)}`),
    crafted('four million spaces', () => `1,2,3${' '.repeat(4_000_000)}x`),
    crafted('sizes beyond all', () => '1,2,1e999,-1e999\n-0,5e-324,1e308,1e308'),
  ],
  async parse(files) {
    for (const box of parseTrackBoxes(Buffer.from(files.get(NAME)).toString('utf8'), NAME)) {
      if (Object.values(box).some((value) => typeof value !== 'number'))
        throw new Unbelievable('a box of texts');
      const found = boxPlace(box, { width: 64, height: 48 });
      if (!PLACES.includes(found)) throw new Unbelievable(`a box that lies ${found}`);
    }
  },
};

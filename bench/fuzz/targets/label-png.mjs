// Label maps as PNG files: grey levels, indices of a palette, colours.
import { deflateSync } from 'node:zlib';
import { memoryBytes } from '../../../dist/cube/files/byte-source.js';
import { DEFAULT_LIMITS } from '../../../dist/cube/files/read-limits.js';
import { readLabelPng } from '../../../dist/datasets/label-png.js';
import { Unbelievable } from '../judge.mjs';
import { headerBody, mutatePng, pngBytes, zeroPng } from '../mutate-png.mjs';

const NAME = 'labels.png';
const [WIDTH, HEIGHT] = [5, 3];
/** A picture of some depth and colour type, its rows filtered in all ways. */
function picture(depth, colour) {
  const channels = colour === 2 ? 3 : 1;
  const rowBytes = Math.ceil((WIDTH * depth * channels) / 8);
  const rows = Buffer.from(
    Array.from({ length: HEIGHT * (rowBytes + 1) }, (_, at) =>
      at % (rowBytes + 1) === 0 ? 1 + Math.floor(at / (rowBytes + 1)) : (at * 37) % 256,
    ),
  );
  return pngBytes([
    { type: 'IHDR', body: headerBody({ width: WIDTH, height: HEIGHT, depth, colour }) },
    ...(colour === 3 ? [{ type: 'PLTE', body: Buffer.alloc(3 * 2 ** depth, 0x7f) }] : []),
    { type: 'IDAT', body: deflateSync(rows) },
    { type: 'IEND', body: Buffer.alloc(0) },
  ]);
}
const crafted = (what, header, zeros) => ({
  what,
  make: () => new Map([[NAME, zeroPng(header, zeros)]]),
});

export const target = {
  name: 'label-png',
  reads: 'label map (PNG)',
  errors: ['DatasetError', 'CubeError'],
  memoryBytes: 256 * 2 ** 20,
  seeds: async () =>
    [
      [8, 0],
      [16, 0],
      [2, 0],
      [8, 3],
      [1, 3],
      [8, 2],
    ].map(([depth, colour]) => new Map([[NAME, picture(depth, colour)]])),
  crafted: () => [
    crafted('64 MiB of zeros behind a header of 4 x 2', { width: 4, height: 2, depth: 8 }, 2 ** 26),
    crafted('2^31 - 1 x 2^31 - 1 pixels', { width: 2 ** 31 - 1, height: 2 ** 31 - 1, depth: 8 }, 64),
    crafted('20,000 x 20,000 pixels that are not there', { width: 20_000, height: 20_000, depth: 1 }, 64),
    crafted('an honest megapixel of zeros', { width: 1024, height: 1024, depth: 8 }, 1024 * 1025),
    crafted('no pixels', { width: 0, height: 0, depth: 8 }, 0),
  ],
  async parse(files) {
    const bytes = files.get(NAME);
    const { width, height, stored } = await readLabelPng(memoryBytes(NAME, bytes), DEFAULT_LIMITS);
    if (stored.length !== width * height)
      throw new Unbelievable(`${stored.length} labels of ${width} x ${height}`);
  },
  mutate: mutatePng,
};

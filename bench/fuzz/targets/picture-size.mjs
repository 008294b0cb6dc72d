// Width and height of a picture from its header.
import { memoryBytes } from '../../../dist/cube/files/byte-source.js';
import { readPictureSize } from '../../../dist/datasets/picture-size.js';
import { mutateJpeg } from '../jpeg.mjs';
import { Unbelievable } from '../judge.mjs';
import { mutatePng } from '../mutate-png.mjs';
import { photoSeed } from '../photos.mjs';

const NAME = 'picture';
const crafted = (what, make) => ({ what, make: () => new Map([[NAME, new Uint8Array(make())]]) });
const [START, TABLE] = [Buffer.from([0xff, 0xd8]), Buffer.from([0xff, 0xdb, 0, 2])];

export const target = {
  name: 'picture-size',
  reads: 'size of a PNG or JPEG picture',
  errors: ['DatasetError', 'CubeError'],
  memoryBytes: 256 * 2 ** 20,
  seeds: async () =>
    (await Promise.all([photoSeed('jpeg'), photoSeed('png')])).map(({ bytes }) => new Map([[NAME, bytes]])),
  crafted: () => [
    crafted('nothing', () => Buffer.alloc(0)),
    crafted('a million segments', () => Buffer.concat([START, ...Array(1_000_000).fill(TABLE)])),
    crafted('a million fill bytes', () => Buffer.concat([START, Buffer.alloc(1_000_000, 0xff)])),
    crafted('segments of no length', () =>
      Buffer.concat([START, Buffer.from([0xff, 0xdb, 0, 0, 0xff, 0xdb, 0, 0, 0, 0, 0])]),
    ),
  ],
  async parse(files) {
    const { width, height } = await readPictureSize(memoryBytes(NAME, files.get(NAME)));
    const sizes = [width, height];
    if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 0))
      throw new Unbelievable(sizes.join(' x '));
  },
  mutate: (random, bytes) => (bytes[0] === 0xff ? mutateJpeg : mutatePng)(random, bytes),
};

// EXIF blocks: which camera took a photo.
import { readExif } from '../../../dist/reconstruction/read-exif.js';
import { Unbelievable } from '../judge.mjs';
import { photoSeed } from '../photos.mjs';
import { tiffLies } from '../mutate-tiff.mjs';
import { mutateTiff } from '../mutate-tiff.mjs';

const NAME = 'exif.bin';
/** Bytes of an EXIF block before its TIFF structure. */
const PREFIX = 6;

export const target = {
  name: 'exif',
  reads: 'EXIF block of a photo',
  errors: [],
  memoryBytes: 256 * 2 ** 20,
  async seeds() {
    const { exif } = await photoSeed('jpeg');
    return [new Map([[NAME, new Uint8Array(exif)]])];
  },
  crafted: ([files]) =>
    tiffLies(files.get(NAME), PREFIX).map(({ what, make }) => ({
      what,
      make: () => new Map([[NAME, make()]]),
    })),
  async parse(files) {
    const { exif } = readExif(files.get(NAME));
    for (const value of Object.values(exif)) {
      if (typeof value !== 'string' || value === '' || value.length > 120)
        throw new Unbelievable(`EXIF ${value}`);
    }
  },
  mutate: (random, bytes) => mutateTiff(random, bytes, PREFIX),
};

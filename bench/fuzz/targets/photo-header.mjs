// The header of a photo with its EXIF block, from disk: what is refused before a pixel is decoded.
import { readPhotoHeader } from '../../../dist/reconstruction/node/decode-photo.js';
import { mutateJpeg, withExif } from '../jpeg.mjs';
import { Unbelievable } from '../judge.mjs';
import { tiffLies } from '../mutate-tiff.mjs';
import { photoSeed } from '../photos.mjs';
import { onDisk } from '../scratch.mjs';

const NAME = 'photo.jpg';

export const target = {
  name: 'photo-header',
  reads: 'header and EXIF block of a JPEG file',
  errors: ['PhotoError'],
  memoryBytes: 256 * 2 ** 20,
  seeds: async () => [new Map([[NAME, (await photoSeed('jpeg')).bytes]])],
  async crafted([files]) {
    const { exif } = await photoSeed('jpeg');
    return tiffLies(new Uint8Array(exif), 6).map(({ what, make }) => ({
      what,
      make: () => new Map([[NAME, withExif(files.get(NAME), make)]]),
    }));
  },
  async parse(files) {
    const { width, height, exif } = await readPhotoHeader(onDisk(files)(NAME));
    if (!(width >= 2 && height >= 2)) throw new Unbelievable(`${width} x ${height}`);
    for (const text of Object.values(exif)) {
      if (typeof text !== 'string') throw new Unbelievable(`EXIF ${text}`);
    }
  },
  mutate: mutateJpeg,
};

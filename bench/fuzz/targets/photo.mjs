// Photos in every format, decoded from disk. The decoders are those of sharp; what they say must become our error.
import { decodePhoto } from '../../../dist/reconstruction/node/decode-photo.js';
import { mutateJpeg } from '../jpeg.mjs';
import { Unbelievable } from '../judge.mjs';
import { headerBody, mutatePng, pngBytes, zeroPng } from '../mutate-png.mjs';
import { mutateTiff } from '../mutate-tiff.mjs';
import { photoSeed } from '../photos.mjs';
import { onDisk } from '../scratch.mjs';
import { textBytes } from '../cubes.mjs';

/** The name has no ending: the decoder must look at the bytes. */
const NAME = 'photo';
const crafted = (what, bytes) => ({ what, make: () => new Map([[NAME, bytes()]]) });
/** A colour picture with a header of our own and hardly any samples. */
const hollow = (width, height) => () =>
  pngBytes([
    { type: 'IHDR', body: headerBody({ width, height, depth: 8, colour: 2 }) },
    { type: 'IDAT', body: Buffer.from('789c63000000010001', 'hex') },
    { type: 'IEND', body: Buffer.alloc(0) },
  ]);

export const target = {
  name: 'photo',
  reads: 'photo: JPEG, PNG of 8 and 16 bits, TIFF, WebP, AVIF',
  errors: ['PhotoError'],
  memoryBytes: 1024 * 2 ** 20,
  async seeds() {
    const photos = await Promise.all([
      photoSeed('jpeg'),
      photoSeed('png'),
      photoSeed('png', { deep: true }),
      photoSeed('tiff'),
      photoSeed('webp'),
      photoSeed('avif'),
    ]);
    return photos.map(({ bytes }) => new Map([[NAME, bytes]]));
  },
  crafted: () => [
    crafted('16,383 x 16,383 pixels that are not there', hollow(16_383, 16_383)),
    crafted('20,000 x 20,000 pixels', hollow(20_000, 20_000)),
    crafted('2^31 - 1 pixels in a row', hollow(2 ** 31 - 1, 2)),
    crafted('no pixels', hollow(0, 0)),
    crafted('a grey picture', () => zeroPng({ width: 8, height: 8, depth: 8 }, 72)),
    crafted('a drawing', () => textBytes('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')),
    crafted('a drawing that names a file', () =>
      textBytes(
        '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY e SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&e;</text></svg>',
      ),
    ),
    crafted('a drawing of entities that double', () =>
      textBytes(
        `<?xml version="1.0"?><!DOCTYPE s [<!ENTITY e0 "x">${Array.from({ length: 30 }, (_, k) => `<!ENTITY e${k + 1} "&e${k};&e${k};">`).join('')}]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&e30;</text></svg>`,
      ),
    ),
    crafted('a GIF', () => new Uint8Array(Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAAC', 'base64'))),
  ],
  async parse(files) {
    const { width, height, ...photo } = await decodePhoto(onDisk(files)(NAME));
    const corner = photo.readWindow({ x: width - 2, y: height - 2, width: 2, height: 2 });
    if (corner.length !== 12 || !corner.every(Number.isFinite)) {
      throw new Unbelievable(`${corner.length} numbers of a corner of ${width} x ${height} pixels`);
    }
  },
  mutate(random, bytes) {
    if (bytes[0] === 0xff) return mutateJpeg(random, bytes);
    if (bytes[0] === 0x89) return mutatePng(random, bytes);
    return mutateTiff(random, bytes);
  },
};

// Folders with one grey PNG file a band and a description.
import { cubeTarget, textBytes, writtenCube } from '../cubes.mjs';
import { headerBody, mutatePng, pngBytes, zeroPng } from '../mutate-png.mjs';

const FOLDER = 'scene';
const VARIANTS = [{ format: 'png-bands' }, { format: 'png-bands', dataType: 'uint8' }];

/** The files of a folder by their names in it. */
async function seedOf(variant) {
  const files = await writtenCube(FOLDER, variant);
  return new Map([...files].map(([path, bytes]) => [path.slice(FOLDER.length + 1), bytes]));
}

const band = (header, bytes) => () => zeroPng(header, bytes);
const chunk = (type, length) => ({ type, body: Buffer.alloc(length) });

const CRAFTED = [
  ['64 MiB of zeros behind a header of 4 x 2', band({ width: 4, height: 2 }, 2 ** 26)],
  ['2^31 - 1 x 2^31 - 1 pixels', band({ width: 2 ** 31 - 1, height: 2 ** 31 - 1 }, 64)],
  ['30,000 x 30,000 pixels that are not there', band({ width: 30_000, height: 30_000 }, 64)],
  ['no pixels', band({ width: 0, height: 0 }, 0)],
  ['a palette', band({ width: 4, height: 2, depth: 8, colour: 3 }, 10)],
  ['interlaced', band({ width: 4, height: 2, interlace: 1 }, 18)],
  ['1 bit', band({ width: 4, height: 2, depth: 1 }, 4)],
  [
    'a hundred thousand chunks',
    () =>
      pngBytes([
        { type: 'IHDR', body: headerBody({ width: 4, height: 2 }) },
        ...Array.from({ length: 100_000 }, () => chunk('IDAT', 0)),
        chunk('IEND', 0),
      ]),
  ],
  [
    'a text of a megabyte',
    () =>
      pngBytes([
        { type: 'IHDR', body: headerBody({ width: 4, height: 2 }) },
        chunk('tEXt', 2 ** 20),
        chunk('IEND', 0),
      ]),
  ],
  [
    'no samples',
    () => pngBytes([{ type: 'IHDR', body: headerBody({ width: 4, height: 2 }) }, chunk('IEND', 0)]),
  ],
];

export const target = cubeTarget({
  name: 'png-bands',
  reads: 'folder of PNG bands',
  files: { open: '' },
  variants: VARIANTS,
  seeds: () => Promise.all(VARIANTS.map(seedOf)),
  crafted: ([files]) => [
    ...CRAFTED.map(([what, make]) => ({ what, make: () => new Map([...files, ['scene_01.png', make()]]) })),
    {
      what: 'all bands honest and large',
      make: () =>
        new Map(
          [...files.keys()].map((name) => [
            name,
            name.endsWith('.png') ? band({ width: 1024, height: 1024 }, 1024 * 2049)() : files.get(name),
          ]),
        ),
    },
    {
      what: 'five thousand bands',
      make: () =>
        new Map(Array.from({ length: 5000 }, (_, k) => [`scene_${k}.png`, files.get('scene_01.png')])),
    },
    {
      what: 'a band of number 2^53',
      make: () => new Map([...files, [`scene_${2 ** 53}.png`, files.get('scene_01.png')]]),
    },
    {
      what: 'names of thousands of digits',
      make: () => new Map([...files].map(([name, bytes]) => [name.replace('0', '0'.repeat(4000)), bytes])),
    },
    { what: 'nothing', make: () => new Map() },
    { what: 'a description alone', make: () => new Map([['cube.json', textBytes('{}')]]) },
  ],
  mutate: (random, bytes, name) => (name.endsWith('.png') ? mutatePng(random, bytes) : bytes),
});

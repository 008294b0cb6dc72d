// NumPy archives: arrays in a ZIP file, plain and packed.
import { packedZeros } from '../bombs.mjs';
import { cubeTarget, smallCube, textBytes } from '../cubes.mjs';
import { mutateText } from '../mutate-text.mjs';
import { mutateZip, zipBytes, zipEntries } from '../mutate-zip.mjs';
import { headerText, LYING_HEADERS, mutateNpy, npyBytes } from '../npy-bytes.mjs';

const NAME = 'cube.npz';
const DEFLATED = 8;
const small = (name) => ({ name, data: npyBytes(headerText('2'), new Uint8Array(8)) });

/** An archive with one array of zeros, packed a thousand to one; the size that it states may lie. */
const bomb = (shape, zeros, stated) => () => {
  const start = npyBytes(headerText(shape), new Uint8Array(0));
  const size = start.length + (stated ?? zeros);
  const packed = packedZeros(start, zeros, { wrapped: false });
  return zipBytes([{ name: 'cube.npy', method: DEFLATED, data: new Uint8Array(0), packed, size, sum: 0 }]);
};

const CRAFTED = [
  ['248 samples that unpack to 64 MiB', bomb('31, 2, 4', 2 ** 26, 992)],
  ['248 samples with an honest size of 64 MiB', bomb('31, 2, 4', 2 ** 26)],
  ['500 million samples of which 64 MiB are there', bomb('31, 4096, 4096', 2 ** 26, 31 * 2 ** 26)],
  ['2^60 samples', bomb('1048576, 1048576, 1048576', 64, 2 ** 32 - 1)],
  [
    'ten thousand and one arrays',
    () => zipBytes(Array.from({ length: 10_001 }, (_, k) => small(`a${k}.npy`))),
  ],
  ['two thousand arrays', () => zipBytes(Array.from({ length: 2000 }, (_, k) => small(`a${k}.npy`)))],
  [
    'the same array under two hundred names',
    () =>
      zipBytes([
        small('cube.npy'),
        ...Array.from({ length: 200 }, (_, k) => ({ ...small(`b${k}.npy`), offset: 0 })),
      ]),
  ],
  ['65,535 entries that are not there', () => zipBytes([small('cube.npy')], { count: 65_535 })],
  ['names that lead out of the folder', () => zipBytes([small('../../cube.npy'), small('/etc/cube.npy')])],
  ['a name of sixty thousand letters', () => zipBytes([small('x'.repeat(60_000))])],
  [
    'an archive within an archive',
    () => zipBytes([{ name: 'cube.npy', data: zipBytes([small('cube.npy')]) }]),
  ],
  ['a comment beyond the file', () => zipBytes([small('cube.npy')], { comment: 65_535 })],
  ['nothing', () => zipBytes([])],
  ['an entry that is encrypted', () => zipBytes([{ ...small('cube.npy'), flags: 1 }])],
  ['an entry beyond the file', () => zipBytes([{ ...small('cube.npy'), offset: 2 ** 32 - 1 }])],
];

export const target = cubeTarget({
  name: 'npz',
  reads: 'NumPy archive',
  files: { open: NAME },
  variants: [
    {},
    { compress: true },
    { dataType: 'uint16', compress: true, cube: smallCube({ bands: 31, height: 2, width: 1 }) },
  ],
  crafted: ([files]) => {
    const entries = zipEntries(files.get(NAME));
    const withHeader = (text) =>
      zipBytes(
        entries.map((entry) => {
          const isCube = entry.name.startsWith('cube') && entry.name.endsWith('.npy');
          return isCube ? { ...entry, data: npyBytes(text, entry.data.subarray(-96)) } : entry;
        }),
      );
    return [
      ...CRAFTED,
      ...LYING_HEADERS.map(([what, text]) => [what, () => withHeader(text)]),
      ['texts in place of an archive', () => textBytes('PK\x05\x06 no archive')],
    ].map(([what, make]) => ({ what, make: () => new Map([[NAME, make()]]) }));
  },
  mutate: (random, bytes) =>
    mutateZip(random, bytes, (_, data, name) =>
      name.endsWith('.npy') ? mutateNpy(random, data) : mutateText(random, data),
    ),
});

// ENVI cubes: a text header and a data file.
import { cubeTarget, smallCube, textBytes } from '../cubes.mjs';

const FILES = { open: 'cube.hdr' };

/** A header that lies, beside the data of the first seed. */
function lying(what, change) {
  return (seeds) => ({
    what,
    make: () => {
      const [files] = seeds;
      const text = Buffer.from(files.get('cube.hdr')).toString('utf8');
      return new Map([...files, ['cube.hdr', textBytes(change(text))]]);
    },
  });
}

/** The header with other values for some of its fields. */
function withFields(text, fields) {
  return Object.entries(fields).reduce(
    (changed, [key, value]) => changed.replace(new RegExp(`^${key} = .*$`, 'm'), `${key} = ${value}`),
    text,
  );
}

const CRAFTED = [
  lying('2^53 bands', (text) => withFields(text, { bands: 2 ** 53 })),
  lying('2^32 in every direction', (text) =>
    withFields(text, { samples: 2 ** 32, lines: 2 ** 32, bands: 2 ** 32 }),
  ),
  lying('a product just above 2^53', (text) =>
    withFields(text, { samples: 2 ** 27, lines: 2 ** 27, bands: 1 }),
  ),
  lying('negative sizes', (text) => withFields(text, { samples: -4, lines: -2 })),
  lying('sizes that are no number', (text) => withFields(text, { samples: 'NaN', bands: 'Infinity' })),
  lying('an offset beyond the file', (text) => withFields(text, { 'header offset': 2 ** 52 })),
  lying('a negative offset', (text) => withFields(text, { 'header offset': -96 })),
  lying('sizes that fit the file in another shape', (text) =>
    withFields(text, { samples: 24, lines: 1, bands: 1 }),
  ),
  lying('a brace that is never closed', (text) => `${text}description = {${'x\n'.repeat(100_000)}`),
  lying(
    'a million fields',
    (text) => `${text}${Array.from({ length: 1_000_000 }, (_, k) => `k${k}=1\n`).join('')}`,
  ),
  lying('half a million wavelengths', (text) => `${text}wavelength = {${'500,'.repeat(500_000)}500}\n`),
  lying('four million line ends', (text) => `${text}${'\n'.repeat(4_000_000)}`),
  lying('a header beyond the limit', (text) => `${text}${' '.repeat(9_000_000)}`),
  lying('spaces before the end of a value', (text) => `${text}x = ${' '.repeat(4_000_000)}x\n`),
  lying('a key of four million letters', (text) => `${text}${'k'.repeat(4_000_000)} = {`),
  lying('a unit of a million letters', (text) => text.replace('Nanometers', 'u'.repeat(1_000_000))),
  lying(
    'an ignore value of a million letters',
    (text) => `${text}data ignore value = ${'9'.repeat(1_000_000)}\n`,
  ),
];

export const target = cubeTarget({
  name: 'envi',
  reads: 'ENVI header and data file',
  files: FILES,
  variants: [
    {},
    { dataType: 'uint16', interleave: 'bip', byteOrder: 'big' },
    { dataType: 'float64', interleave: 'bil', cube: smallCube({ bands: 31, height: 1, width: 2 }) },
  ],
  crafted: (seeds) => CRAFTED.map((make) => make(seeds)),
});

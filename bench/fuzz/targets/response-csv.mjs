// Camera responses given as CSV.
import { parseResponseCsv } from '../../../dist/camera/response-file.js';
import { textBytes } from '../cubes.mjs';
import { Unbelievable } from '../judge.mjs';

const NAME = 'camera.csv';
const rows = Array.from({ length: 31 }, (_, band) => {
  const at = (centre) => Math.exp(-(((400 + 10 * band - centre) / 60) ** 2)).toFixed(4);
  return [400 + 10 * band, at(600), at(540), at(460)];
});
const table = (title, separator) => [title, ...rows.map((row) => row.join(separator))].join('\n');
const crafted = (what, text) => ({ what, make: () => new Map([[NAME, textBytes(text())]]) });
const HEAD = 'wavelength,red,green,blue\n';

export const target = {
  name: 'response-csv',
  reads: 'camera response (CSV)',
  errors: ['CameraError', 'SpectraError'],
  memoryBytes: 256 * 2 ** 20,
  seeds: async () =>
    [table('wavelength,red,green,blue', ','), `# measured\n${table('nm;b;g;r', ';')}\n`].map(
      (text) => new Map([[NAME, textBytes(text)]]),
    ),
  crafted: () => [
    crafted('a million columns', () => `wavelength,red,green,blue${','.repeat(1_000_000)}\n400,1,2,3\n`),
    crafted('a million empty lines', () => `${HEAD}${'\n'.repeat(1_000_000)}`),
    crafted('nothing but comments', () => '#\n'.repeat(1_000_000)),
    crafted(
      'a hundred thousand rows',
      () => `${HEAD}${Array.from({ length: 100_000 }, (_, k) => `${300 + k / 200},1,2,3`).join('\n')}`,
    ),
    crafted('huge numbers', () => `${HEAD}${rows.map(([nm]) => `${nm},1e308,1e308,${nm}e305`).join('\n')}`),
    crafted(
      'tiny numbers',
      () => `${HEAD}${rows.map(([nm, r, g, b]) => `${nm},${r}e-320,${g}e-320,${b}e-320`).join('\n')}`,
    ),
    crafted('dependent channels', () => `${HEAD}${rows.map(([nm]) => `${nm},1,1,1`).join('\n')}`),
    crafted('four million letters and one', () => `${HEAD}${'x'.repeat(4_000_001)}`),
    crafted('a line of three million letters', () => `${'x'.repeat(3_000_000)}\n400,1,2,3`),
  ],
  async parse(files) {
    const { matrix, gramInverse } = parseResponseCsv(Buffer.from(files.get(NAME)).toString('utf8'), NAME);
    for (const value of [...matrix, ...gramInverse]) {
      if (!Number.isFinite(value)) throw new Unbelievable(`${value} in a response`);
    }
  },
};

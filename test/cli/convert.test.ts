/** `spectralift convert`: every format from every other, parts of cubes, and what is refused. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { CUBE_FORMATS } from '../../src/cube/formats/index.ts';
import { readCube } from '../../src/cube/node/open-cube.ts';
import type { SpectralCube } from '../../src/cube/spectral-cube.ts';
import { answerOf, runCli, testFolder } from './run-cli.ts';

const { path } = testFolder();
let cube = '';
let original: SpectralCube;

beforeAll(async () => {
  const { code, stderr } = await runCli('sample', '-o', path('sample'), '--width', '24', '--height', '16');
  expect(code, stderr).toBe(0);
  cube = path('sample', 'cube.hdr');
  original = await readCube(cube);
});

/** Formats that keep a picture's form; a spectral library keeps the spectra alone. */
const pictures = CUBE_FORMATS.filter(({ name, stores }) => stores && name !== 'envi-library');

describe('convert', () => {
  it.each(pictures.map((format) => [format.name, format] as const))(
    'goes to %s and back without a change',
    async (name, { endings, stores }) => {
      const output = path(`there-${name}${endings[0] ?? ''}`);
      const exact = stores?.dataTypes.includes('float32');
      const there = await runCli('convert', cube, output, '--format', name);
      expect(there.code, there.stderr).toBe(0);
      const back = await answerOf('convert', output, path(`back-${name}.npy`));
      expect(back).toMatchObject({ bands: 31, width: 24, height: 16 });
      const returned = await readCube(path(`back-${name}.npy`));
      expect(returned.wavelengths).toEqual(original.wavelengths);
      expect(returned.metadata).toMatchObject({ quantity: 'reflectance' });
      const worst = returned.data.reduce(
        (most, value, index) => Math.max(most, Math.abs(value - original.data[index])),
        0,
      );
      expect(worst).toBeLessThanOrEqual(exact ? 0 : 1 / 65_535);
    },
  );

  it('cuts a rectangle and a range of bands', async () => {
    const answer = await answerOf(
      ...['convert', cube, path('part.hdr'), '--crop', '3,2,10,5', '--range', '445,600'],
    );
    expect(answer).toMatchObject({ bands: 16, width: 10, height: 5 });
    const part = await readCube(path('part.hdr'));
    expect([part.wavelengths[0], part.wavelengths[15]]).toEqual([450, 600]);
    expect(part.data[0]).toBe(original.data[5 * 24 * 16 + 2 * 24 + 3]);
  });

  it('stores whole numbers with a scale, and tells what was clamped', async () => {
    const { code, stderr } = await runCli(
      ...['convert', cube, path('small.hdr'), '--data-type', 'uint8', '--scale-factor', '1000'],
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/samples lay outside 0\.\.0\.255, the range of uint8 with scale factor 1000/);
    expect(await readFile(path('small.hdr'), 'utf8')).toMatch(/data type = 1\n/);
  });

  it('opens an array whose axes and wavelengths the person gives', async () => {
    const bare = path('bare.npy');
    await runCli('convert', cube, path('named.npy'), '--range', '400,430');
    await writeFile(bare, await readFile(path('named.npy')));
    const refused = await runCli('info', bare);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/no wavelengths are known/);
    const answer = await answerOf('info', bare, '--wavelengths', '400..430:10');
    expect(answer['wavelengths']).toEqual([400, 410, 420, 430]);
    const turned = await answerOf(
      ...['info', bare, '--axes', 'row,column,band', '--wavelengths', '401..424:1'],
    );
    expect(turned).toMatchObject({ bands: 24, height: 4, width: 16 });
  });

  it('asks no more of the machine than the limits that are given', async () => {
    const refused = await runCli('info', cube, '--limit', 'bands=30');
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/at most 30 bands, found 31/)]);
    expect((await runCli('info', cube, '--limit', 'bands=31', '--limit', 'depth=2')).code).toBe(0);
    for (const wrong of ['bunds=3', 'bands', 'bands=0', 'bands=1.5', '__proto__=1']) {
      expect((await runCli('info', cube, '--limit', wrong)).code, wrong).toBe(2);
    }
  });

  it('refuses what does not go together, and leaves nothing', async () => {
    const before = await readdir(path());
    for (const [wrong, message] of [
      [['x.npy', '--interleave', 'bip'], /options of NumPy \(.*\), found interleave/],
      [['x.npy', '--format', 'envi'], /a name for ENVI, found x\.npy/],
      [['x.hdr', '--crop', '20,0,5,1'], /within 24 x 16 pixels/],
      [['x.hdr', '--range', '800,900'], /bands within 800\.\.900 nm/],
      [['there-envi.hdr'], /to be free, found a file already there/],
      [['no/such/x.hdr'], /expected a folder/],
    ] as const) {
      const [name, ...options] = wrong;
      const { code, stderr } = await runCli('convert', cube, path(name), ...options);
      expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
    }
    expect(await readdir(path())).toEqual(before);
  });
});

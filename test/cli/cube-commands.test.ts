/** The commands that read a cube: what they say of the generated sample, and what they write. */
import { readFile, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseSpectraCsv } from '../../src/analysis/parse-spectra-csv.ts';
import { spectrumAt } from '../../src/cube/spectral-cube.ts';
import { parseNpyHeader } from '../../src/cube/formats/npy/npy-header.ts';
import { writeCube } from '../../src/cube/node/open-cube.ts';
import { generateSample } from '../../src/reconstruction/sample/generate-sample.ts';
import { answerOf, runCli, testFolder } from './run-cli.ts';

const WIDTH = 48;
const HEIGHT = 32;
const folder = testFolder();
const sample = generateSample({ seed: 1, width: WIDTH, height: HEIGHT });
let cube = '';

beforeAll(async () => {
  const { code, stderr } = await runCli(
    ...['sample', '-o', folder.path('sample'), '--width', `${WIDTH}`, '--height', `${HEIGHT}`],
  );
  expect(code, stderr).toBe(0);
  cube = folder.path('sample', 'cube.hdr');
});

describe('info', () => {
  it('tells size, wavelengths and quantity', async () => {
    const { code, stdout } = await runCli('info', cube);
    expect(code).toBe(0);
    expect(stdout).toMatch(/48 x 32 pixels, 31 bands/);
    expect(stdout).toMatch(/400\.\.700 nm by 10/);
    expect(stdout).toMatch(/quantity +reflectance/);
  });

  it('answers as JSON, with figures of the samples if asked', async () => {
    const answer = await answerOf('info', cube, '--statistics');
    expect(answer).toMatchObject({ bands: 31, width: WIDTH, height: HEIGHT, quantity: 'reflectance' });
    expect(answer['statistics']).toMatchObject({ pixels: WIDTH * HEIGHT, nonFinite: 0 });
  });

  it('reads NumPy cubes as well', async () => {
    await writeCube(folder.path('same.npy'), sample.cube);
    expect(await answerOf('info', folder.path('same.npy'))).toMatchObject({ bands: 31, width: WIDTH });
  });
});

describe('spectrum', () => {
  it('gives the numbers of a pixel', async () => {
    const { values } = await answerOf('spectrum', cube, '--at', '20,11');
    expect(Float32Array.from(values as number[])).toEqual(spectrumAt(sample.cube, 20, 11));
  });

  it('writes CSV that holds the same numbers', async () => {
    const { stdout } = await runCli('spectrum', cube, '--at', '20,11', '--csv');
    const [spectrum] = parseSpectraCsv(stdout);
    expect(spectrum).toMatchObject({ name: 'pixel 20,11', kind: 'unknown', quantity: 'reflectance' });
    expect(Float32Array.from(spectrum.values)).toEqual(spectrumAt(sample.cube, 20, 11));
  });

  it('draws a picture of a region, and does not write over one', async () => {
    const args = ['spectrum', cube, '--roi', '10,5,6,4', '--svg', folder.path('region.svg')];
    const { code, stderr } = await runCli(...args);
    expect(code, stderr).toBe(0);
    expect(await readFile(folder.path('region.svg'), 'utf8')).toMatch(/24 pixels[\s\S]*fill-opacity/);
    expect((await runCli(...args)).code).toBe(1);
  });

  it('gives mean and standard deviation of a rectangle', async () => {
    const answer = await answerOf('spectrum', cube, '--roi', '10,5,6,4');
    const values: number[] = [];
    for (let y = 5; y < 9; y++) {
      for (let x = 10; x < 16; x++) values.push(spectrumAt(sample.cube, x, y)[12]);
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / 24;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 23);
    expect(answer['pixels']).toBe(24);
    expect((answer['mean'] as number[])[12]).toBeCloseTo(mean, 6);
    expect((answer['standardDeviation'] as number[])[12]).toBeCloseTo(deviation, 6);
  });

  it('draws a table for a person', async () => {
    const { stdout } = await runCli('spectrum', cube, '--roi', '10,5,6,4');
    expect(stdout.trim().split('\n')).toHaveLength(32);
    expect(stdout).toMatch(/ {4}550 +0\.\d{5} +0\.\d{5} +#+/);
  });
});

describe('render', () => {
  it('looks like the photo of the sample', async () => {
    const answer = await answerOf('render', cube, '-o', folder.path('seen.png'));
    expect(answer).toMatchObject({ width: WIDTH, height: HEIGHT, description: 'true colour under D65' });
    const [seen, photo] = await Promise.all(
      [folder.path('seen.png'), folder.path('sample', 'photo.png')].map((path) =>
        sharp(path).toColourspace('srgb').raw().toBuffer(),
      ),
    );
    let sum = 0;
    for (const [index, value] of seen.entries()) sum += Math.abs(value - photo[index]);
    expect(sum / seen.length).toBeLessThan(4); // the photo has sensor noise
  });

  it('shows three bands as they are', async () => {
    await answerOf('render', cube, '-o', folder.path('false.png'), '--bands', '650,550,450');
    const { data, info } = await sharp(folder.path('false.png')).raw().toBuffer({ resolveWithObject: true });
    const value = spectrumAt(sample.cube, 7, 3)[25];
    const encoded = 255 * (1.055 * value ** (1 / 2.4) - 0.055);
    expect(Math.abs(data[info.channels * (3 * WIDTH + 7)] - encoded)).toBeLessThan(0.51);
  });

  it('changes with the light', async () => {
    await answerOf('render', cube, '-o', folder.path('a.png'), '--illuminant', 'A');
    const [a, d65] = await Promise.all(
      [folder.path('a.png'), folder.path('seen.png')].map((path) => sharp(path).raw().toBuffer()),
    );
    expect(a.equals(d65)).toBe(false);
  });

  it('replaces a picture only with --overwrite', async () => {
    const path = folder.path('mine.png');
    await writeFile(path, 'mine');
    expect((await runCli('render', cube, '-o', path)).code).toBe(1);
    expect(await readFile(path, 'utf8')).toBe('mine');
    expect((await runCli('render', cube, '-o', path, '--overwrite')).code).toBe(0);
    expect((await sharp(path).metadata()).width).toBe(WIDTH);
  });
});

describe('simulate', () => {
  it('writes the linear picture of a camera as NumPy', async () => {
    const path = folder.path('nikon.npy');
    const answer = await answerOf('simulate', cube, '--camera', 'nikon d700', '-o', path);
    expect(answer).toMatchObject({ stored: 'linear', response: 'Nikon D700 under D65' });
    const bytes = await readFile(path);
    expect(parseNpyHeader(bytes, path).shape).toEqual([3, HEIGHT, WIDTH]);
  });

  it('writes a developed picture that the sample photo agrees with', async () => {
    const answer = await answerOf('simulate', cube, '-o', folder.path('developed.png'));
    expect(answer).toMatchObject({ stored: 'sRGB-encoded' });
    const developed = await sharp(folder.path('developed.png')).metadata();
    expect([developed.depth, developed.width]).toEqual(['ushort', WIDTH]);
  });

  it('takes a measured response from a file, and a light', async () => {
    const csv = folder.path('mine.csv');
    const rows = Array.from(
      { length: 31 },
      (_, band) => `${400 + 10 * band},${band},${30 - band},${band % 7}`,
    );
    await writeFile(csv, ['wavelength,red,green,blue', ...rows].join('\n'));
    const answer = await answerOf(
      ...['simulate', cube, '--camera', csv, '--light', 'F11', '-o', folder.path('mine-linear.png')],
    );
    expect(answer['assumption']).toMatch(/F11/);
  });

  it('says on standard error what was taken for granted', async () => {
    const { stdout, stderr } = await runCli('simulate', cube, '-o', folder.path('said.png'));
    expect(stdout.trim()).toBe(folder.path('said.png'));
    expect(stderr).toMatch(/D65/);
  });
});

/** `spectralift evaluate`: figures, tables and pictures for cubes, a network, a model; scenes that fail. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { catalogueCamera } from '../../src/camera/catalogue.ts';
import { radianceResponse } from '../../src/camera/effective-response.ts';
import { readCube, writeCube } from '../../src/cube/node/open-cube.ts';
import { createCube, type SpectralCube } from '../../src/cube/spectral-cube.ts';
import { constant, convolution, emitOnnx, input } from '../../src/graph/index.ts';
import { answerOf, runCli, testFolder, writeUntrainedGenerator } from './run-cli.ts';

const { path } = testFolder();
let truth: SpectralCube;

beforeAll(async () => {
  const { code, stderr } = await runCli('sample', '-o', path('sample'), '--width', '40', '--height', '24');
  expect(code, stderr).toBe(0);
  truth = await readCube(path('sample', 'cube.hdr'));
  await mkdir(path('truth'));
  await mkdir(path('estimate'));
  for (const [name, error] of [
    ['near', 0.01],
    ['far', 0.1],
  ] as const) {
    await writeCube(path('truth', `${name}.hdr`), truth);
    const data = truth.data.map((sample, index) => sample + (index % 2 === 0 ? error : -error));
    await writeCube(path('estimate', `${name}.npy`), createCube(truth, data));
  }
});

const means = (answer: Record<string, unknown>) => answer['means'] as Record<string, { mean: number }>;
const sceneNames = (answer: Record<string, unknown>) =>
  (answer['scenes'] as { name: string }[]).map(({ name }) => name);

describe('evaluate', () => {
  it('scores folders of cubes, whatever their format, and writes tables and pictures', async () => {
    const out = path('result');
    const answer = await answerOf(
      ...['evaluate', '--truth', path('truth'), '--estimate', path('estimate')],
      ...['--protocol', 'iccv2021', '-o', out],
    );
    expect(sceneNames(answer)).toEqual(['far', 'near']);
    // Errors of exactly 0.01 and 0.1 are 40 and 20 dB.
    expect(means(answer)['psnr'].mean).toBeCloseTo(30, 4);
    expect((await readdir(out)).sort()).toEqual([
      'evaluation.csv',
      'evaluation.json',
      'evaluation.md',
      'worst-scene.png',
      'worst-spectra.svg',
    ]);
    expect(await readFile(`${out}/evaluation.md`, 'utf8')).toMatch(/mean over 2 scenes +\| +30\.00/);
    expect(await readFile(`${out}/worst-spectra.svg`, 'utf8')).toMatch(/far at \d+,\d+: /);
    expect(await sharp(`${out}/worst-scene.png`).metadata()).toMatchObject({
      width: 3 * 40 + 40,
      height: 24,
    });
    expect(JSON.parse(await readFile(`${out}/evaluation.json`, 'utf8'))).toEqual(answer);
  });

  it('lists a scene without an estimate, and exits with 3', async () => {
    await writeCube(path('truth', 'third.npy'), truth);
    const { code, stdout } = await runCli(
      ...['evaluate', '--truth', path('truth'), '--estimate', path('estimate'), '--protocol', 'ntire2020'],
    );
    await rm(path('truth', 'third.npy'));
    await rm(path('truth', 'third.json'));
    expect(code).toBe(3);
    expect(stdout).toMatch(/third .*expected an estimate of third/);
    expect(stdout).toMatch(/mean over 2 scenes/);
  });

  it('runs a model of ours on simulated pictures', async () => {
    await writeUntrainedGenerator(path('weights.safetensors'), 62);
    const answer = await answerOf(
      ...['evaluate', '--truth', path('truth'), '--scenes', 'near', '--model', path('weights.safetensors')],
      ...['--protocol', 'agdnet', '--threads', '1'],
    );
    expect(sceneNames(answer)).toEqual(['near']);
    expect(JSON.stringify(answer['settings'])).toMatch(/through Nikon D700/);
    expect(Number.isFinite(means(answer)['psnr'].mean)).toBe(true);
  });

  it('runs any ONNX network: the pseudo-inverse of the response re-projects to the picture', async () => {
    const response = radianceResponse(catalogueCamera('Nikon D700', truth.wavelengths));
    const inverse = response.pseudoInverse(Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1));
    const kernel = constant(Array.from(inverse), [31, 3, 1, 1]);
    await writeFile(
      path('inverse.onnx'),
      emitOnnx({ cube: convolution(input('rgb', [1, 3, 'H', 'W']), kernel) }),
    );
    const answer = await answerOf(
      ...['evaluate', '--truth', path('truth', 'near.hdr'), '--network', path('inverse.onnx')],
      ...['--protocol', 'ntire2020', '--threads', '1'],
    );
    // The network projects to the photo, whatever the spectra: the back-projection error is rounding.
    expect(means(answer)['back-projection-mrae'].mean).toBeLessThan(1e-3);
  });

  it('refuses what does not go together', async () => {
    for (const [options, message] of [
      [['--protocol', 'iccv2021'], /one of --estimate, --network and --model, found 0/],
      [['--estimate', path('estimate'), '--protocol', 'none'], /--protocol/],
      [
        ['--estimate', path('estimate'), '--rgb', path(), '--protocol', 'agdnet'],
        /--rgb together with --network/,
      ],
    ] as const) {
      const { code, stderr } = await runCli('evaluate', '--truth', path('truth'), ...options);
      expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    }
    const unknown = await runCli(
      ...['evaluate', '--truth', path('truth'), '--estimate', path('estimate'), '--protocol', 'agdnet'],
      ...['--scenes', 'near,none'],
    );
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringMatching(/found no none.*far, near/)]);
  });
});

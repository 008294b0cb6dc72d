/** The main job, end to end on the generated sample, with an untrained generator. */
import { readdir, readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCube } from '../../src/cube/node/open-cube.ts';
import { answerOf, runCli, testFolder, writeUntrainedGenerator } from './run-cli.ts';

const { path } = testFolder();
let common: string[] = [];

beforeAll(async () => {
  await runCli('sample', '-o', path('sample'), '--width', '60', '--height', '40');
  const weights = await writeUntrainedGenerator(path('weights.safetensors'));
  common = ['reconstruct', path('sample', 'photo.png'), '--model', weights];
});

describe('reconstruct', () => {
  it('writes a cube, a picture of it and a report that agree with the photo', async () => {
    const answer = await answerOf(...common, '-o', path('envi', 'scene'));
    expect((await readdir(path('envi'))).sort()).toEqual([
      'scene.hdr',
      'scene.img',
      'scene.png',
      'scene.report.json',
    ]);
    const { metadata, bands, width, height } = await readCube(path('envi', 'scene.hdr'));
    expect([bands, width, height]).toEqual([31, 60, 40]);
    expect(metadata).toMatchObject({ quantity: 'reflectance', response: 'srgb', source: 'photo.png' });
    expect(metadata.reprojectionError).toBeLessThan(1e-3);
    expect(answer['reprojection']).toMatchObject({ unclippedPixelRms: metadata.reprojectionError });
    expect(JSON.parse(await readFile(path('envi', 'scene.report.json'), 'utf8'))).toEqual(answer);
    const [seen, photo] = await Promise.all(
      [path('envi', 'scene.png'), path('sample', 'photo.png')].map((file) =>
        sharp(file).toColourspace('srgb').raw().toBuffer(),
      ),
    );
    let sum = 0;
    for (const [index, value] of seen.entries()) sum += Math.abs(value - photo[index]);
    expect(sum / seen.length).toBeLessThan(1);
  });

  it('writes NumPy, and tells a person what it did', async () => {
    const { code, stdout } = await runCli(
      ...common,
      '-o',
      path('scene.npy'),
      '--camera',
      'Nikon D700',
      '--linear',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/Nikon D700/);
    expect((await readCube(path('scene.npy'))).metadata).toMatchObject({
      quantity: 'radiance',
      response: 'Nikon D700',
    });
  });

  it('reports samples that a uint16 cube cannot hold', async () => {
    const answer = await answerOf(
      ...[...common, '-o', path('clamped'), '--data-type', 'uint16', '--consistency', 'none'],
    );
    expect(answer['notes']).toContainEqual(expect.stringMatching(/clamped/));
    expect(JSON.parse(await readFile(path('clamped.report.json'), 'utf8'))).toEqual(answer);
  });

  it('replaces outputs with --overwrite', async () => {
    for (const code of [0, 1]) expect((await runCli(...common, '-o', path('twice'))).code).toBe(code);
    expect((await runCli(...common, '-o', path('twice'), '--overwrite')).code).toBe(0);
  });
});

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCube } from '../../cube/node/open-cube.ts';
import { generateSample } from '../sample/generate-sample.ts';
import { decodePhoto } from './decode-photo.ts';
import { checkSampleOutputs, writeSample } from './write-sample.ts';

let folder = '';
const sample = generateSample({ seed: 5, width: 24, height: 16 });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-sample-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('writeSample', () => {
  it('writes cube, photo and description into a new folder', async () => {
    const target = join(folder, 'new', 'sample');
    await checkSampleOutputs(target);
    const paths = await writeSample(target, sample, { seed: 5 });
    expect((await readdir(target)).sort()).toEqual(['cube.hdr', 'cube.img', 'photo.png', 'sample.json']);
    expect(paths.length).toBe(4);
    const cube = await readCube(join(target, 'cube.hdr'));
    expect(cube.data).toEqual(sample.cube.data);
    expect(cube.metadata.quantity).toBe('reflectance');
    const photo = await decodePhoto(join(target, 'photo.png'));
    expect([photo.width, photo.height, photo.bitDepth]).toEqual([24, 16, 8]);
    expect(JSON.parse(await readFile(join(target, 'sample.json'), 'utf8'))).toMatchObject({
      seed: 5,
      cube: { bands: 31, quantity: 'reflectance' },
    });
  });

  it.each(['cube.img', 'photo.png', 'sample.json'])('writes nothing where %s is in the way', async (name) => {
    const target = await mkdtemp(join(folder, 'full-'));
    await writeFile(join(target, name), 'mine');
    await expect(checkSampleOutputs(target)).rejects.toMatchObject({ _tag: 'FileError' });
    await expect(writeSample(target, sample, { seed: 5 })).rejects.toMatchObject({ _tag: 'FileError' });
    expect(await readdir(target)).toEqual([name]);
    await checkSampleOutputs(target, { overwrite: true });
    await writeSample(target, sample, { seed: 5, overwrite: true });
    expect((await readdir(target)).length).toBe(4);
  });
});

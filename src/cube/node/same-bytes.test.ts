/** The same cube gives the same files, whenever it is written: manifests and deduplication rest on it. */
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCube } from '../spectral-cube.ts';
import { writeCube } from './open-cube.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-same-'));
});
afterAll(() => rm(folder, { recursive: true }));

const cube = createCube(
  {
    bands: 3,
    height: 4,
    width: 5,
    wavelengths: [400, 500, 600],
    metadata: { quantity: 'radiance', source: 'a.png' },
  },
  Float32Array.from({ length: 60 }, (_, index) => index / 60),
);

const FORMATS = ['envi', 'npy', 'npz', 'tiff', 'mat73', 'mat5'] as const;

async function written(format: (typeof FORMATS)[number], name: string): Promise<string[]> {
  const { paths } = await writeCube(join(folder, name, 'a'), cube, { format });
  return Promise.all(paths.map((path) => readFile(path, 'base64')));
}

it.concurrent.each(FORMATS)('%s', async (format) => {
  for (const name of ['first', 'second']) await mkdir(join(folder, format, name), { recursive: true });
  const first = await written(format, `${format}/first`);
  await new Promise((resolve) => setTimeout(resolve, 1100)); // formats count seconds
  expect(await written(format, `${format}/second`)).toEqual(first);
  expect(await readdir(join(folder, format, 'second'))).toHaveLength(first.length);
});

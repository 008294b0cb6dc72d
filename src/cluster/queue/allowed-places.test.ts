import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planFor } from '../../../test/queue/queue-fixture.ts';
import { type AllowedPlaces, checkPlaces, openPlaces } from './allowed-places.ts';
import { PlaceError } from './queue-error.ts';

let folder = '';
let places: AllowedPlaces;
const at = (...parts: string[]): string => join(folder, ...parts);

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'spectralift-places-')));
  for (const name of ['root', 'readable', 'outside', 'root-2']) await mkdir(at(name));
  for (const name of ['root', 'readable', 'outside']) await writeFile(at(name, 'a.jpg'), '');
  await symlink(at('outside'), at('root', 'link'));
  await symlink(at('outside', 'missing'), at('root', 'nowhere'));
  await symlink(at('root'), at('alias'));
  places = await openPlaces([at('root'), 's3://bucket/jobs'], [at('readable')]);
});
afterAll(() => rm(folder, { recursive: true }));

const check = (source: string, destination: string, more = {}): Promise<void> => {
  const plan = planFor([source], destination);
  return checkPlaces(places, { ...plan, settings: { ...plan.settings, ...more } }, { source });
};

describe('a worker', () => {
  it.each([
    ['root/a.jpg', 'root/out/of/new/folders'],
    ['readable/a.jpg', 'root'],
    ['readable/missing.jpg', 'root'],
    ['alias/a.jpg', 'alias/out'],
  ])('reads %s and writes into %s', async (source, destination) => {
    await check(at(source), at(destination));
  });

  it.each([
    ['outside/a.jpg', 'root'],
    ['root/../outside/a.jpg', 'root'],
    ['root/link/a.jpg', 'root'],
    ['root/a.jpg', 'outside'],
    ['root/a.jpg', 'readable'],
    ['root/a.jpg', 'root/link'],
    ['root/a.jpg', 'root/link/new'],
    ['root/a.jpg', 'root/../root-2/new'],
    ['root/a.jpg', 'root-2'],
  ])('does not read %s or write into %s', async (source, destination) => {
    await expect(check(at(source), `${folder}/${destination}`)).rejects.toThrow(PlaceError);
  });

  it('follows no link that leads nowhere', async () => {
    await expect(check(at('root/a.jpg'), at('root/nowhere'))).rejects.toThrow(/found nothing there/);
    await expect(check(at('root/a.jpg'), at('root/nowhere/new'))).rejects.toThrow(/found nothing there/);
  });

  it('takes no path that depends on where it was started', async () => {
    await expect(check('root/a.jpg', at('root'))).rejects.toThrow(/a path from the top/);
    await expect(check(at('root/a.jpg'), '.')).rejects.toThrow(PlaceError);
  });

  it('reads no weights or responses elsewhere', async () => {
    const [source, out] = [at('root/a.jpg'), at('root')];
    for (const outside of [at('outside/w.safetensors'), '../../outside/w', at('root/link/w.safetensors')]) {
      await expect(check(source, out, { model: outside })).rejects.toThrow(PlaceError);
    }
    await expect(check(source, out, { camera: at('outside/c.csv') })).rejects.toThrow(PlaceError);
    await expect(check(source, out, { camera: 'passwords.txt' })).rejects.toThrow(PlaceError);
    await check(source, out, { model: at('root/w.safetensors'), camera: at('readable/c.csv') });
    await check(source, out, { model: 'generator', camera: 'Nikon D700' });
  });

  it('keeps to its part of a bucket', async () => {
    await check('s3://bucket/jobs/a.jpg', 's3://bucket/jobs');
    for (const outside of ['s3://bucket/jobs-2', 's3://other/jobs', 's3://bucket/jobs/../x', 's3:///jobs']) {
      await expect(check('s3://bucket/jobs/a.jpg', outside)).rejects.toThrow(PlaceError);
      await expect(check(`${outside}/a.jpg`, at('root'))).rejects.toThrow(PlaceError);
    }
  });
});

it('has folders that are there', async () => {
  await expect(openPlaces([at('missing')])).rejects.toThrow(/found nothing there/);
});

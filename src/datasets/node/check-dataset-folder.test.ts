/** Data sets on disk: links are not followed, photos are decoded. */
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { jpeg, png, text, writeTree } from '../../../test/dataset-trees.ts';
import { crc32 } from '../../cube/formats/png-bands/png-header.ts';
import { DatasetError } from '../dataset.ts';
import { otbDataset } from '../otb.ts';
import { checkDatasetFolder, listDatasetFolder } from './check-dataset-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('links are named and not followed, within the folder and out of it', async () => {
  const frame = await jpeg(20, 10);
  await writeTree(
    folder,
    new Map([
      ['set/Deer/img/0001.jpg', frame],
      ['set/Deer/groundtruth_rect.txt', text('1,1,20,10\n')],
      ['outside/Dog/img/0001.jpg', frame],
    ]),
  );
  await symlink(join(folder, 'outside/Dog'), join(folder, 'set/Dog'));
  await symlink(join(folder, 'set'), join(folder, 'set/loop'));
  await symlink(join(folder, 'outside/Dog/img/0001.jpg'), join(folder, 'set/Deer/img/0002.jpg'));
  const report = await checkDatasetFolder(otbDataset, join(folder, 'set'));
  expect([report.samples, report.findings, report.missing]).toEqual([1, [], []]);
  expect(report.notes).toHaveLength(1);
  for (const name of ['3 links', 'Dog', 'loop', '0002.jpg']) expect(report.notes[0]).toContain(name);
});

test('a photo that ends early is found by decoding it', async () => {
  const frame = await jpeg(64, 48);
  await writeTree(
    folder,
    new Map([
      ['Deer/img/0001.jpg', frame.slice(0, frame.length - 100)],
      ['Deer/groundtruth_rect.txt', text('1,1,20,10\n')],
    ]),
  );
  const report = await checkDatasetFolder(otbDataset, folder);
  expect(report.findings.map(({ kind }) => kind)).toEqual(['unreadable']);
  expect((await checkDatasetFolder(otbDataset, folder, { quick: true })).findings).toEqual([]);
});

test('samples are listed by name, and a set that lies behind a link is asked for', async () => {
  await writeTree(
    folder,
    new Map([
      ['set/Car1/img/0001.jpg', text('')],
      ['set/Car2/img/0001.jpg', text('')],
    ]),
  );
  const samples = await listDatasetFolder(otbDataset, join(folder, 'set'));
  expect(samples.map(({ name, group }) => [name, group])).toEqual([
    ['Car1', 'car'],
    ['Car2', 'car'],
  ]);
  await mkdir(join(folder, 'linked'));
  await symlink(join(folder, 'set'), join(folder, 'linked/set'));
  for (const look of [
    () => listDatasetFolder(otbDataset, join(folder, 'linked')),
    () => checkDatasetFolder(otbDataset, join(folder, 'linked')),
  ]) {
    await expect(look()).rejects.toMatchObject({
      _tag: 'DatasetError',
      hint: expect.stringMatching(/1 link was not followed: .*linked.set/),
    });
  }
});

test('a grey photo is no broken one, and a turned one has its stored size', async () => {
  const grey = await sharp(new Uint8Array(600).fill(9), { raw: { width: 30, height: 20, channels: 1 } })
    .toColourspace('b-w')
    .jpeg()
    .toBuffer();
  const turned = await sharp(await jpeg(30, 20))
    .withMetadata({ orientation: 6 })
    .toBuffer();
  await writeTree(
    folder,
    new Map([
      ['Deer/img/0001.jpg', new Uint8Array(grey)],
      ['Deer/img/0002.jpg', new Uint8Array(turned)],
      ['Deer/groundtruth_rect.txt', text('1,1,30,20\n1,1,30,20\n')],
    ]),
  );
  const report = await checkDatasetFolder(otbDataset, folder);
  expect([report.findings, report.sizes]).toEqual([[], [{ what: 'RGB 30 x 20', count: 1 }]]);
});

test('a picture that claims too many pixels is refused before it is unpacked', async () => {
  const bomb = png({ width: 16, height: 16, depth: 8, colour: 2 }, () => 0);
  new DataView(bomb.buffer).setUint32(16, 30_000);
  new DataView(bomb.buffer).setUint32(20, 30_000);
  new DataView(bomb.buffer).setUint32(29, crc32(bomb.subarray(12, 29)));
  await writeTree(folder, new Map([['Deer/img/0001.png', bomb]]));
  const { findings } = await checkDatasetFolder(otbDataset, folder);
  expect(findings.map(({ message }) => message)).toEqual([
    '0001.png: expected a picture of at most 67,108,864 pixels, found 30000 x 30000 in 0001.png',
  ]);
});

test('an empty folder is refused', async () => {
  await mkdir(join(folder, 'empty'));
  await expect(checkDatasetFolder(otbDataset, join(folder, 'empty'))).rejects.toThrow(DatasetError);
});

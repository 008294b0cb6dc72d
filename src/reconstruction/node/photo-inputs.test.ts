import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { areMany, checkInputs, namedFile, type PhotoInput, readPhotoInputs } from './photo-inputs.ts';

let folder = '';
const path = (...parts: string[]): string => join(folder, ...parts);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-inputs-'));
  const names = ['IMG_10.jpg', 'IMG_9.JPG', 'b.Tiff', 'a.webp', 'notes.txt', '._IMG_9.JPG', 'clip.mp4'];
  await mkdir(path('photos', 'within.jpg'), { recursive: true });
  await mkdir(path('videos'));
  for (const name of names) await writeFile(path('photos', name), '');
  await writeFile(path('videos', 'clip.mp4'), '');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('readPhotoInputs', () => {
  it('takes the photos of a folder in natural order, and neither folders, other files nor names with a dot', async () => {
    expect(await readPhotoInputs([path('photos')])).toEqual(
      ['a.webp', 'b.Tiff', 'IMG_9.JPG', 'IMG_10.jpg'].map((name) => ({
        kind: 'photo',
        ...namedFile(path('photos', name)),
      })),
    );
  });

  it('takes files as they are named, in their order: videos by their ending, all else as photos', async () => {
    expect(await readPhotoInputs(['z.jpg', 'in/x.y.MP4', 'missing', 'a.png'])).toEqual([
      { kind: 'photo', path: 'z.jpg', name: 'z.jpg', stem: 'z' },
      { kind: 'video', path: 'in/x.y.MP4', name: 'x.y.MP4', stem: 'x.y' },
      { kind: 'photo', path: 'missing', name: 'missing', stem: 'missing' },
      { kind: 'photo', path: 'a.png', name: 'a.png', stem: 'a' },
    ]);
  });

  it('takes a file that is called something else than on disk by its name', async () => {
    const file = { path: '/scratch/1', name: 'clip.mov', stem: 'out-1' };
    expect(await readPhotoInputs([file])).toEqual([{ kind: 'video', ...file }]);
  });

  it('refuses a folder without photos, and says what it would take', async () => {
    await expect(readPhotoInputs(['a.jpg', path('videos')])).rejects.toMatchObject({
      _tag: 'PhotoError',
      message: expect.stringMatching(/\.avif\) in the folder .*videos, found none/),
      hint: expect.stringMatching(/video/),
    });
  });
});

describe('areMany', () => {
  it('is true of several, of a folder and of a video, not of one photo', async () => {
    const answers = [['a.jpg', 'b.jpg'], [path('photos')], ['a.mov'], ['a.jpg'], ['missing']].map(areMany);
    expect(await Promise.all(answers)).toEqual([true, true, true, false, false]);
  });
});

describe('checkInputs', () => {
  const inputs = (...paths: string[]): PhotoInput[] =>
    paths.map((name) => ({ kind: name.endsWith('.mp4') ? 'video' : 'photo', ...namedFile(name) }));
  const check = (...paths: string[]): void => checkInputs(paths, inputs(...paths), 'out');

  it.each([
    ['two endings', 'a.jpg', 'a.png'],
    ['two folders', 'x/a.jpg', 'y/a.jpg'],
    ['upper and lower case', 'a.jpg', 'A.tif'],
    ['the same photo twice', 'a.jpg', './a.jpg'],
    ['two videos', 'x/a.mp4', 'y/a.mp4'],
    ['a video and a photo like one of its frames', 'a.mp4', 'a-000012.jpg'],
    ['a photo like a frame, and the video', 'a-000012.jpg', 'a.mp4'],
  ])('refuses one output name for %s, and names both', (_, first, second) => {
    expect(() => check(first, 'b.jpg', second)).toThrow(
      expect.objectContaining({ _tag: 'PhotoInputError', message: expect.stringContaining(first) }),
    );
    expect(() => check(first, second)).toThrow(second);
  });

  it('lets pass what only looks alike', () => {
    expect(() => check('a.jpg', 'a.mp4', 'a-12.jpg', 'a-000012x.jpg', 'a.b.jpg', 'a.b.c.jpg')).not.toThrow();
  });

  it('sees that two outputs of different kind would be one file', () => {
    const pair = inputs('a.jpg', 'a.report.jpg');
    expect(() => checkInputs([], pair, 'out', 'npy')).toThrow(/a\.report/); // its .json
    expect(() => checkInputs([], pair, 'out', 'envi')).not.toThrow();
  });

  it('refuses the folder of the photos for their outputs, and outputs that replace an input', () => {
    expect(() => checkInputs(['photos'], inputs('photos/a.jpg'), './photos/')).toThrow(/another folder/);
    expect(() => checkInputs(['a.jpg', 'b.png'], inputs('a.jpg', 'b.png'), '.')).toThrow(
      /b\.png to write b\.png/,
    );
    expect(() => checkInputs(['a.jpg', 'b.tif'], inputs('a.jpg', 'b.tif'), '.')).not.toThrow();
  });
});

/** A video through a tracker into a folder: what is written, and going on after an interrupt. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { developedSrgbResponse } from '../../camera/effective-response.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { ValueNoise } from '../../reconstruction/sample/value-noise.ts';
import { generateSequence } from '../sequences/generated-sequence.ts';
import { findSequence, sequencesIn } from '../sequences/node/find-sequence.ts';
import { type FrameLook, openSequence } from '../sequences/node/open-sequence.ts';
import type { TrackingFrame, TrackingSequence } from '../sequences/sequence.ts';
import { writeSequence } from '../sequences/node/write-sequence.ts';
import { materialTracking, rgbTracking } from '../tracking-method.ts';
import { compareTrackers } from './compare-trackers.ts';
import { readLibrary } from './read-library.ts';
import { trackIntoFolder } from './track-into-folder.ts';
import { readTrackingState } from './tracking-state.ts';

const FRAMES = 7;
let folder: string;
const path = (...parts: string[]): string => join(folder, ...parts);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-tracking-'));
  const response = developedSrgbResponse(VISIBLE_31);
  const video = generateSequence({ seed: 2, width: 96, height: 96, frames: FRAMES, response });
  await writeSequence(path('video'), video, { seed: 2, encoding: 'srgb', camera: 'srgb' });
});
afterAll(() => rm(folder, { recursive: true }));

async function open(object: number, look: FrameLook, frames?: number) {
  const place = await findSequence(path('video'), object);
  return openSequence(place, { look, ...(frames === undefined ? {} : { frames }) });
}

const RGB: FrameLook = { kind: 'rgb' };
/** A video of four bands in memory: quick to track by its spectra. */
function fourBands(): TrackingSequence {
  const [width, height] = [96, 80];
  const noise = new ValueNoise(4);
  const frame = (index: number): TrackingFrame => ({
    width,
    height,
    planes: 4,
    readWindow: async (window) =>
      Float32Array.from({ length: 4 * window.width * window.height }, (_, at) => {
        const pixel = at % (window.width * window.height);
        const x = window.x + (pixel % window.width) - 1.3 * index;
        const y = window.y + Math.floor(pixel / window.width);
        return noise.layered(x / 8, y / 8, 2 * Math.floor(at / (window.width * window.height)), 2);
      }),
    picture: async () => ({ kind: 'srgb', width, height, data: new Uint8Array(3 * width * height) }),
  });
  return {
    name: 'four bands',
    length: FRAMES,
    boxes: Array.from({ length: FRAMES }, (_, index) => ({
      x: 30 + 1.3 * index,
      y: 30,
      width: 16,
      height: 16,
    })),
    frames: 'four bands',
    notes: [],
    open: async (index) => (index < FRAMES ? frame(index) : undefined),
    close: async () => undefined,
  };
}

const LOOKS = [
  ['RGB', () => open(1, RGB), rgbTracking()],
  ['spectra', async () => fourBands(), materialTracking()],
] as const;

describe('a tracking', () => {
  it('writes boxes, table, figures, plots and a strip', async () => {
    const sequence = await open(2, RGB);
    const seen: number[] = [];
    const result = await trackIntoFolder(sequence, path('rgb'), {
      method: rgbTracking(),
      name: 'RGB',
      onProgress: ({ done }) => seen.push(done),
    });
    expect(seen).toEqual([2, 3, 4, 5, 6, 7]);
    expect((await readdir(path('rgb'))).sort()).toEqual(
      ['boxes.txt', 'precision.svg', 'result.json', 'strip.png', 'success.svg', 'tracks.csv'].sort(),
    );
    expect(result.figures?.frames).toBe(FRAMES);
    expect(result.figures?.locationError).toBeLessThan(3);
    const lines = (await readFile(path('rgb', 'boxes.txt'), 'utf8')).trim().split('\n');
    const [first] = (await readFile(path('video', 'groundtruth_rect.2.txt'), 'utf8')).split('\n');
    expect(lines.length).toBe(FRAMES);
    expect(lines[0].split(',').map(Number)).toEqual(first.split(',').map(Number));
    const { width, height } = await sharp(path('rgb', 'strip.png')).metadata();
    expect([width, height]).toEqual([4 * 96 + 3 * 4, 2 * 96 + 4]);
    await expect(
      trackIntoFolder(sequence, path('rgb'), { method: rgbTracking(), name: 'RGB' }),
    ).rejects.toThrow(/found a file already there/);
  });

  it.each(LOOKS)(
    'that is interrupted and resumed gives the same boxes: %s',
    async (name, sequence, method) => {
      const whole = await trackIntoFolder(await sequence(), path(`whole-${name}`), {
        method,
        name,
      });
      const stop = new AbortController();
      const out = path(`stopped-${name}`);
      const interrupted = trackIntoFolder(await sequence(), out, {
        method,
        name,
        signal: stop.signal,
        onProgress: ({ done }) => {
          if (done === 4) stop.abort();
        },
      });
      await expect(interrupted).rejects.toThrow(/aborted/);
      expect(await readdir(out)).toEqual(['state.safetensors']);
      const resumed = await trackIntoFolder(await sequence(), out, { method, name, resume: true });
      expect(resumed.boxes).toEqual(whole.boxes);
      expect(await readFile(join(out, 'tracks.csv'), 'utf8')).toBe(
        await readFile(path(`whole-${name}`, 'tracks.csv'), 'utf8'),
      );
      expect(await readdir(out)).not.toContain('state.safetensors');
      let tracked = 0;
      const again = await trackIntoFolder(await sequence(), out, {
        method,
        name,
        resume: true,
        onProgress: () => tracked++,
      });
      expect([again.boxes, tracked]).toEqual([whole.boxes, 0]);
    },
  );

  it('goes on from a state that was saved in passing, after a sudden end', async () => {
    const broken = await open(1, RGB);
    const failing = {
      ...broken,
      open: async (frame: number) => {
        if (frame === 5) throw new Error('the disk went away');
        return broken.open(frame);
      },
    };
    const options = { method: rgbTracking(), name: 'RGB', saveEvery: 2 };
    await expect(trackIntoFolder(failing, path('sudden'), options)).rejects.toThrow(
      /a frame 6 of video.1 that can be read, found: the disk went away/,
    );
    const bytes = await readFile(path('sudden', 'state.safetensors'));
    expect(readTrackingState(bytes, 'state').boxes.length).toBe(4);
    const resumed = await trackIntoFolder(broken, path('sudden'), { ...options, resume: true });
    const whole = await trackIntoFolder(await open(1, RGB), path('not-sudden'), options);
    expect(resumed.boxes).toEqual(whole.boxes);
  });

  it('refuses the state of another question, and what is no state', async () => {
    const stop = new AbortController();
    const options = {
      method: rgbTracking(),
      name: 'RGB',
      signal: stop.signal,
      onProgress: () => stop.abort(),
    };
    await expect(trackIntoFolder(await open(1, RGB), path('other'), options)).rejects.toThrow();
    const resume = { method: rgbTracking(), name: 'RGB', resume: true };
    await expect(trackIntoFolder(await open(2, RGB), path('other'), resume)).rejects.toThrow(
      /expected a state of .*video\.2.*, found one of .*video\.1/,
    );
    await writeFile(path('other', 'state.safetensors'), 'nonsense');
    await expect(trackIntoFolder(await open(1, RGB), path('other'), resume)).rejects.toMatchObject({
      _tag: 'SafetensorsError',
    });
  });
});

describe('a sequence', () => {
  it('is found by its folder, objects by their number', async () => {
    await expect(findSequence(path('video'))).rejects.toThrow(
      /one object in .*video, found 2: video.1, video.2/,
    );
    await expect(findSequence(path('video'), 3)).rejects.toThrow(/boxes of object 3/);
    await expect(findSequence(path('video', 'cubes'))).rejects.toThrow(
      /expected a video in .*cubes, found none/,
    );
    await expect(findSequence(path('nowhere'))).rejects.toMatchObject({ _tag: 'FileError' });
    await expect(findSequence(path('video', 'sequence.json'))).rejects.toThrow(
      /a video or the folder of one/,
    );
    expect((await sequencesIn(folder)).map(({ name }) => name)).toEqual(['video.1', 'video.2']);
  });

  it('needs a box that lies in the frame', async () => {
    const place = await findSequence(path('video'), 1);
    const outside = await openSequence(place, { look: RGB, boxes: [{ x: 500, y: 5, width: 9, height: 9 }] });
    const tracked = trackIntoFolder(outside, path('outside'), { method: rgbTracking(), name: 'RGB' });
    await expect(tracked).rejects.toMatchObject({ _tag: 'TrackingError', message: /outside the frame/ });
    await expect(openSequence(place, { look: RGB, boxes: [] })).rejects.toThrow(
      /the box of an object in video.1/,
    );
  });

  it('says which frame cannot be read', async () => {
    const broken = path('broken');
    const place = await findSequence(path('video'), 2);
    const sequence = await openSequence({ ...place, name: 'broken' }, { look: RGB });
    const cut = await readFile(path('video', 'img', '0003.png'));
    await writeFile(path('video', 'img', '0003.png'), cut.subarray(0, 200));
    try {
      const tracked = trackIntoFolder(sequence, broken, { method: rgbTracking(), name: 'RGB' });
      await expect(tracked).rejects.toThrow(/a frame 3 of broken that can be read, found: 0003.png/);
    } finally {
      await writeFile(path('video', 'img', '0003.png'), cut);
    }
  });

  it('has as many cubes as frames', async () => {
    const place = await findSequence(path('video'), 1);
    const look = { kind: 'cubes', folder: path('video', 'cubes', '0001.hdr') } as const;
    await expect(openSequence(place, { look })).rejects.toThrow(/each of the 7 frames of video.1, found 1/);
    await expect(openSequence(place, { look: { kind: 'mosaic' } })).rejects.toThrow(
      /mosaics of video.1, found RGB/,
    );
  });
});

it('a library is drawn from cubes, on the wavelengths that are wanted', async () => {
  const library = await readLibrary(path('video', 'cubes', '0001.hdr'), [450, 500, 550, 600, 650]);
  expect(library.bands).toBe(5);
  expect(library.count).toBeGreaterThan(4);
  expect(library.data.every((value) => value >= 0 && value <= 1)).toBe(true);
});

it('trackers are compared on all sequences of a folder, in every way that they allow', async () => {
  const { nodeRuntime } = await import('../../runtime/node/node-runtime.ts');
  const options = {
    data: folder,
    folder: path('compared'),
    models: [],
    runtime: await nodeRuntime({ threads: 1 }),
    framesOf: () => 2,
  };
  const { scores } = await compareTrackers(options);
  expect(scores.map(({ sequence, method }) => `${sequence} ${method}`)).toEqual([
    'video.1 RGB',
    'video.1 true cubes',
    'video.2 RGB',
    'video.2 true cubes',
  ]);
  expect(scores.every(({ figures }) => figures.frames === 2)).toBe(true);
  expect(await compareTrackers(options)).toEqual(await compareTrackers(options));
});

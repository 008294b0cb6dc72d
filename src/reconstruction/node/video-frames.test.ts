/** Frames of videos that are made here, where ffmpeg is installed. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Photo } from '../photo.ts';
import type { FrameChoice } from './frame-choice.ts';
import { openFrames } from './video-frames.ts';
import { probeVideo } from './video-probe.ts';

const [WIDTH, HEIGHT, FRAMES] = [6, 4, 12];
const FRAME = 3 * WIDTH * HEIGHT;
/** Every sample tells its frame and place. */
const samples = Uint8Array.from({ length: FRAMES * FRAME }, (_, index) => (index * 89 + 7) % 251);
const deepSamples = Uint16Array.from(samples, (value, index) => value * 257 - (index % 97));

let folder = '';
const path = (name: string): string => join(folder, name);
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
if (!hasFfmpeg) console.warn('ffmpeg is not installed: the tests of video frames are skipped');

async function makeVideo(name: string, raw: Uint8Array | Uint16Array, ...more: string[]): Promise<void> {
  const deep = raw instanceof Uint16Array;
  await writeFile(path('raw'), raw);
  const input = [
    '-f',
    'rawvideo',
    '-s',
    `${WIDTH}x${HEIGHT}`,
    '-r',
    '10',
    '-pix_fmt',
    deep ? 'rgb48le' : 'rgb24',
  ];
  const coded = ['-c:v', 'ffv1', '-pix_fmt', deep ? 'rgb48le' : 'bgr0'];
  const { status, stderr } = spawnSync(
    'ffmpeg',
    ['-v', 'error', ...input, '-i', path('raw'), ...coded, ...more, path(name)],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
}

async function framesOf(name: string, choice: FrameChoice = {}): Promise<Photo[]> {
  const reader = openFrames(path(name), await probeVideo(path(name)), choice, { linear: false });
  const photos: Photo[] = [];
  for (let photo = await reader.next(); photo !== undefined; photo = await reader.next()) photos.push(photo);
  return photos;
}

const samplesOf = ({ data }: Photo) => (data.kind === 'samples' ? Array.from(data.samples) : []);
const frame = (number: number) => Array.from(samples.subarray((number - 1) * FRAME, number * FRAME));

describe.skipIf(!hasFfmpeg)('the frames of a video', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spectralift-video-'));
    await makeVideo('plain.mkv', samples);
    await makeVideo('deep.mkv', deepSamples);
    await makeVideo('uneven.mkv', samples, '-vf', "setpts='N*(1+mod(N,3))/10/TB/3'", '-vsync', 'passthrough');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are those of the file, each once and bit for bit', async () => {
    const photos = await framesOf('plain.mkv');
    expect(photos.map(samplesOf)).toEqual(Array.from({ length: FRAMES }, (_, index) => frame(index + 1)));
    expect(photos[0]).toMatchObject({
      width: WIDTH,
      height: HEIGHT,
      bitDepth: 8,
      encoding: 'srgb',
      exif: {},
    });
    expect(photos[0].notes[0]).toBe('video taken as sRGB; its own transfer curve is not undone');
  });

  it('keep their 16 bits', async () => {
    const photos = await framesOf('deep.mkv', { from: 2, to: 3 });
    expect(photos.map(({ bitDepth }) => bitDepth)).toEqual([16, 16]);
    expect(photos.flatMap(samplesOf)).toEqual(Array.from(deepSamples.subarray(FRAME, 3 * FRAME)));
  });

  it.each<[FrameChoice, number[]]>([
    [{ from: 5, to: 7 }, [5, 6, 7]],
    [{ from: 11 }, [11, 12]],
    [{ to: 2 }, [1, 2]],
    [{ from: 2, every: 5 }, [2, 7, 12]],
    [{ from: 3, to: 9, every: 4 }, [3, 7]],
  ])('are counted from 1: %j', async (choice, numbers) => {
    expect((await framesOf('plain.mkv', choice)).map(samplesOf)).toEqual(numbers.map(frame));
  });

  it('come out once each where their times are uneven', async () => {
    const order = await framesOf('uneven.mkv');
    expect(order).toHaveLength(FRAMES);
  });

  it('are refused where there are none: past the end, no video, a file cut short', async () => {
    await expect(framesOf('plain.mkv', { from: 13 })).rejects.toThrow(/at least 13 frames, found fewer/);
    await writeFile(path('text.mp4'), 'no video');
    await expect(framesOf('text.mp4')).rejects.toMatchObject({ _tag: 'VideoError' });
    await expect(framesOf('missing.mp4')).rejects.toMatchObject({ _tag: 'FileError' });
    const whole = await readFile(path('plain.mkv'));
    await writeFile(path('cut.mkv'), whole.subarray(0, Math.floor(0.6 * whole.length)));
    await expect(framesOf('cut.mkv')).rejects.toThrow(
      /cut\.mkv: expected all frames of a video, found \d of 12/,
    );
  });

  it('that a header promises and the video does not have are none, if that is said beforehand', async () => {
    const header = { ...(await probeVideo(path('plain.mkv'))), frames: FRAMES + 8 };
    const first = (choice: FrameChoice) => {
      const reader = openFrames(path('plain.mkv'), header, choice, { linear: false });
      return reader.next().finally(() => reader.close());
    };
    const range = { from: FRAMES + 2, to: FRAMES + 5 };
    expect(await first({ ...range, asPromised: true })).toBeUndefined();
    await expect(first(range)).rejects.toThrow(/found fewer/);
    await expect(first({ from: FRAMES + 9, asPromised: true })).rejects.toThrow(/found fewer/);
  });

  it('are no longer decoded once the reader is closed', async () => {
    const noise = ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=256x256:rate=25:duration=4'];
    spawnSync('ffmpeg', [...noise, '-c:v', 'ffv1', path('long.mkv')]);
    const reader = openFrames(path('long.mkv'), await probeVideo(path('long.mkv')), {}, { linear: true });
    expect(await reader.next()).toMatchObject({ encoding: 'linear' });
    reader.close();
    await expect(reader.next()).rejects.toMatchObject({ _tag: 'VideoError' });
  });
});

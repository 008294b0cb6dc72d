/** What a video holds, asked of the `ffprobe` of the system. */
import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileProblem } from '../../cube/files/file-error.ts';
import { SpectraliftError } from '../../errors.ts';
import { PhotoError } from '../photo.ts';
import { LARGEST_PIXEL_COUNT } from '../photo-checks.ts';

/** A video that cannot be read, or no program that could. */
export class VideoError extends SpectraliftError {
  readonly _tag = 'VideoError';
}

/** A video's frames. */
export interface VideoHeader {
  /** Size in pixels of an upright frame. */
  readonly width: number;
  readonly height: number;
  /** 16 where the source has more than 8 bits a sample. */
  readonly bitDepth: 8 | 16;
  /** Number of frames, as well as it can be known beforehand; undefined if not at all. */
  readonly frames: number | undefined;
  /** Matrix from Y'CbCr to R'G'B' to name to the decoder, where the video names none; undefined if it does. */
  readonly matrix: 'bt709' | 'bt601' | undefined;
  /** The transfer curve that the video names. */
  readonly transfer: string | undefined;
}

/** Arguments that name a file to ffmpeg and ffprobe, and keep them from opening anything but files. */
export function inputArguments(path: string): string[] {
  return ['-protocol_whitelist', 'file', '-i', `file:${path}`];
}

/** Why a program of ffmpeg could not be started. */
export function startProblem(program: string, cause: Error): VideoError {
  const missing = 'code' in cause && cause.code === 'ENOENT';
  return missing
    ? new VideoError(`expected ffmpeg to be installed, found no ${program}`, {
        hint: 'videos need it; photos do not: apt install ffmpeg, brew install ffmpeg, or winget install ffmpeg',
        cause,
      })
    : new VideoError(`expected ${program} to start, found ${cause.message}`, { cause });
}

/**
 * Reads the header of a video.
 *
 * @throws FileError if the file is missing. @throws VideoError if ffprobe is not installed, or finds no video in the
 * file. @throws PhotoError if the video is grey or smaller than 2 x 2 pixels. @throws the signal's reason if it aborts.
 */
export async function probeVideo(path: string, signal?: AbortSignal): Promise<VideoHeader> {
  const name = basename(path);
  await stat(path).catch((cause: unknown) => {
    throw fileProblem(cause, `read the video ${path}`);
  });
  const { code, output, said } = await runProbe(path, signal);
  if (code !== 0) {
    throw new VideoError(`${name}: expected a video, found a file that ffprobe cannot read (${said})`);
  }
  return readProbe(output, name);
}

const ENTRIES = [
  'stream=width,height,pix_fmt,nb_frames,avg_frame_rate,duration,color_space,color_transfer',
  'stream_side_data=rotation',
  'stream_tags=rotate',
  'format=duration',
].join(':');

async function runProbe(
  path: string,
  signal?: AbortSignal,
): Promise<{ readonly code: number | null; readonly output: string; readonly said: string }> {
  signal?.throwIfAborted();
  const asked = ['-v', 'error', '-select_streams', 'V:0', '-show_entries', ENTRIES, '-of', 'json'];
  const child = spawn('ffprobe', [...asked, ...inputArguments(path)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const stop = (): boolean => child.kill('SIGKILL');
  signal?.addEventListener('abort', stop);
  let output = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-2000);
  });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', (cause) => reject(startProblem('ffprobe', cause)));
      child.on('close', resolve);
    });
    signal?.throwIfAborted();
    return { code, output, said: lastLine(complaints) };
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** The last line that a program said, without the path and address that ffmpeg begins it with. */
export function lastLine(text: string): string {
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  return (lines.at(-1) ?? 'it gave no reason')
    .replace(/^\[[^\]]*\]\s*/, '')
    .replace(/^file:/, '')
    .trim();
}

/**
 * What ffprobe's JSON says of a video.
 *
 * @throws VideoError if it is no JSON, holds no video, or one of more than 268 million pixels a frame.
 * @throws PhotoError if that is grey or too small.
 */
export function readProbe(json: string, name: string): VideoHeader {
  const answer = parseAnswer(json, name);
  const stream = at(at(answer, 'streams'), 0);
  const [codedWidth, codedHeight] = [numberIn(stream, 'width'), numberIn(stream, 'height')];
  if (codedWidth === undefined || codedHeight === undefined) {
    throw new VideoError(`${name}: expected a video, found a file without a video stream`);
  }
  const sized = Number.isInteger(codedWidth) && Number.isInteger(codedHeight);
  if (!sized || codedWidth * codedHeight > LARGEST_PIXEL_COUNT) {
    throw new VideoError(
      `${name}: expected frames of at most ${LARGEST_PIXEL_COUNT} pixels, found ${codedWidth} x ${codedHeight}`,
    );
  }
  const pixelFormat = textIn(stream, 'pix_fmt') ?? '';
  if (/^(gray|mono|ya\d)/.test(pixelFormat)) {
    throw new PhotoError(`${name}: expected a colour video, found a grey one`, {
      hint: 'a grey picture holds no information about the spectrum',
    });
  }
  const turned = Math.abs(Math.round(rotationOf(stream) / 90)) % 2 === 1;
  const [width, height] = turned ? [codedHeight, codedWidth] : [codedWidth, codedHeight];
  if (width < 2 || height < 2) {
    throw new PhotoError(`${name}: expected at least 2 x 2 pixels, found ${width} x ${height}`, {
      hint: 'a spectrum is estimated from a pixel and its surroundings',
    });
  }
  const isRgb = /^([ax0]?(rgb|bgr)|gbr|x2|pal8|bayer|xyz)/.test(pixelFormat);
  const matrix = isRgb || isNamed(textIn(stream, 'color_space')) ? undefined : usualMatrix(width, height);
  const transfer = textIn(stream, 'color_transfer');
  return {
    width,
    height,
    bitDepth: isDeep(pixelFormat) ? 16 : 8,
    frames: countOf(numberIn(stream, 'nb_frames')) ?? framesIn(stream, answer),
    matrix,
    transfer: isNamed(transfer) ? transfer : undefined,
  };
}

function parseAnswer(json: string, name: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new VideoError(`${name}: expected an answer of ffprobe as JSON, found other text`, { cause });
  }
}

/** Degrees by which frames are turned for display, in the form of newer or older files. */
function rotationOf(stream: unknown): number {
  const list = at(stream, 'side_data_list');
  const sides: readonly unknown[] = Array.isArray(list) ? list : [];
  const turned = sides.map((side) => numberIn(side, 'rotation')).find((angle) => angle !== undefined);
  return turned ?? numberIn(at(stream, 'tags'), 'rotate') ?? 0;
}

/** More than 8 bits a sample: such formats name their byte order, as do a few with less than 8. */
function isDeep(pixelFormat: string): boolean {
  return /(le|be)$/.test(pixelFormat) && !/^(rgb|bgr)(444|555|565)/.test(pixelFormat);
}

/** Frames by duration and rate; undefined if one is not told. */
function framesIn(stream: unknown, answer: unknown): number | undefined {
  const duration = numberIn(stream, 'duration') ?? numberIn(at(answer, 'format'), 'duration');
  const [over, under] = (textIn(stream, 'avg_frame_rate') ?? '').split('/').map(Number);
  if (duration === undefined || !(over > 0 && under > 0)) return undefined;
  return countOf(Math.max(1, Math.round((duration * over) / under)));
}

/** A number that can be one of frames; undefined if it is none, as of a rate without end. */
function countOf(frames: number | undefined): number | undefined {
  return Number.isSafeInteger(frames) && frames !== undefined && frames >= 1 ? frames : undefined;
}

/** What players take where a video names no matrix: BT.709 from 720 lines on, BT.601 below. */
function usualMatrix(width: number, height: number): 'bt709' | 'bt601' {
  return Math.min(width, height) >= 720 ? 'bt709' : 'bt601';
}

function isNamed(value: string | undefined): boolean {
  return value !== undefined && !/^(unknown|reserved)$/.test(value);
}

function at(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;
}

function textIn(value: unknown, key: string): string | undefined {
  const found = at(value, key);
  return typeof found === 'string' ? found : undefined;
}

/** A number, or a text that is one. */
function numberIn(value: unknown, key: string): number | undefined {
  const found = at(value, key);
  const number = typeof found === 'string' ? Number.parseFloat(found) : found;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

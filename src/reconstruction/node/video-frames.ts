/**
 * The frames of a video as photos, one at a time: the `ffmpeg` of the system decodes them into a pipe, which is
 * read only as fast as frames are taken, so that neither memory nor disk ever holds more than a few.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { endianness } from 'node:os';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { createPhoto, type Photo } from '../photo.ts';
import { ByteReader } from './byte-reader.ts';
import { countChosen, type FrameChoice } from './frame-choice.ts';
import { inputArguments, lastLine, startProblem, VideoError, type VideoHeader } from './video-probe.ts';

/** The frames to come. */
export interface FrameReader {
  /** The next frame; undefined after the last. @throws VideoError if ffmpeg fails, or is not installed. */
  next(): Promise<Photo | undefined>;
  /** Ends ffmpeg, wherever it is. */
  close(): void;
}

/** 16 bits a sample in the byte order of this machine. */
const DEEP_FORMAT = endianness() === 'LE' ? 'rgb48le' : 'rgb48be';

type Decoder = ChildProcessByStdio<null, Readable, Readable>;

/** Starts to decode a video. @param options.linear samples are proportional to light: no sRGB curve is undone. */
export function openFrames(
  path: string,
  header: VideoHeader,
  choice: FrameChoice,
  options: { readonly linear: boolean },
): FrameReader {
  const { width, height, bitDepth } = header;
  const name = basename(path);
  const child: Decoder = spawn('ffmpeg', decoderArguments(path, header, choice), {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32', // Ctrl-C is for us, who then end it
    windowsHide: true,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', (cause) => reject(startProblem('ffmpeg', cause)));
    child.on('close', resolve);
  });
  ended.catch(() => undefined); // heard of when the next frame is asked for
  const bytes = new ByteReader(child.stdout);
  const frameBytes = (3 * width * height * bitDepth) / 8;
  let taken = 0;
  return {
    next: async () => {
      const memory = new SharedArrayBuffer(frameBytes); // lanes on threads read it as it is
      const got = await bytes.fill(new Uint8Array(memory));
      if (got < frameBytes) {
        const failed = (await ended) !== 0;
        const end = { failed, taken, said, expected: countChosen(choice, header.frames) };
        const none =
          choice.asPromised === true && taken === 0 && !failed && said === '' && (end.expected ?? 0) > 0;
        if (!none && !isProper(end)) throw endProblem(name, end, choice);
        return undefined;
      }
      taken++;
      const notes = [...videoNotes(header, options.linear)];
      if (said !== '') notes.push(`ffmpeg complained before or near this frame: ${lastLine(said)}`);
      return createPhoto({
        width,
        height,
        samples: bitDepth === 16 ? new Uint16Array(memory) : new Uint8Array(memory),
        encoding: options.linear ? 'linear' : 'srgb',
        notes,
      });
    },
    close: () => {
      child.stdout.destroy();
      child.kill('SIGKILL');
    },
  };
}

/** How ffmpeg ended: all that it said, how many frames came, and how many were due if that is known. */
interface VideoEnd {
  readonly failed: boolean;
  readonly said: string;
  readonly taken: number;
  readonly expected: number | undefined;
}

/** Headers may promise a few frames too many; of a video that is cut short ffmpeg only complains. */
const PROMISED_SHARE = 0.95;

function isProper({ failed, taken, said, expected = 0 }: VideoEnd): boolean {
  return !failed && taken > 0 && (said === '' || taken >= PROMISED_SHARE * expected);
}

/** Why a video ended too soon. */
function endProblem(
  name: string,
  { failed, taken, said, expected }: VideoEnd,
  choice: FrameChoice,
): VideoError {
  const { from = 1 } = choice;
  if (!failed && taken === 0 && from > 1) {
    return new VideoError(`${name}: expected a video of at least ${from} frames, found fewer`, {
      hint: 'frames are counted from 1: choose others with --frames',
    });
  }
  const found = failed || taken === 0 ? 'ffmpeg to fail' : `${taken} of ${expected}`;
  return new VideoError(`${name}: expected all frames of a video, found ${found} (${lastLine(said)})`, {
    hint: `the file is truncated or corrupt${taken > 0 ? '; the frames before are reconstructed' : ''}`,
  });
}

/**
 * What ffmpeg is told. Chosen frames get even times of their own, so that each comes out exactly once, whatever
 * the video's times are. The picture is turned upright by default.
 */
function decoderArguments(path: string, header: VideoHeader, choice: FrameChoice): string[] {
  const { from = 1, to, every = 1 } = choice;
  const conditions = [
    ...(from > 1 ? [`gte(n,${from - 1})`] : []),
    ...(every > 1 ? [`not(mod(n-${from - 1},${every}))`] : []),
  ];
  const matrix = header.matrix === undefined ? [] : [`in_color_matrix=${header.matrix}`];
  const filters = [
    ...(conditions.length === 0 ? [] : [`select='${conditions.join('*')}'`]),
    'settb=1/25',
    'setpts=N',
    `scale=${[...matrix, `w=${header.width}`, `h=${header.height}`, 'flags=bicubic+accurate_rnd+full_chroma_int'].join(':')}`,
  ];
  const count = to === undefined ? undefined : countChosen(choice, to);
  return [
    ...['-nostdin', '-v', 'error'],
    ...inputArguments(path),
    ...['-map', '0:V:0', '-vf', filters.join(','), '-r', '25'],
    ...(count === undefined ? [] : ['-frames:v', String(count)]),
    ...['-f', 'rawvideo', '-pix_fmt', header.bitDepth === 16 ? DEEP_FORMAT : 'rgb24', 'pipe:1'],
  ];
}

function videoNotes({ transfer, matrix }: VideoHeader, linear: boolean): string[] {
  const own = transfer === undefined ? 'its own transfer curve' : `its own transfer curve (${transfer})`;
  return [
    linear
      ? "video's samples taken as proportional to light, as declared"
      : `video taken as sRGB; ${own} is not undone`,
    ...(matrix === undefined
      ? []
      : [
          `the video does not name its colour matrix: ${matrix.toUpperCase().replace('BT', 'BT.')} taken, as players do`,
        ]),
  ];
}

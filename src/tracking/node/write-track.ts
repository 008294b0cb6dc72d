/** A finished tracking as files. */
import { join } from 'node:path';
import { writeFileAtomically } from '../../cube/node/atomic-file.ts';
import type { TrackBox } from '../../datasets/track-boxes.ts';
import { scoreFrames } from '../metrics/one-pass-evaluation.ts';
import { precisionSvg, successSvg } from '../metrics/tracking-plots.ts';
import { tracksCsv } from '../metrics/tracking-table.ts';
import type { TrackingSequence } from '../sequences/sequence.ts';
import type { TrackResult } from './track-result.ts';
import { writeStrip } from './write-strip.ts';

/** Files of a tracking. */
export const TRACK_FILES = {
  boxes: 'boxes.txt',
  csv: 'tracks.csv',
  result: 'result.json',
  precision: 'precision.svg',
  success: 'success.svg',
  strip: 'strip.png',
  state: 'state.safetensors',
} as const;

/**
 * Writes all files but the state, the result last: where it is, the others are.
 *
 * @throws FileError if one cannot be written. @throws as opening frames does, which the strip needs.
 */
export async function writeTrack(
  folder: string,
  sequence: TrackingSequence,
  result: TrackResult,
): Promise<void> {
  const write = (file: keyof typeof TRACK_FILES, content: string): Promise<string> =>
    writeFileAtomically(join(folder, TRACK_FILES[file]), content, { overwrite: true });
  const { boxes, figures, method } = result;
  const scores = figures === undefined ? [] : scoreFrames(boxes, sequence.boxes);
  await write('boxes', boxes.map(boxLine).join(''));
  await write('csv', tracksCsv(boxes, scores));
  if (figures !== undefined) {
    const rows = [{ name: method, figures }];
    await write('precision', precisionSvg(rows, `Precision, ${sequence.name}`));
    await write('success', successSvg(rows, `Success, ${sequence.name}`));
  }
  await writeStrip(join(folder, TRACK_FILES.strip), sequence, boxes);
  await write('result', `${JSON.stringify(result, undefined, 1)}\n`);
}

/** A line as benchmarks have it: pixels count from 1. */
function boxLine({ x, y, width, height }: TrackBox): string {
  return `${[x + 1, y + 1, width, height].map((value) => Number(value.toFixed(4))).join(',')}\n`;
}

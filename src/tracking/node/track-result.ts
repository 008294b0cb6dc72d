/** What a tracking gave, as it stands in `result.json`. */
import { readFile } from 'node:fs/promises';
import { errorCode, fileProblem } from '../../cube/files/file-error.ts';
import type { TrackBox } from '../../datasets/track-boxes.ts';
import type { TrackingFigures } from '../metrics/one-pass-evaluation.ts';

/** A finished tracking. */
export interface TrackResult {
  /** What was tracked and how; the same question need not be answered twice. */
  readonly question: string;
  readonly sequence: string;
  readonly method: string;
  readonly frames: number;
  /** What frames were looked at as, in words. */
  readonly looked: string;
  /** What features were taken, in words. */
  readonly features: string;
  readonly notes: readonly string[];
  readonly seconds: number;
  /** Reading and reconstructing included. */
  readonly framesPerSecond: number;
  /** Boxes, pixels from 0. */
  readonly boxes: readonly TrackBox[];
  /** Absent where true boxes are not known. */
  readonly figures?: TrackingFigures;
}

/** Reads a result; undefined if there is none, or something else stands there. @throws FileError if it cannot be read. */
export async function readTrackResult(path: string): Promise<TrackResult | undefined> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (errorCode(cause) === 'ENOENT') return undefined;
    throw fileProblem(cause, `read ${path}`);
  });
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isResult(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isResult(value: unknown): value is TrackResult {
  return (
    typeof value === 'object' &&
    value !== null &&
    'question' in value &&
    typeof value.question === 'string' &&
    'boxes' in value &&
    Array.isArray(value.boxes)
  );
}

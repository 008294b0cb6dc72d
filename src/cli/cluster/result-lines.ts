/** What became of a unit as lines, one a photo or frame; the same for `worker`, `results` and `failed`. */
import { basename } from 'node:path';
import { failureText } from '../../cluster/travelling-error.ts';
import type { UnitOutcome, WorkUnit } from '../../cluster/work-unit.ts';
import { say } from '../output.ts';

export type ResultLine = UnitOutcome & {
  readonly batch: string;
  /** Place of the unit in the batch. */
  readonly index: number;
  readonly source: string;
  /** Of a video, counted from 1; absent where a whole range failed. */
  readonly frame?: number;
};

export function resultLines(
  batch: string,
  index: number,
  { source }: WorkUnit,
  outcomes: readonly UnitOutcome[],
): ResultLine[] {
  return outcomes.map((outcome) => {
    const frame = /, frame (\d{1,12})$/.exec(outcome.file)?.[1];
    return { batch, index, source, ...(frame === undefined ? {} : { frame: Number(frame) }), ...outcome };
  });
}

/** `clip.mp4, frames 26 to 50`. */
export function unitTitle({ source, frames }: WorkUnit): string {
  const name = basename(source);
  return frames === undefined ? name : `${name}, frames ${frames.from} to ${frames.to ?? 'the end'}`;
}

export function sayFailure({ file, error }: Extract<ResultLine, { readonly kind: 'failed' }>): void {
  const text = failureText(error);
  say(text.includes(file) ? text : `${file}: ${text}`);
}

/** Which frames of a video are taken: the logic of `--frames` and `--every`. */
import { PhotoInputError } from './photo-inputs.ts';

/** Which frames of a video are taken. */
export interface FrameChoice {
  /** First and last frame, counted from 1; from the first or to the last of the video where absent. */
  readonly from?: number;
  readonly to?: number;
  /** Takes the first, and from it every n-th. Default 1. */
  readonly every?: number;
  /** Frames that the header promises, but the video does not have, are no error, even if they are all that is asked for. */
  readonly asPromised?: boolean;
}

/**
 * Reads `100-200`, `100-`, `-200` or `100`: frames counted from 1, both ends included.
 *
 * @throws PhotoInputError for anything else.
 */
export function parseFrameRange(text: string): { readonly from: number; readonly to?: number } {
  const match = /^(\d*)(-?)(\d*)$/.exec(text.trim());
  const [, first = '', dash = '', last = ''] = match ?? [];
  const from = first === '' ? 1 : Number(first);
  const to = dash === '' ? from : last === '' ? undefined : Number(last);
  const given = first !== '' || last !== '';
  if (!given || !Number.isSafeInteger(from) || from < 1 || (to !== undefined && !(to >= from))) {
    throw new PhotoInputError(
      `expected frames such as 100-200, 100- or -200, counted from 1, found '${text}'`,
    );
  }
  return { from, ...(to === undefined ? {} : { to }) };
}

/** Makes sure that a choice can be meant. @throws PhotoInputError if an end or step is no whole number from 1 on. */
export function checkFrameChoice({ from = 1, to = from, every = 1 }: FrameChoice): void {
  const possible = [from, to, every].every((value) => Number.isSafeInteger(value) && value >= 1);
  if (possible && to >= from) return;
  throw new PhotoInputError(
    `expected frames counted from 1, the first before the last, found ${from} to ${to}, every ${every}`,
  );
}

/** Number of frames that a choice takes of a video; undefined if the video's is unknown and the choice has no end. */
export function countChosen(choice: FrameChoice, frames: number | undefined): number | undefined {
  const { from = 1, to = frames, every = 1 } = choice;
  const last = Math.min(to ?? Number.POSITIVE_INFINITY, frames ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(last) ? Math.max(0, Math.floor((last - from) / every) + 1) : undefined;
}

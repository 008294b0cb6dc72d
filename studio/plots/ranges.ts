/** The two ranges of a band ratio: moved whole or by their ends, always inside the axis and at least a little wide. */
import type { WavelengthRange } from '../engine/library.ts';

export type RangePart = 'from' | 'to' | 'whole';

/** Narrowest range, nm. */
export const NARROWEST = 5;

/** A range after a move by some nanometres, within first..last. */
export function movedRange(
  [from, to]: WavelengthRange,
  part: RangePart,
  by: number,
  first: number,
  last: number,
): WavelengthRange {
  if (part === 'from') return [Math.min(Math.max(from + by, first), to - NARROWEST), to];
  if (part === 'to') return [from, Math.max(Math.min(to + by, last), from + NARROWEST)];
  const step = Math.min(Math.max(by, first - from), last - to);
  return [from + step, to + step];
}

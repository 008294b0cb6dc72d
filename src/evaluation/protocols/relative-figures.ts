/** MRAE with an epsilon of 0, as both challenges have it, and what becomes of true samples of 0. */
import type { MraeOptions, RelativeError } from '../metrics/mrae.ts';
import type { Setting } from '../setting.ts';

export const RELATIVE: MraeOptions = { epsilon: 0, zeros: 'leave-out' };

export const RELATIVE_SETTINGS: readonly Setting[] = [
  { name: 'MRAE', value: 'mean over bands and pixels of abs(truth - estimate) / truth, epsilon 0' },
  {
    name: 'true samples of 0 or below',
    value:
      'left out of the MRAE and counted; the original divides by them and answers infinity or not-a-number',
  },
];

/** Says how many samples were left out. */
export function zeroNotes({ leftOut, samples }: RelativeError, all: number): string[] {
  if (leftOut === 0) return [];
  const share = `${leftOut} of ${all} true samples are 0 or below`;
  return [samples === 0 ? `MRAE is not defined: ${share}` : `${share} and left out of the MRAE`];
}

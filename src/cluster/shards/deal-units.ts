/**
 * Deals inputs out among shards, the same way on every machine: they are sorted by the code of their characters, not
 * as a language would, and go round, one a shard. A video whose frames can be counted goes in stretches of frames.
 */
import { countChosen, type FrameChoice } from '../../reconstruction/node/frame-choice.ts';
import type { WorkUnit } from '../work-unit.ts';
import type { Shard } from './shard-choice.ts';

/** An input that is dealt out. */
export interface DealtInput {
  /** A path, or `s3://bucket/key`. */
  readonly source: string;
  /** Its name without a folder, by which inputs are sorted. */
  readonly name: string;
  readonly isVideo: boolean;
  /** Frames of a video; undefined where they cannot be counted: it is not divided then. */
  readonly frameCount?: number;
}

/** Least frames of a stretch: those before it have to be decoded too. */
const LEAST_STRETCH = 8;

/** The units of one shard. Over all shards, each photo and each chosen frame is in exactly one. */
export function dealUnits(
  inputs: readonly DealtInput[],
  { index, count }: Shard,
  choice: FrameChoice = {},
): WorkUnit[] {
  const sorted = inputs.toSorted((a, b) => compareCodes(a.name, b.name) || compareCodes(a.source, b.source));
  const units = sorted.flatMap((input) => unitsOf(input, count, choice));
  return units.filter((_, position) => position % count === index - 1);
}

function compareCodes(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** A photo as it is; a video in at most `most` stretches, as even as can be. */
function unitsOf({ source, isVideo, frameCount }: DealtInput, most: number, choice: FrameChoice): WorkUnit[] {
  if (!isVideo) return [{ source }];
  const { from = 1, to, every = 1 } = choice;
  const steps = { ...(every === 1 ? {} : { every }) };
  const chosen = frameCount === undefined ? 0 : (countChosen(choice, frameCount) ?? 0);
  const stretches = Math.max(1, Math.min(most, Math.floor(chosen / LEAST_STRETCH)));
  return Array.from({ length: stretches }, (_, part) => {
    const [first, next] = [part, part + 1].map((edge) => Math.floor((edge * chosen) / stretches));
    const last = part === stretches - 1 ? to : from + every * (next - 1);
    return {
      source,
      frames: { from: from + every * first, ...(last === undefined ? {} : { to: last }), ...steps },
    };
  });
}

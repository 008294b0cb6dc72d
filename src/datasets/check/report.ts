/** What a check of a data set found: what is there, what is missing, what looks wrong. */
import type { DatasetName } from '../dataset.ts';

/** What was noticed. */
export type FindingKind =
  | 'unreadable'
  | 'unexpected size'
  | 'unexpected wavelengths'
  | 'values out of range'
  | 'values not finite'
  | 'constant bands'
  | 'corrupt columns'
  | 'corrupt rows'
  | 'saturated pixels'
  | 'masked pixels'
  | 'sizes differ'
  | 'not RGB'
  | 'unknown labels'
  | 'nothing labelled'
  | 'missing frames'
  | 'frames and boxes differ'
  | 'boxes outside'
  | 'duplicates';

/** Something about one sample. */
export interface Finding {
  readonly sample: string;
  readonly kind: FindingKind;
  /** `wrong`: do not use the sample as it is. `remark`: know of it when you do. */
  readonly weight: 'wrong' | 'remark';
  /** One sentence with the numbers, without the name of the sample. */
  readonly message: string;
}

/** A part of the data set against what was published. */
export interface PartCount {
  readonly title: string;
  readonly count: number;
  readonly published: number;
}

/** How many samples share a size, a range of wavelengths, a class. */
export interface Tally {
  readonly what: string;
  readonly count: number;
}

/** The result of a check. */
export interface DatasetReport {
  readonly dataset: DatasetName;
  readonly title: string;
  readonly folder: string;
  /** True where only names and headers were looked at, no samples or pixels. */
  readonly quick: boolean;
  readonly samples: number;
  /** Runs of near-identical samples, which must not be split. */
  readonly groups: number;
  readonly parts: readonly PartCount[];
  readonly sizes: readonly Tally[];
  readonly wavelengths: readonly Tally[];
  /** Share of the labelled pixels of each class, for labelled photos. */
  readonly classes: readonly { readonly name: string; readonly share: number }[];
  /** Range of all finite samples; absent where none were read. */
  readonly range?: { readonly minimum: number; readonly maximum: number };
  /** One sentence each. */
  readonly missing: readonly string[];
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/** True where nothing is missing and nothing looks wrong; remarks do not count. */
export function isSound({ missing, findings }: DatasetReport): boolean {
  return missing.length === 0 && findings.every(({ weight }) => weight === 'remark');
}

/** Counts of equal texts, the most frequent first. */
export class TallySheet {
  readonly #counts = new Map<string, number>();

  add(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  get tallies(): Tally[] {
    return [...this.#counts].map(([what, count]) => ({ what, count })).sort((a, b) => b.count - a.count);
  }
}

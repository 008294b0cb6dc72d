/**
 * Splits of data sets that do not leak: near-identical samples (a run of the same scene, frames of one video) stay on
 * one side. A split depends on the names, the shares and the seed only, not on the order of a listing.
 */
import { Random } from '../random.ts';
import { closestNames } from '../spectra/closest-names.ts';
import {
  DatasetError,
  type DatasetFacts,
  type DatasetSample,
  type PublishedSplit,
  type Split,
} from './dataset.ts';

/** How large each side is, relative to the others. */
export type SplitShares = Readonly<Record<Split, number>>;

/** How groups are shared out. */
export interface GroupSplitOptions {
  /** Another seed gives another split. */
  readonly seed: number;
  /** Shares of the samples; 0.8, 0.1 and 0.1 unless given. A side with a share of 0 stays empty. */
  readonly shares?: SplitShares;
}

const SPLITS: readonly Split[] = ['train', 'validation', 'test'];
const SHARES: SplitShares = { train: 0.8, validation: 0.1, test: 0.1 };

/**
 * Shares out whole groups at random, each to the side that is furthest below its share. No side with a share stays
 * empty while another has two groups; the smallest of them moves over.
 *
 * @returns the split of every sample, by name.
 * @throws DatasetError if a share is negative or not finite, or all are 0.
 */
export function splitByGroup(
  samples: readonly DatasetSample[],
  { seed, shares = SHARES }: GroupSplitOptions,
): ReadonlyMap<string, Split> {
  const total = SPLITS.reduce((sum, split) => sum + shares[split], 0);
  if (!(SPLITS.every((split) => shares[split] >= 0) && total > 0 && Number.isFinite(total))) {
    const found = SPLITS.map((split) => `${split} ${shares[split]}`).join(', ');
    throw new DatasetError(`expected shares of 0 or more, one of them above 0, found ${found}`);
  }
  const sizes = new Map<string, number>();
  for (const { group } of samples) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const counts = { train: 0, validation: 0, test: 0 };
  const sides = new Map<string, Split>();
  // Sorted by code units: the order of a language's letters may differ from machine to machine.
  for (const group of new Random(seed).shuffle([...sizes.keys()].sort())) {
    const lack = (split: Split): number => (shares[split] / total) * samples.length - counts[split];
    const side = SPLITS.filter((split) => shares[split] > 0).reduce((most, split) =>
      lack(split) > lack(most) ? split : most,
    );
    counts[side] += sizes.get(group) ?? 0;
    sides.set(group, side);
  }
  for (const empty of SPLITS.filter((split) => shares[split] > 0 && counts[split] === 0)) {
    fillSide(empty, sides, sizes);
  }
  return new Map(
    samples.flatMap(({ name, group }) => {
      const side = sides.get(group);
      return side === undefined ? [] : [[name, side] as const];
    }),
  );
}

/** Moves the smallest group of the side with most groups to an empty side, if that side keeps one. */
function fillSide(empty: Split, sides: Map<string, Split>, sizes: ReadonlyMap<string, number>): void {
  const groupsOf = (split: Split): string[] =>
    [...sides].flatMap(([group, side]) => (side === split ? [group] : []));
  const largest = SPLITS.map(groupsOf).reduce((most, groups) =>
    groups.length > most.length ? groups : most,
  );
  if (largest.length < 2) return;
  const size = (group: string): number => sizes.get(group) ?? 0;
  sides.set(
    largest.reduce((least, group) => (size(group) < size(least) ? group : least)),
    empty,
  );
}

/**
 * A split that others use, by its name.
 *
 * @throws DatasetError if the data set has none of that name.
 */
export function publishedSplit(dataset: DatasetFacts, name: string): PublishedSplit {
  const found = dataset.splits.find((split) => split.name === name);
  if (found !== undefined) return found;
  const names = dataset.splits.map((split) => split.name);
  throw new DatasetError(
    `expected a split of ${dataset.title} among ${names.length === 0 ? 'none' : names.join(', ')}, found '${name}'`,
    {
      hint:
        names.length === 0
          ? 'use a seeded split by groups'
          : `did you mean ${closestNames(name, names, 1)[0]}?`,
    },
  );
}

/** Groups with samples on more than one side of a split: what leaks, by name. */
export function leakingGroups(
  samples: readonly DatasetSample[],
  splits: ReadonlyMap<string, Split>,
): readonly string[] {
  const sides = new Map<string, Set<Split>>();
  for (const { name, group } of samples) {
    const split = splits.get(name);
    if (split === undefined) continue;
    const known = sides.get(group) ?? new Set();
    known.add(split);
    sides.set(group, known);
  }
  return [...sides].flatMap(([group, splitsOfGroup]) => (splitsOfGroup.size > 1 ? [group] : [])).sort();
}

/** A split by published lists of names; case does not count, and samples of no list take no part. */
export function splitByNames(
  name: string,
  lists: Readonly<Partial<Record<Split, readonly string[]>>>,
): Pick<PublishedSplit, 'name' | 'assign'> {
  const sides = new Map(
    SPLITS.flatMap((split) => (lists[split] ?? []).map((listed) => [listed.toLowerCase(), split] as const)),
  );
  return {
    name,
    assign: (samples) =>
      new Map(
        samples.flatMap((sample) => {
          const side = sides.get(sample.name.toLowerCase());
          return side === undefined ? [] : [[sample.name, side] as const];
        }),
      ),
  };
}

/** The split that folders or numbers say, of the samples that have one. */
export function splitAsDistributed(about: string): PublishedSplit {
  return {
    name: 'as-distributed',
    about,
    assign: (samples) =>
      new Map(samples.flatMap(({ name, split }) => (split === undefined ? [] : [[name, split] as const]))),
  };
}

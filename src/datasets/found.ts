/** What every data set does with the samples it found in a listing. */
import {
  type CubeSample,
  DatasetError,
  type DatasetFacts,
  type DatasetSample,
  type Found,
} from './dataset.ts';
import { compareNames, type FileTree } from './file-tree.ts';

/** Most names that a sentence tells. */
const TOLD = 5;

/** `a, b, c`, or `a, b, c, d, e and 12 more`. */
export function tellNames(names: readonly string[]): string {
  const told = names.slice(0, TOLD).join(', ');
  return names.length > TOLD ? `${told} and ${(names.length - TOLD).toLocaleString('en-US')} more` : told;
}

/** `1 scene`, `1,250 scenes`. */
export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/**
 * Samples in natural order, each name once: where one is there twice, the first path counts and a note says so.
 *
 * @param pathOf where a sample was found.
 */
export function foundSamples<Sample extends DatasetSample>(
  samples: readonly Sample[],
  pathOf: (sample: Sample) => string,
  remarks: { readonly missing?: readonly string[]; readonly notes?: readonly string[] } = {},
): Found<Sample> {
  const byName = new Map<string, Sample>();
  const twice: string[] = [];
  for (const sample of samples) {
    const known = byName.get(sample.name);
    if (known === undefined) byName.set(sample.name, sample);
    else twice.push(`${pathOf(sample)} (${pathOf(known)} is read)`);
  }
  const notes = twice.length === 0 ? [] : [`there a second time, left out: ${tellNames(twice)}`];
  return {
    samples: [...byName.values()].sort((a, b) => compareNames(a.name, b.name)),
    missing: remarks.missing ?? [],
    notes: [...(remarks.notes ?? []), ...notes],
  };
}

/** @throws DatasetError if there are no samples, with the layout that was looked for. */
export function checkFound(
  { title, layout }: DatasetFacts,
  { root }: FileTree,
  samples: readonly DatasetSample[],
): void {
  if (samples.length > 0) return;
  throw new DatasetError(`expected ${title} in ${root.folder}, found none of it`, {
    hint: `its layout is ${layout.map((line) => line.replace(/ {2,}.*/, '')).join('; ')}`,
  });
}

/** A sentence on the samples that lack a companion of a kind, where some have one; none where all or none do. */
export function missingCompanions(samples: readonly CubeSample[], title: string): string[] {
  const without = samples.filter(({ companions }) =>
    companions.every((companion) => companion.title !== title),
  );
  if (without.length === 0 || without.length === samples.length) return [];
  return [
    `${title} pictures of ${countOf(without.length, 'scene')}: ${tellNames(without.map(({ name }) => name))}`,
  ];
}

/** Files of a listing by the name of their stem in lower case, where `pattern` finds one in its first group. */
export function filesByStem(paths: readonly string[], pattern: RegExp): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const path of paths) {
    const stem = pattern.exec(path)?.[1].toLowerCase();
    if (stem !== undefined && !found.has(stem)) found.set(stem, path);
  }
  return found;
}

/**
 * Looks a whole data set over: what is there, what is missing, what looks wrong. One sample after the other, in
 * bounded memory; a file that is broken is listed and the check goes on.
 */
import type { InputFiles } from '../../cube/files/input-files.ts';
import type { Dataset, DatasetContext, DatasetSample, Found, PublishedPart } from '../dataset.ts';
import { type FileTree, folderOf, listTree } from '../file-tree.ts';
import { checkFound, countOf, tellNames } from '../found.ts';
import { checkCube } from './check-cube.ts';
import { checkPhoto } from './check-photo.ts';
import { checkSequence } from './check-sequence.ts';
import { findDuplicates, type SignedFile } from './duplicates.ts';
import { SampleFindings } from './findings.ts';
import type { DatasetReport, Finding, PartCount } from './report.ts';
import { CheckSheets, type SampleCheck } from './sample-check.ts';

/** How far a check has come. */
export interface CheckProgress {
  /** Samples that were checked; frames, for videos. */
  readonly done: number;
  readonly total: number;
  /** The sample at work. */
  readonly sample: string;
}

/** How a data set is checked. */
export interface CheckOptions {
  readonly context: DatasetContext;
  /** Only names and headers are looked at: no samples, no pixels, no comparison of files. */
  readonly quick?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CheckProgress) => void;
}

/**
 * Checks the files of a data set.
 *
 * @throws DatasetError if the folder holds no sample of the set. @throws FileError if it cannot be read.
 * @throws the reason of the signal once it is aborted.
 */
export async function checkDataset(
  dataset: Dataset,
  files: InputFiles,
  options: CheckOptions,
): Promise<DatasetReport> {
  const { context, quick = false, signal, onProgress } = options;
  const tree = await listTree(files, signal === undefined ? {} : { signal });
  const plan = await planCheck(dataset, tree);
  const { samples, missing, notes } = plan.found;
  checkFound(dataset, tree, samples);
  const findings: Finding[] = [];
  const sheets = new CheckSheets();
  let done = 0;
  for (const { sample, steps, check } of plan.checks) {
    signal?.throwIfAborted();
    onProgress?.({ done, total: plan.steps, sample: sample.name });
    const end = done + steps;
    await check({
      tree,
      context,
      quick,
      signal,
      sheets,
      found: new SampleFindings(sample.name, findings),
      step: () => {
        done += 1;
        onProgress?.({ done, total: plan.steps, sample: sample.name });
      },
    });
    done = end;
  }
  if (!quick) await tellDuplicates(plan.signed, tree, findings, signal);
  onProgress?.({ done, total: plan.steps, sample: samples[samples.length - 1].name });
  const parts = countParts(dataset.published, samples);
  return {
    dataset: dataset.name,
    title: dataset.title,
    folder: files.folder,
    quick,
    samples: samples.length,
    groups: new Set(samples.map(({ group }) => group)).size,
    parts: parts.counts,
    sizes: sheets.sizes.tallies,
    wavelengths: sheets.wavelengths.tallies,
    classes: classShares(dataset, sheets),
    ...(sheets.minimum <= sheets.maximum
      ? { range: { minimum: sheets.minimum, maximum: sheets.maximum } }
      : {}),
    missing: [...parts.missing, ...missing, ...tellFolders(tree.closed, 'that cannot be read')],
    findings,
    notes: [...notes, ...parts.notes, ...tellFolders(tree.deeper, 'too deep to be looked into')],
  };
}

/** A sentence on some folders; none where there are none. */
function tellFolders(folders: readonly string[], which: string): string[] {
  return folders.length === 0 ? [] : [`${countOf(folders.length, 'folder')} ${which}: ${tellNames(folders)}`];
}

interface PlannedCheck {
  readonly sample: DatasetSample;
  readonly steps: number;
  readonly check: (check: SampleCheck) => Promise<void>;
}

interface CheckPlan {
  readonly found: Found<DatasetSample>;
  readonly checks: readonly PlannedCheck[];
  readonly steps: number;
  /** Files that must not be there twice. */
  readonly signed: readonly SignedFile[];
}

async function planCheck(dataset: Dataset, tree: FileTree): Promise<CheckPlan> {
  const plan = (
    found: Found<DatasetSample>,
    checks: readonly PlannedCheck[],
    signed: SignedFile[],
  ): CheckPlan => ({
    found,
    checks,
    signed,
    steps: checks.reduce((sum, { steps }) => sum + steps, 0),
  });
  switch (dataset.kind) {
    case 'cubes': {
      const found = await dataset.find(tree);
      const checks = found.samples.map((sample) => ({
        sample,
        steps: 1,
        check: (check: SampleCheck) => checkCube(dataset, sample, check),
      }));
      const pictures = picturesByFolder(tree);
      const signed = found.samples.flatMap(({ name, cube, isFolder }) => {
        // The file in the middle of a folder of bands stands for the scene.
        const bands = pictures.get(cube) ?? [];
        const path = isFolder ? bands[Math.floor(bands.length / 2)] : cube;
        return path === undefined ? [] : [{ sample: name, path }];
      });
      return plan(found, checks, signed);
    }
    case 'labelled-photos': {
      const found = await dataset.find(tree);
      const checks = found.samples.map((sample) => ({
        sample,
        steps: 1,
        check: (check: SampleCheck) => checkPhoto(dataset, sample, check),
      }));
      return plan(
        found,
        checks,
        found.samples.map(({ name, photo }) => ({ sample: name, path: photo })),
      );
    }
    case 'sequences': {
      const found = await dataset.find(tree);
      const checks = found.samples.map((sample) => ({
        sample,
        steps: sample.streams.reduce((sum, { frames }) => sum + frames.length, 0),
        check: (check: SampleCheck) => checkSequence(dataset, sample, check),
      }));
      return plan(found, checks, []); // frames of a still scene may well be equal
    }
  }
}

/** PNG files by the folder that they stand in. */
function picturesByFolder({ paths }: FileTree): ReadonlyMap<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    if (!/\.png$/i.test(path)) continue;
    const known = folders.get(folderOf(path));
    if (known === undefined) folders.set(folderOf(path), [path]);
    else known.push(path);
  }
  return folders;
}

async function tellDuplicates(
  signed: readonly SignedFile[],
  { root }: FileTree,
  findings: Finding[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const [first, ...others] of await findDuplicates(signed, root, signal)) {
    const found = new SampleFindings(first.sample, findings);
    found.wrong('duplicates', `the same bytes as ${tellNames(others.map(({ path }) => path))}`);
  }
}

/** Holds what was found against what was published. */
function countParts(
  published: readonly PublishedPart[],
  samples: readonly DatasetSample[],
): { readonly counts: PartCount[]; readonly missing: string[]; readonly notes: string[] } {
  const counts: PartCount[] = [];
  const missing: string[] = [];
  const notes = new Set<string>();
  const unsplit = samples.every(({ split }) => split === undefined);
  const names = new Set(samples.map(({ name }) => name.toLowerCase()));
  for (const { title, count, split, names: known } of published) {
    if (split !== undefined && unsplit) {
      notes.add(
        'the folders do not tell which samples train, so they were not held against the published splits',
      );
      continue;
    }
    const lacking = known?.filter((name) => !names.has(name.toLowerCase()));
    const found =
      known !== undefined && lacking !== undefined
        ? known.length - lacking.length
        : samples.filter((sample) => split === undefined || sample.split === split).length;
    counts.push({ title, count: found, published: count });
    if (found >= count) continue;
    const which = lacking === undefined ? '' : `: ${tellNames(lacking)}`;
    missing.push(`${count - found} of ${count} ${title}${which}`);
  }
  return { counts, missing, notes: [...notes] };
}

function classShares(
  dataset: Dataset,
  { labelled }: CheckSheets,
): { readonly name: string; readonly share: number }[] {
  const total = [...labelled.values()].reduce((sum, count) => sum + count, 0);
  if (dataset.kind !== 'labelled-photos' || total === 0) return [];
  return dataset.classes.map((name, label) => ({ name, share: (labelled.get(label) ?? 0) / total }));
}

/** Opens the place for the outputs of a job, a folder or a bucket, and the way to inputs on disk or in buckets. */
import { basename, join } from 'node:path';
import { removeStaleTemporaries } from '../cube/node/atomic-file.ts';
import { makeFolder } from '../cube/node/make-folder.ts';
import type { OutputLedger } from '../reconstruction/node/output-ledger.ts';
import { checkOutputFolder } from '../reconstruction/node/output-paths.ts';
import type { NamedFile } from '../reconstruction/node/photo-inputs.ts';
import type { PhotoResult } from '../reconstruction/node/reconstruct-photos.ts';
import { FolderRunner } from './folder-runner.ts';
import { InputHashes } from './manifest/file-hash.ts';
import { folderLedger } from './manifest/folder-ledger.ts';
import { folderStore } from './manifest/folder-store.ts';
import { OutputAccount } from './manifest/output-account.ts';
import type { OutputPlace, WarmJob } from './output-place.ts';
import { runBatches } from './run-batches.ts';
import {
  type BucketAddress,
  formatBucketAddress,
  isBucketAddress,
  parseBucketAddress,
  prefixOf,
} from './storage/bucket-address.ts';
import { bucketLedger } from './storage/bucket-ledger.ts';
import { bucketStore, inPrefix } from './storage/bucket-store.ts';
import { type Buckets, openBuckets } from './storage/buckets.ts';
import { UnitFetcher } from './storage/fetch-units.ts';
import { makeScratchFolder, type ScratchFolder } from './storage/scratch-folder.ts';

/** A place as the batches need it. */
export interface Target {
  /** Folder on disk that outputs are made in. */
  readonly folder: string;
  readonly ledger: OutputLedger;
  /** The name that outputs of a file begin with while they are on disk. */
  adopt(file: NamedFile): NamedFile;
  /** A result with outputs where they are in the end. */
  tell(result: PhotoResult): PhotoResult;
}

/**
 * Opens a place.
 *
 * @param scratch folder for what buckets make necessary on disk; the system's by default.
 * @throws FileError if a file is in the place of a folder, or one cannot be written. @throws ClusterError for an address
 * that is none.
 */
export async function openPlace(output: string, warm: WarmJob, scratch?: string): Promise<OutputPlace> {
  const buckets = once(openBuckets);
  const room = once(() => makeScratchFolder(scratch));
  const fetcher = new UnitFetcher(buckets.get, async () => (await room.get()).path);
  const close = async (): Promise<void> => {
    await (await room.made())?.remove();
    (await buckets.made())?.close();
  };
  try {
    const target = isBucketAddress(output)
      ? await bucketTarget(prefixOf(parseBucketAddress(output)), warm, await buckets.get(), await room.get())
      : await folderTarget(output, warm);
    const runner = new FolderRunner(target.folder, warm, target.ledger);
    return { runAll: (units, options) => runBatches(units, { runner, target, fetcher }, options), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function folderTarget(folder: string, { job, verify }: WarmJob): Promise<Target> {
  await checkOutputFolder(folder);
  await removeStaleTemporaries(folder);
  const account = new OutputAccount(folderStore(folder), job, verify);
  return {
    folder,
    ledger: folderLedger(account, new InputHashes()),
    adopt: (file) => file,
    tell: (result) => result,
  };
}

/** Outputs on their way to a bucket are called `out-1.hdr`, `out-2.hdr` and so on. */
async function bucketTarget(
  prefix: BucketAddress,
  { job, verify }: WarmJob,
  buckets: Buckets,
  { path }: ScratchFolder,
): Promise<Target> {
  await checkReachable(buckets, prefix);
  const folder = join(path, 'outputs');
  await makeFolder(folder);
  const stems = new Map<string, string>();
  const realName = (scratchName: string): string => {
    const [own = '', rest = ''] = /^(out-\d+)(.*)$/s.exec(scratchName)?.slice(1) ?? [];
    return `${stems.get(own) ?? own}${rest}`;
  };
  const places = (outputs: readonly string[]): string[] =>
    outputs.map((output) => formatBucketAddress(inPrefix(prefix, realName(basename(output)))));
  const account = new OutputAccount(bucketStore(buckets, prefix), job, verify);
  let count = 0;
  return {
    folder,
    ledger: bucketLedger({ buckets, prefix, account, hashes: new InputHashes(), realName }),
    adopt: (file) => {
      const stem = `out-${++count}`;
      stems.set(stem, file.stem);
      stems.delete(`out-${count - REMEMBERED}`);
      return { ...file, stem };
    },
    tell: (result) => {
      if (result.kind === 'failed') return result;
      if (result.kind === 'skipped') return { ...result, outputs: places(result.outputs) };
      return { ...result, report: { ...result.report, outputs: places(result.report.outputs) } };
    },
  };
}

/** What would fail for every photo fails here. @throws ClusterError if the bucket cannot be listed. */
async function checkReachable(buckets: Buckets, prefix: BucketAddress): Promise<void> {
  for await (const _ of buckets.list(prefix)) return;
}

/** Units whose names are remembered; far more than are on their way at once. */
const REMEMBERED = 100_000;

/** Something that is made when it is asked for first. */
function once<Thing>(make: () => Promise<Thing>): {
  readonly get: () => Promise<Thing>;
  /** What was made, if it was. */
  readonly made: () => Promise<Thing | undefined>;
} {
  let thing: Promise<Thing> | undefined;
  return {
    get: () => {
      thing ??= make();
      return thing;
    },
    made: async () => thing?.catch(() => undefined),
  };
}

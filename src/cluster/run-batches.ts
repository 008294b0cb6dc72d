/**
 * Units in batches: while one is at work, the inputs of the next come from their bucket. Units whose inputs are all on
 * disk are one batch, so that nothing waits between them.
 */
import { basename } from 'node:path';
import { isVideo } from '../reconstruction/node/photo-inputs.ts';
import type { PhotoResult } from '../reconstruction/node/reconstruct-photos.ts';
import type { FolderRunner, LocalUnit } from './folder-runner.ts';
import type { Target } from './open-place.ts';
import type { OutputPlace } from './output-place.ts';
import { isBucketAddress } from './storage/bucket-address.ts';
import type { FetchedUnit, UnitFetcher } from './storage/fetch-units.ts';
import type { WorkUnit } from './work-unit.ts';

/** Photos of a batch that come from buckets, and bytes after which it is closed: what lies on disk twice over. */
const MOST_PHOTOS = 8;
const MOST_BYTES = 256 * 2 ** 20;

interface Batch {
  readonly fetched: readonly { readonly unit: WorkUnit; readonly got: FetchedUnit }[];
  /** Where the next begins. */
  readonly end: number;
}

/** Runs units, in order but for those that could not be fetched, which are told before the rest of their batch. */
export async function* runBatches(
  units: readonly WorkUnit[],
  work: { readonly runner: FolderRunner; readonly target: Target; readonly fetcher: UnitFetcher },
  options: Parameters<OutputPlace['runAll']>[1],
): AsyncGenerator<PhotoResult, void, undefined> {
  const { runner, target, fetcher } = work;
  const left = new AbortController();
  const { signal: asked } = options;
  const signal = asked === undefined ? left.signal : AbortSignal.any([left.signal, asked]);
  const begin = (start: number): Promise<Batch> | undefined => {
    if (start >= units.length) return undefined;
    const batch = fetchBatch(units, start, fetcher, signal);
    batch.catch(() => undefined); // heard of when it is its turn
    return batch;
  };
  let coming = begin(0);
  try {
    while (coming !== undefined) {
      const { fetched, end }: Batch = await coming;
      // a video that is kept for its next unit must not be taken away by what comes after it
      const ahead = fetched.some(({ unit }) => isVideo(unit.source)) ? undefined : begin(end);
      const here: LocalUnit[] = [];
      for (const { got } of fetched) {
        if (got.kind === 'here') here.push({ ...got.unit, file: target.adopt(got.unit.file) });
        else yield got;
      }
      for await (const result of runner.runAll(here, options)) {
        yield target.tell(
          result.kind === 'failed' ? { ...result, error: inOwnWords(result.error, fetched) } : result,
        );
      }
      for (const { unit, got } of fetched) if (got.kind === 'here') await fetcher.release(got.unit, unit);
      coming = ahead ?? begin(end);
    }
  } finally {
    left.abort();
    await coming?.catch(() => undefined);
  }
}

async function fetchBatch(
  units: readonly WorkUnit[],
  start: number,
  fetcher: UnitFetcher,
  signal: AbortSignal,
): Promise<Batch> {
  const fetched: { unit: WorkUnit; got: FetchedUnit }[] = [];
  let [photos, bytes] = [0, 0];
  for (const [index, unit] of units.slice(start).entries()) {
    const remote = isBucketAddress(unit.source);
    const video = remote && isVideo(unit.source);
    const full = remote && fetched.length > 0 && (video || photos >= MOST_PHOTOS || bytes >= MOST_BYTES);
    if (full) return { fetched, end: start + index };
    const got = await fetcher.fetch(unit, signal);
    fetched.push({ unit, got });
    if (remote) photos++;
    if (got.kind === 'here') bytes += got.bytes;
    if (video) return { fetched, end: start + index + 1 };
  }
  return { fetched, end: units.length };
}

/** An error whose message calls files by their own names, not by those in the scratch folder. */
function inOwnWords(error: unknown, fetched: Batch['fetched']): unknown {
  if (!(error instanceof Error)) return error;
  for (const { unit, got } of fetched) {
    if (got.kind !== 'here' || !isBucketAddress(unit.source)) continue;
    const { path, name } = got.unit.file;
    error.message = error.message.replaceAll(path, unit.source).replaceAll(basename(path), name);
  }
  return error;
}

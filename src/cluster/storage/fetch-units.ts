/**
 * Brings the inputs of units from buckets into a scratch folder, some ahead of the work, and takes them away behind it.
 * On disk they have numbers for names.
 */
import { rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { LocalUnit } from '../folder-runner.ts';
import type { WorkUnit } from '../work-unit.ts';
import { isVideo, namedFile } from '../../reconstruction/node/photo-inputs.ts';
import { type BucketAddress, isBucketAddress, parseBucketAddress } from './bucket-address.ts';
import type { Buckets, ObjectVersion } from './buckets.ts';
import { objectName } from './object-names.ts';

/** Largest photo and video that are fetched, bytes. */
const LARGEST_PHOTO = 2 ** 31;
const LARGEST_VIDEO = 2 ** 38;

/** A unit whose input is on disk, or why it is not. */
export type FetchedUnit =
  | { readonly kind: 'here'; readonly unit: LocalUnit; readonly bytes: number }
  | { readonly kind: 'failed'; readonly file: string; readonly error: unknown };

/** Fetches inputs; the last video stays until another is asked for, since units of one follow each other. */
export class UnitFetcher {
  readonly #buckets: () => Promise<Buckets>;
  readonly #folder: () => Promise<string>;
  #count = 0;
  #video: { readonly source: string; readonly version: ObjectVersion; readonly path: string } | undefined;

  constructor(buckets: () => Promise<Buckets>, folder: () => Promise<string>) {
    this.#buckets = buckets;
    this.#folder = folder;
  }

  /** @throws the signal's reason if it aborts; all else is told. */
  async fetch({ source, frames }: WorkUnit, signal?: AbortSignal): Promise<FetchedUnit> {
    const more = frames === undefined ? {} : { frames };
    if (!isBucketAddress(source)) {
      return { kind: 'here', unit: { file: namedFile(source), ...more }, bytes: 0 };
    }
    try {
      const address = parseBucketAddress(source);
      const names = objectName(address.key);
      const file = isVideo(names.name)
        ? await this.#fetchVideo(source, address, names.name, signal)
        : await this.#download(address, names.name, LARGEST_PHOTO, signal);
      return { kind: 'here', unit: { file: { path: file.path, ...names }, ...more }, bytes: file.bytes };
    } catch (error) {
      signal?.throwIfAborted();
      return { kind: 'failed', file: source.slice(source.lastIndexOf('/') + 1), error };
    }
  }

  /** Takes a unit's input away again. */
  async release({ file: { path } }: LocalUnit, { source }: WorkUnit): Promise<void> {
    if (isBucketAddress(source) && path !== this.#video?.path) await rm(path, { force: true });
  }

  async #fetchVideo(
    source: string,
    address: BucketAddress,
    name: string,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly path: string; readonly bytes: number }> {
    const last = this.#video;
    if (last !== undefined) {
      const now = last.source === source ? await (await this.#buckets()).look(address, signal) : undefined;
      if (now?.version === last.version.version && now.bytes === last.version.bytes) {
        return { path: last.path, bytes: 0 };
      }
      this.#video = undefined;
      await rm(last.path, { force: true });
    }
    const { path, ...version } = await this.#download(address, name, LARGEST_VIDEO, signal);
    this.#video = { source, version, path };
    return { path, bytes: version.bytes };
  }

  async #download(
    address: BucketAddress,
    name: string,
    limit: number,
    signal: AbortSignal | undefined,
  ): Promise<ObjectVersion & { readonly path: string }> {
    const ending = /^\.[a-z0-9]{1,5}$/.exec(extname(name).toLowerCase())?.[0] ?? '';
    const path = join(await this.#folder(), `input-${++this.#count}${ending}`);
    try {
      const options = { limit, ...(signal === undefined ? {} : { signal }) };
      const { bytes, version } = await (await this.#buckets()).download(address, path, options);
      return { path, bytes, version };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }
}

/** Outputs in a bucket. */
import type { OutputStore } from '../manifest/output-account.ts';
import { type BucketAddress, formatBucketAddress } from './bucket-address.ts';
import type { Buckets } from './buckets.ts';

/** Where an output lies. */
export function inPrefix({ bucket, key }: BucketAddress, name: string): BucketAddress {
  return { bucket, key: `${key}${name}` };
}

/** A prefix of a bucket as a place for outputs. */
export function bucketStore(buckets: Buckets, prefix: BucketAddress): OutputStore {
  return {
    place: formatBucketAddress(prefix),
    size: async (name) => (await buckets.look(inPrefix(prefix, name)))?.bytes,
    text: (name, limit) => buckets.text(inPrefix(prefix, name), limit),
    sha256: async (name) => (await buckets.hash(inPrefix(prefix, name))).sha256,
    put: (name, text) => buckets.put(inPrefix(prefix, name), text),
    remove: (name) => buckets.remove(inPrefix(prefix, name)),
  };
}

/** Addresses of object storage: `s3://bucket/key`, `s3://bucket/prefix/`. */
import { ClusterError } from '../cluster-error.ts';

/** A place in a bucket. */
export interface BucketAddress {
  readonly bucket: string;
  /** Key of an object, or a prefix that ends in `/`; empty for the whole bucket. */
  readonly key: string;
}

const SCHEME = 's3://';

/** Whether a text is an address of a bucket rather than a path. */
export function isBucketAddress(text: string): boolean {
  return text.toLowerCase().startsWith(SCHEME);
}

/**
 * Reads an address.
 *
 * @throws ClusterError unless it names a bucket as S3 allows them, and a key of at most 1024 bytes.
 */
export function parseBucketAddress(text: string): BucketAddress {
  const [, bucket, key = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/is.exec(text) ?? [];
  if (
    bucket === undefined ||
    bucket !== bucket.toLowerCase() ||
    new TextEncoder().encode(key).length > 1024
  ) {
    throw new ClusterError(`expected an address such as s3://bucket/prefix/, found '${text.slice(0, 200)}'`, {
      hint: 'names of buckets have 3 to 63 small letters, digits, dots and hyphens',
    });
  }
  return { bucket, key };
}

/** The address as a text. */
export function formatBucketAddress({ bucket, key }: BucketAddress): string {
  return `${SCHEME}${bucket}/${key}`;
}

/** The prefix that a place for outputs means: with a slash at its end, unless it is the whole bucket. */
export function prefixOf({ bucket, key }: BucketAddress): BucketAddress {
  return { bucket, key: key === '' || key.endsWith('/') ? key : `${key}/` };
}

/** What follows the last slash of a key. */
export function nameOfKey(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

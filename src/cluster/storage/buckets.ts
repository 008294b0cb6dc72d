/**
 * Object storage that speaks S3. The AWS SDK is loaded when the first address is used; region, endpoint and credentials
 * are those that it finds in the environment and its own files, and are never shown.
 */
import type { S3Client } from '@aws-sdk/client-s3';
import { ClusterError } from '../cluster-error.ts';
import type { Fingerprint } from '../manifest/file-hash.ts';
import type { BucketAddress } from './bucket-address.ts';
import { formatBucketAddress } from './bucket-address.ts';
import { downloadObject, hashObject } from './download-object.ts';
import { bucketProblem, isMissing } from './storage-problem.ts';
import { uploadFile } from './upload-file.ts';

/** What a listing says of an object. */
export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
}

/** The version of an object: equal while it is the same, no checksum. */
export interface ObjectVersion {
  readonly bytes: number;
  readonly version: string;
}

/** Object storage. All calls throw ClusterError for what the storage refuses, the signal's reason if it aborts. */
export interface Buckets {
  /** The objects right below a prefix, not those in folders within. */
  list(prefix: BucketAddress, signal?: AbortSignal): AsyncGenerator<ListedObject, void, undefined>;
  /** What is at an address; undefined if nothing. */
  look(address: BucketAddress, signal?: AbortSignal): Promise<ObjectVersion | undefined>;
  /** A small text; undefined if there is none, or if it is larger than `limit` bytes. */
  text(address: BucketAddress, limit: number): Promise<string | undefined>;
  /** An object into a new file; goes on where a connection breaks. `limit`: most bytes. */
  download(
    address: BucketAddress,
    path: string,
    options: { readonly limit: number; readonly signal?: AbortSignal },
  ): Promise<Fingerprint & ObjectVersion>;
  /** Size and hash of an object, without keeping it. */
  hash(address: BucketAddress, signal?: AbortSignal): Promise<Fingerprint>;
  /** A file into an object, in parts if it is large; appears whole or not at all. */
  upload(path: string, address: BucketAddress, signal?: AbortSignal): Promise<void>;
  /** A small text into an object. */
  put(address: BucketAddress, text: string, signal?: AbortSignal): Promise<void>;
  remove(address: BucketAddress): Promise<void>;
  close(): void;
}

/** Milliseconds that a connection may take to be made, and may be silent. */
const CONNECTION_TIMEOUT = 10_000;
const SILENCE = 120_000;

/** Opens object storage; asks nothing of it yet. */
export async function openBuckets(environment = process.env): Promise<Buckets> {
  environment['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'; // docs/dependencies.md tells of it
  const sdk = await import('@aws-sdk/client-s3');
  const client = new sdk.S3Client(clientSettings(environment));
  const ask = async <Answer>(purpose: string, asking: () => Promise<Answer>, signal?: AbortSignal) => {
    try {
      return await asking();
    } catch (cause) {
      signal?.throwIfAborted();
      throw bucketProblem(cause, purpose);
    }
  };
  return {
    list: (prefix, signal) => listObjects(client, prefix, signal),
    look: (address, signal) =>
      ask(
        `look at ${formatBucketAddress(address)}`,
        async () => {
          try {
            const found = await client.send(new sdk.HeadObjectCommand(named(address)), within(signal));
            return { bytes: found.ContentLength ?? 0, version: found.ETag ?? '' };
          } catch (cause) {
            if (isMissing(cause)) return undefined;
            throw cause;
          }
        },
        signal,
      ),
    text: (address, limit) =>
      ask(`read ${formatBucketAddress(address)}`, async () => {
        try {
          const range = `bytes=0-${limit}`;
          const found = await client.send(new sdk.GetObjectCommand({ ...named(address), Range: range }));
          const text = await found.Body?.transformToString('utf-8');
          return text === undefined || text.length > limit ? undefined : text;
        } catch (cause) {
          if (isMissing(cause) || isEmptyRange(cause)) return undefined;
          throw cause;
        }
      }),
    download: (address, path, { limit, signal }) =>
      ask(
        `read ${formatBucketAddress(address)}`,
        () => downloadObject(client, named(address), path, { limit, ...within(signal) }),
        signal,
      ),
    hash: (address, signal) =>
      ask(
        `read ${formatBucketAddress(address)}`,
        () => hashObject(client, named(address), within(signal)),
        signal,
      ),
    upload: (path, address, signal) =>
      ask(
        `write ${formatBucketAddress(address)}`,
        () => uploadFile(client, named(address), path, within(signal)),
        signal,
      ),
    put: (address, text, signal) =>
      ask(
        `write ${formatBucketAddress(address)}`,
        async () => {
          const content = { Body: new TextEncoder().encode(text), ContentType: 'application/json' };
          await client.send(new sdk.PutObjectCommand({ ...named(address), ...content }), within(signal));
        },
        signal,
      ),
    remove: (address) =>
      ask(`remove ${formatBucketAddress(address)}`, async () => {
        await client.send(new sdk.DeleteObjectCommand(named(address)));
      }),
    close: () => client.destroy(),
  };
}

/**
 * What differs from the SDK's own choice: time limits; and for storage that is not Amazon's, addresses with the bucket
 * in the path, and no check sums that only Amazon's is sure to know (the environment can ask for them).
 */
function clientSettings(environment: NodeJS.ProcessEnv) {
  const elsewhere = environment['AWS_ENDPOINT_URL_S3'] ?? environment['AWS_ENDPOINT_URL'];
  const calculation = environment['AWS_REQUEST_CHECKSUM_CALCULATION'];
  const validation = environment['AWS_RESPONSE_CHECKSUM_VALIDATION'];
  return {
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT, socketTimeout: SILENCE },
    ...(elsewhere === undefined ? {} : { forcePathStyle: true }),
    ...(elsewhere === undefined || calculation !== undefined
      ? {}
      : { requestChecksumCalculation: 'WHEN_REQUIRED' as const }),
    ...(elsewhere === undefined || validation !== undefined
      ? {}
      : { responseChecksumValidation: 'WHEN_REQUIRED' as const }),
  };
}

function named({ bucket, key }: BucketAddress): { readonly Bucket: string; readonly Key: string } {
  return { Bucket: bucket, Key: key };
}

function within(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

/** An empty object has no first byte. */
function isEmptyRange(cause: unknown): boolean {
  return cause instanceof Error && cause.name === 'InvalidRange';
}

/** Most objects of one listing: beyond, a prefix is not meant as one folder. */
const MOST_LISTED = 10_000_000;

async function* listObjects(
  client: S3Client,
  { bucket, key }: BucketAddress,
  signal?: AbortSignal,
): AsyncGenerator<ListedObject, void, undefined> {
  const { paginateListObjectsV2 } = await import('@aws-sdk/client-s3');
  const place = formatBucketAddress({ bucket, key });
  const question = { Bucket: bucket, Prefix: key, Delimiter: '/', EncodingType: 'url' as const };
  let listed = 0;
  try {
    for await (const page of paginateListObjectsV2({ client }, question, within(signal))) {
      for (const { Key, Size } of page.Contents ?? []) {
        if (Key === undefined) continue;
        if (++listed > MOST_LISTED) {
          throw new ClusterError(`expected at most ${MOST_LISTED} objects in ${place}, found more`);
        }
        // keys may hold what XML cannot; a plus is a blank there
        const name = page.EncodingType === 'url' ? decodeURIComponent(Key.replaceAll('+', ' ')) : Key;
        yield { key: name, bytes: Size ?? 0 };
      }
    }
  } catch (cause) {
    signal?.throwIfAborted();
    throw bucketProblem(cause, `list ${place}`);
  }
}

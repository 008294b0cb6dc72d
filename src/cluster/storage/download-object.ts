/**
 * An object, piece by piece, to a file or to a hash. Where a connection breaks, the next request goes on behind the last
 * byte that came, of the same version of the object or not at all.
 */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { fileProblem } from '../../cube/files/file-error.ts';
import { ClusterError } from '../cluster-error.ts';
import type { Fingerprint } from '../manifest/file-hash.ts';
import type { ObjectVersion } from './buckets.ts';
import { isPassing } from './storage-problem.ts';

interface ObjectName {
  readonly Bucket: string;
  readonly Key: string;
}

interface ReadOptions {
  /** Most bytes. */
  readonly limit?: number;
  readonly abortSignal?: AbortSignal;
}

/** Requests in a row that may fail without a byte, and milliseconds before the second; doubled each time. */
const MOST_TRIES = 5;
const FIRST_PAUSE = 200;

/** Reads an object into a new file. @throws ClusterError if it is larger than the limit, or changes meanwhile. */
export async function downloadObject(
  client: S3Client,
  name: ObjectName,
  path: string,
  options: ReadOptions,
): Promise<Fingerprint & ObjectVersion> {
  const file = await open(path, 'wx').catch((cause: unknown) => {
    throw fileProblem(cause, `write ${path}`);
  });
  try {
    return await readObject(client, name, options, async (piece) => {
      await file.writeFile(piece).catch((cause: unknown) => {
        throw fileProblem(cause, `write ${path}`);
      });
    });
  } finally {
    await file.close();
  }
}

/** Reads an object for its hash alone. */
export async function hashObject(
  client: S3Client,
  name: ObjectName,
  options: ReadOptions,
): Promise<Fingerprint> {
  const { bytes, sha256 } = await readObject(client, name, options, async () => undefined);
  return { bytes, sha256 };
}

async function readObject(
  client: S3Client,
  name: ObjectName,
  { limit = Number.MAX_SAFE_INTEGER, abortSignal }: ReadOptions,
  take: (piece: Uint8Array) => Promise<void>,
): Promise<Fingerprint & ObjectVersion> {
  const hash = createHash('sha256');
  let got = 0;
  let known: ObjectVersion | undefined;
  for (let tries = 1; known === undefined || got < known.bytes; tries++) {
    const before = got;
    try {
      const answer = await request(client, name, got, known, abortSignal);
      known ??= answer.object;
      if (known.bytes > limit) {
        throw new ClusterError(`expected an object of at most ${limit} bytes, found ${known.bytes}`);
      }
      for await (const piece of answer.pieces) {
        abortSignal?.throwIfAborted();
        if (got + piece.length > known.bytes)
          throw new ClusterError('expected as many bytes as were told, found more');
        await take(piece);
        hash.update(piece);
        got += piece.length;
      }
      if (got < known.bytes && got === before) throw new Error('the answer was empty');
    } catch (cause) {
      abortSignal?.throwIfAborted();
      if (got > before) tries = 1;
      if (tries >= MOST_TRIES || !isPassing(cause)) throw cause;
      await sleep(
        FIRST_PAUSE * 2 ** (tries - 1),
        undefined,
        abortSignal === undefined ? {} : { signal: abortSignal },
      );
    }
  }
  return { ...known, sha256: hash.digest('hex') };
}

/** The bytes from `start` on. */
async function request(
  client: S3Client,
  name: ObjectName,
  start: number,
  known: ObjectVersion | undefined,
  abortSignal: AbortSignal | undefined,
): Promise<{ readonly object: ObjectVersion; readonly pieces: AsyncIterable<Uint8Array> }> {
  const { GetObjectCommand } = await import('@aws-sdk/client-s3');
  const rest = start === 0 ? {} : { Range: `bytes=${start}-` };
  const same = known === undefined || known.version === '' ? {} : { IfMatch: known.version };
  const answer = await client.send(
    new GetObjectCommand({ ...name, ...rest, ...same }),
    abortSignal === undefined ? {} : { abortSignal },
  );
  const { Body, ContentLength: bytes, ETag: version = '' } = answer;
  if (bytes === undefined) throw new ClusterError('expected an answer that tells its length, found none');
  // a storage that does not know ranges gives all of it again
  if (start > 0 && !/^bytes \d+-/.test(answer.ContentRange ?? '')) {
    throw new ClusterError('expected the rest of an object, found an answer that is not a part of it');
  }
  if (known !== undefined && version !== known.version) {
    throw new ClusterError('expected the same object until its end, found that it was replaced meanwhile');
  }
  return { object: { bytes: start + bytes, version }, pieces: piecesOf(Body) };
}

async function* piecesOf(body: unknown): AsyncGenerator<Uint8Array, void, undefined> {
  if (!isIterable(body)) return;
  for await (const piece of body) if (piece instanceof Uint8Array) yield piece;
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

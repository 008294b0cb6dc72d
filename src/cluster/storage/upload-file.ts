/** A file into an object: small ones at once, large ones in parts; the object appears with the last. */
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { fileProblem } from '../../cube/files/file-error.ts';

/** Bytes of a part at least, parts at most (S3 knows 10,000), and parts in memory at once. */
const PART = 8 * 2 ** 20;
const MOST_PARTS = 9000;
const PARTS_AT_ONCE = 2;

/** Uploads a file; parts of an upload that fails or is aborted are removed. @throws FileError if it cannot be read. */
export async function uploadFile(
  client: S3Client,
  name: { readonly Bucket: string; readonly Key: string },
  path: string,
  { abortSignal }: { readonly abortSignal?: AbortSignal },
): Promise<void> {
  abortSignal?.throwIfAborted();
  const { size } = await stat(path).catch((cause: unknown) => {
    throw fileProblem(cause, `read ${path}`);
  });
  if (size <= PART) {
    const { PutObjectCommand } = await import('@aws-sdk/client-s3');
    const command = new PutObjectCommand({ ...name, Body: await readFile(path) });
    await client.send(command, abortSignal === undefined ? {} : { abortSignal });
    return;
  }
  const { Upload } = await import('@aws-sdk/lib-storage');
  const upload = new Upload({
    client,
    params: { ...name, Body: createReadStream(path), ContentLength: size },
    partSize: Math.max(PART, Math.ceil(size / MOST_PARTS)),
    queueSize: PARTS_AT_ONCE,
  });
  const stop = (): void => void upload.abort();
  abortSignal?.addEventListener('abort', stop, { once: true });
  try {
    await upload.done();
  } finally {
    abortSignal?.removeEventListener('abort', stop);
  }
}

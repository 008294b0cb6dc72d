/** Object storage over HTTP, against a server in memory that fails on demand. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type S3Server, startS3Server } from '../../../test/s3-server.ts';
import { ClusterError } from '../cluster-error.ts';
import { isBucketAddress, parseBucketAddress, prefixOf } from './bucket-address.ts';
import { type Buckets, openBuckets } from './buckets.ts';
import { objectName } from './object-names.ts';

let server: S3Server;
let buckets: Buckets;
let folder = '';
beforeEach(async () => {
  server = await startS3Server();
  vi.stubEnv('AWS_ENDPOINT_URL_S3', server.url);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDTEST');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a-secret-that-is-never-shown');
  folder = await mkdtemp(join(tmpdir(), 'spectralift-buckets-'));
  buckets = await openBuckets();
});
afterEach(async () => {
  buckets.close();
  await server.close();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const at = (key: string) => ({ bucket: 'bkt', key });
const path = (name: string): string => join(folder, name);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('a listing', () => {
  it('goes on over pages, gives keys as they are, and does not look into folders', async () => {
    server.pageSize = 2;
    const keys = [
      'in/a b+c.jpg',
      'in/ä%20.png',
      'in/z&<.tif',
      'in/\u0001.jpg',
      'in/within/x.jpg',
      'other/y.jpg',
    ];
    for (const key of keys) server.objects.set(key, Buffer.from('1234'));
    const listed: string[] = [];
    for await (const { key, bytes } of buckets.list(at('in/'))) listed.push(`${key} ${bytes}`);
    expect(listed.toSorted()).toEqual(
      keys
        .slice(0, 4)
        .map((key) => `${key} 4`)
        .toSorted(),
    );
    expect(server.requests.length).toBe(2);
    expect(server.requests.every(({ target }) => target.startsWith('bkt/?'))).toBe(true); // bucket in the path
  });

  it('of a bucket that is not there says so', async () => {
    const all = async () => {
      for await (const _ of buckets.list({ bucket: 'none', key: '' })) throw new Error('expected none');
    };
    await expect(all()).rejects.toMatchObject({
      message: expect.stringMatching(/^expected to list s3:\/\/none\/, found NoSuchBucket/),
      hint: expect.stringMatching(/check the name/),
    });
  });
});

describe('a download', () => {
  const content = randomBytes(300_000);
  beforeEach(() => server.objects.set('in/a.jpg', content));
  const download = (limit = 2 ** 20) => buckets.download(at('in/a.jpg'), path('input-1.jpg'), { limit });

  it('is hashed on its way', async () => {
    expect(await download()).toMatchObject({ bytes: content.length, sha256: sha256(content) });
    expect((await readFile(path('input-1.jpg'))).equals(content)).toBe(true);
    expect(await buckets.hash(at('in/a.jpg'))).toEqual({ bytes: content.length, sha256: sha256(content) });
  });

  it('goes on where a connection breaks, again and again', async () => {
    let broken = 0;
    server.fault = () =>
      broken++ < 7 ? (['error', 'half', 'reset', 'half'] as const)[broken % 4] : undefined;
    expect(await download()).toMatchObject({ sha256: sha256(content) });
    expect((await readFile(path('input-1.jpg'))).equals(content)).toBe(true);
    expect(server.requests.filter(({ range }) => range !== undefined).length).toBeGreaterThan(1);
  });

  it('ends where nothing comes any more', async () => {
    server.fault = () => 'reset';
    await expect(download()).rejects.toThrow(ClusterError);
  }, 60_000);

  it('does not mix two versions of an object', async () => {
    server.fault = ({ range }) => {
      if (range === undefined) return 'half';
      server.objects.set('in/a.jpg', randomBytes(300_000));
      return undefined;
    };
    await expect(download()).rejects.toThrow(/PreconditionFailed/);
  });

  it('refuses what is larger than it may be', async () => {
    await expect(download(299_999)).rejects.toThrow(/at most 299999 bytes, found 300000/);
  });

  it('of nothing says so', async () => {
    await expect(buckets.download(at('none'), path('x'), { limit: 9 })).rejects.toThrow(
      /s3:\/\/bkt\/none, found NoSuchKey/,
    );
    expect(await buckets.look(at('none'))).toBeUndefined();
    expect(await buckets.text(at('none'), 99)).toBeUndefined();
  });

  it('ends with the reason of a signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    const options = { limit: 2 ** 20, signal };
    await expect(buckets.download(at('in/a.jpg'), path('x'), options)).rejects.toThrow('enough');
  });
});

describe('an upload', () => {
  it('of a small file is one request, of a large one goes in parts, each tried again', async () => {
    const [small, large] = [randomBytes(1000), randomBytes(20 * 2 ** 20)];
    await writeFile(path('small'), small);
    await writeFile(path('large'), large);
    await buckets.upload(path('small'), at('out/small'));
    expect(server.requests.map(({ method }) => method)).toEqual(['PUT']);
    let failed = 0;
    server.fault = ({ target }) => (target.includes('partNumber=2') && failed++ < 2 ? 'error' : undefined);
    await buckets.upload(path('large'), at('out/large'));
    expect(server.objects.get('out/small')?.equals(small)).toBe(true);
    expect(server.objects.get('out/large')?.equals(large)).toBe(true);
    expect(server.requests.filter(({ target }) => target.includes('partNumber')).length).toBe(3 + 2);
  });

  it('that fails in the middle leaves no object and no parts', async () => {
    await writeFile(path('large'), randomBytes(20 * 2 ** 20));
    server.fault = ({ target }) => (target.includes('partNumber=3') ? 'error' : undefined);
    await expect(buckets.upload(path('large'), at('out/large'))).rejects.toThrow(
      /write s3:\/\/bkt\/out\/large/,
    );
    expect(server.objects.size).toBe(0);
    expect(server.uploads.size).toBe(0);
  }, 60_000);
});

it('small texts are read up to a limit, written and removed; an empty one is a text', async () => {
  await buckets.put(at('a.json'), 'äöü');
  expect(await buckets.text(at('a.json'), 99)).toBe('äöü');
  await buckets.put(at('long'), 'x'.repeat(100));
  expect(await buckets.text(at('long'), 99)).toBeUndefined();
  await buckets.remove(at('a.json'));
  expect(await buckets.look(at('a.json'))).toBeUndefined();
});

it('trouble is told without credentials', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', '');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', '');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('HOME', folder);
  const without = await openBuckets();
  await expect(without.look(at('a'))).rejects.toMatchObject({
    hint: expect.stringMatching(/AWS_ACCESS_KEY_ID/),
  });
  without.close();
  vi.stubEnv('AWS_ENDPOINT_URL_S3', 'http://127.0.0.1:9');
  const nobody = await openBuckets();
  const error: unknown = await nobody.look(at('a')).catch((cause: unknown) => cause);
  nobody.close();
  expect(error).toBeInstanceOf(ClusterError);
  expect(String(error)).not.toMatch(/secret|AKID/);
}, 60_000);

describe('addresses and names', () => {
  it('are read, or refused', () => {
    expect(parseBucketAddress('s3://my.bucket-1/a b/c')).toEqual({ bucket: 'my.bucket-1', key: 'a b/c' });
    expect(prefixOf(parseBucketAddress('S3://bucket'))).toEqual({ bucket: 'bucket', key: '' });
    expect(prefixOf(parseBucketAddress('s3://bucket/x'))).toEqual({ bucket: 'bucket', key: 'x/' });
    expect([isBucketAddress('./s3:/b'), isBucketAddress('s3://')]).toEqual([false, true]);
    for (const text of [
      's3://',
      's3:///a',
      's3://UPPER/a',
      's3://-a/b',
      's3://ab',
      `s3://abc/${'x'.repeat(1025)}`,
    ]) {
      expect(() => parseBucketAddress(text)).toThrow(ClusterError);
    }
  });

  it('of objects are plain file names', () => {
    expect(objectName('in/a.b.jpg')).toEqual({ name: 'a.b.jpg', stem: 'a.b' });
    for (const key of [
      'in/..',
      '',
      'in/',
      'in/.hidden.jpg',
      'a\\b.jpg',
      'a\u0000.jpg',
      'a\u001b[2J.jpg',
      'a\u202egpj.exe',
    ]) {
      expect(() => objectName(key), key).toThrow(ClusterError);
    }
    expect(() => objectName(`${'ä'.repeat(101)}.jpg`)).toThrow(ClusterError);
  });
});

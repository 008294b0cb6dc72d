/** Units from buckets and into buckets: what arrives there, what is passed over, what is left on disk. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeUntrainedGenerator } from '../../test/cli/run-cli.ts';
import { type S3Server, startS3Server } from '../../test/s3-server.ts';
import { dealUnits } from './shards/deal-units.ts';
import { shardInputs } from './shards/shard-inputs.ts';
import { openBuckets } from './storage/buckets.ts';
import { openUnitRunner } from './unit-runner.ts';
import type { JobSettings, WorkUnit } from './work-unit.ts';

let server: S3Server;
let folder = '';
let settings: JobSettings;
const path = (...parts: string[]): string => join(folder, ...parts);
const ENDINGS = ['hdr', 'img', 'manifest.json', 'png', 'report.json'];

beforeEach(async () => {
  server = await startS3Server();
  vi.stubEnv('AWS_ENDPOINT_URL_S3', server.url);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDTEST');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  folder = await mkdtemp(join(tmpdir(), 'spectralift-bucket-units-'));
  for (const name of ['local', 'scratch']) await mkdir(path(name));
  for (const [index, name] of ['a', 'b', 'c'].entries()) {
    const photo = await photoBytes(index);
    server.objects.set(`in/${name}.png`, photo);
    await writeFile(path('local', `${name}.png`), photo);
  }
  settings = {
    ...{ camera: 'auto', linear: false, format: 'envi', dataType: 'float32', consistency: 'non-negative' },
    model: await writeUntrainedGenerator(path('weights.safetensors')),
  };
});
afterEach(async () => {
  await server.close();
  vi.unstubAllEnvs();
  expect(await readdir(path('scratch'))).toEqual([]); // whatever happened
  await rm(folder, { recursive: true });
});

function photoBytes(seed: number): Promise<Buffer> {
  const pixels = Uint8Array.from({ length: 3 * 40 * 30 }, (_, index) => (index * (37 + seed)) % 200);
  return sharp(pixels, { raw: { width: 40, height: 30, channels: 3 } })
    .png()
    .toBuffer();
}

/** Does units into a place, and says what became of each. */
async function run(output: string, units: readonly WorkUnit[], verify = false): Promise<string[]> {
  const options = {
    device: 'cpu',
    threads: 1,
    maxMemory: 2 ** 30,
    scratch: path('scratch'),
    verify,
  } as const;
  const runner = await openUnitRunner(output, settings, options);
  const said: string[] = [];
  try {
    for await (const result of runner.runAll(units)) {
      said.push(`${result.file} ${result.kind}${result.kind === 'failed' ? `: ${result.error}` : ''}`);
    }
  } finally {
    await runner.close();
  }
  return said;
}

const remote = (...names: string[]): WorkUnit[] => names.map((name) => ({ source: `s3://bkt/in/${name}` }));
const stored = (): string[] => [...server.objects.keys()].filter((key) => key.startsWith('out/')).toSorted();
const outputs = (...stems: string[]): string[] =>
  stems.flatMap((stem) => ENDINGS.map((ending) => `out/${stem}.${ending}`)).toSorted();
const FRESH = ['a.png done', 'b.png done', 'c.png done'];
const DONE = ['a.png skipped', 'b.png skipped', 'c.png skipped'];
const ALL = ['a.png', 'b.png', 'c.png'];

describe('from bucket to bucket', () => {
  it('outputs are what they are on disk, byte for byte, the manifest sent last', async () => {
    expect(await run('s3://bkt/out', remote(...ALL))).toEqual(FRESH);
    expect(stored()).toEqual(outputs('a', 'b', 'c'));
    await run(
      path('out'),
      ALL.map((name) => ({ source: path('local', name) })),
    );
    for (const key of stored().filter((key) => !key.endsWith('.report.json'))) {
      expect(server.objects.get(key)?.equals(await readFile(path(key))), key).toBe(true);
    }
    const sent = server.requests
      .filter(({ method }) => method === 'PUT')
      .map(({ target }) => target.split('?')[0]);
    const of = (stem: string) => sent.filter((target) => target.startsWith(`bkt/out/${stem}.`));
    expect(of('a').map((target) => target.slice('bkt/out/a.'.length))).toEqual([
      'manifest.json', // the claim
      ...['hdr', 'img', 'png', 'report.json', 'manifest.json'],
    ]);
    const report: unknown = JSON.parse(server.objects.get('out/a.report.json')?.toString() ?? '');
    expect(report).toMatchObject({
      photo: { file: 'a.png' },
      outputs: ['hdr', 'img', 'png', 'report.json'].map((ending) => `s3://bkt/out/a.${ending}`),
    });
  });

  it('what is whole is passed over, what is cut, gone or of other bytes is made anew', async () => {
    await run('s3://bkt/out/', remote(...ALL));
    expect(await run('s3://bkt/out/', remote(...ALL))).toEqual(DONE);
    const whole = new Map(server.objects);
    for (const [key, bytes] of whole) if (key === 'out/b.img') server.objects.set(key, bytes.subarray(9));
    server.objects.delete('out/c.png');
    expect(await run('s3://bkt/out/', remote(...ALL))).toEqual(['a.png skipped', 'b.png done', 'c.png done']);
    for (const [key, bytes] of whole) {
      if (!key.endsWith('.report.json')) expect(server.objects.get(key)?.equals(bytes), key).toBe(true);
    }
    server.objects.set('out/a.img', Buffer.from(server.objects.get('out/a.img') ?? '').fill(1, 0, 4));
    expect(await run('s3://bkt/out/', remote(...ALL))).toEqual(DONE);
    expect(await run('s3://bkt/out/', remote(...ALL), true)).toEqual([
      'a.png done',
      'b.png skipped',
      'c.png skipped',
    ]);
    server.objects.set('in/a.png', await photoBytes(9));
    expect(await run('s3://bkt/out/', remote('a.png'))).toEqual(['a.png done']);
  });

  it('objects of others are not replaced', async () => {
    server.objects.set('out/a.png', Buffer.from('a diary'));
    expect(await run('s3://bkt/out/', remote('a.png', 'b.png'))).toEqual([
      expect.stringMatching(
        /^a\.png failed: FileError: a\.png: expected s3:\/\/bkt\/out\/ to hold outputs of this photo/,
      ),
      'b.png done',
    ]);
    expect(server.objects.get('out/a.png')?.toString()).toBe('a diary');
  });

  it('what fails on the way is told, stops nothing, and is done the next time', async () => {
    server.objects.set('in/cut.png', Buffer.from('no picture'));
    server.fault = ({ method, target }) =>
      method === 'PUT' && target.startsWith('bkt/out/b.img')
        ? 'error'
        : target.startsWith('bkt/in/a.')
          ? 'half'
          : undefined;
    const first = await run('s3://bkt/out/', remote('a.png', 'b.png', 'none.png', 'cut.png', 'c.png'));
    expect(first).toEqual([
      expect.stringMatching(/^none\.png failed: .*NoSuchKey/),
      'a.png done', // half by half
      expect.stringMatching(/^b\.png failed: ClusterError: expected to write s3:\/\/bkt\/out\/b\.img/),
      expect.stringMatching(/^cut\.png failed: PhotoError: cut\.png: /),
      'c.png done',
    ]);
    expect(server.objects.get('out/b.manifest.json')?.toString()).toMatch(/claimed/);
    server.fault = () => undefined;
    expect(await run('s3://bkt/out/', remote('a.png', 'b.png', 'c.png'))).toEqual([
      DONE[0],
      FRESH[1],
      DONE[2],
    ]);
  }, 120_000);
});

it('from disk to a bucket, and from a bucket to disk', async () => {
  expect(await run('s3://bkt/out/', [{ source: path('local', 'a.png') }])).toEqual(['a.png done']);
  expect(stored()).toEqual(outputs('a'));
  expect(await run(path('disk'), remote('a.png'))).toEqual(['a.png done']);
  expect(await readdir(path('disk'))).toEqual(ENDINGS.map((ending) => `a.${ending}`));
  expect(await readFile(path('disk', 'a.manifest.json'))).toEqual(server.objects.get('out/a.manifest.json'));
  expect(await run(path('disk'), remote('a.png'))).toEqual(['a.png skipped']);
});

it('many photos come in batches, in order', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `p${String(index).padStart(2, '0')}.png`);
  for (const [index, name] of names.entries()) server.objects.set(`in/${name}`, await photoBytes(index));
  expect(await run('s3://bkt/out/', remote(...names))).toEqual(names.map((name) => `${name} done`));
  const photo = await photoBytes(19);
  expect(server.objects.get('in/p19.png')?.equals(photo)).toBe(true);
});

describe('a shard of a bucket', () => {
  const inputs = (...paths: string[]) => shardInputs(paths, 's3://bkt/out/', { format: 'envi', openBuckets });

  it('has its share of the photos right below the prefix; names that are none are told, not followed', async () => {
    for (const key of ['in/within/x.png', 'in/notes.txt', 'in/.y.png', 'in/x\\..\\e.png', 'out/old.png']) {
      server.objects.set(key, Buffer.from(''));
    }
    const found = await inputs('s3://bkt/in');
    const dealt = [1, 2].map((index) => dealUnits(found, { index, count: 2 }));
    expect(dealt.map((units) => units.map(({ source }) => source.slice('s3://bkt/in/'.length)))).toEqual([
      ['a.png', 'c.png'],
      ['b.png', 'x\\..\\e.png'],
    ]);
    expect(await run(path('share'), dealt[1])).toEqual([
      expect.stringMatching(/e\.png failed: ClusterError: expected an object with the name of a file/),
      'b.png done',
    ]);
  });

  it('is refused where there are no photos, or outputs would replace them', async () => {
    await expect(inputs('s3://bkt/none/')).rejects.toThrow(/photos right in s3:\/\/bkt\/none\/, found none/);
    await expect(
      shardInputs(['s3://bkt/in'], 's3://bkt/in', { format: 'envi', openBuckets }),
    ).rejects.toMatchObject({
      name: 'PhotoInputError',
    });
    server.objects.set('in/a.jpg', Buffer.from(''));
    await expect(inputs('s3://bkt/in/')).rejects.toThrow(/different output names/);
  });

  it('takes single objects, videos among them, without listing', async () => {
    const found = await inputs('s3://bkt/in/clip.mp4', 's3://bkt/in/a.png');
    expect(found.map(({ name, isVideo }) => [name, isVideo])).toEqual([
      ['clip.mp4', true],
      ['a.png', false],
    ]);
    expect(server.requests).toEqual([]);
  });
});

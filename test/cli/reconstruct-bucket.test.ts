/** `reconstruct` from a bucket and into one, as a person types it, against a storage in this process. */
import { mkdir, readdir } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type S3Server, startS3Server } from '../s3-server.ts';
import {
  type CliResult,
  type RunningCli,
  startCliWith,
  testFolder,
  writeUntrainedGenerator,
} from './run-cli.ts';

const { path } = testFolder();
let server: S3Server;
let weights: string;

beforeAll(async () => {
  server = await startS3Server();
  weights = await writeUntrainedGenerator(path('weights.safetensors'));
  await mkdir(path('scratch'));
  for (const [index, name] of ['a', 'b', 'c'].entries()) {
    const pixels = Uint8Array.from({ length: 3 * 40 * 30 }, (_, sample) => (sample * (37 + index)) % 200);
    const photo = sharp(pixels, { raw: { width: 40, height: 30, channels: 3 } }).png();
    server.objects.set(`in/${name}.png`, await photo.toBuffer());
  }
});
afterAll(() => server.close());

function reconstruct(variables: Readonly<Record<string, string>>, ...args: string[]): Promise<CliResult> {
  return start(variables, ...args).ended;
}

function start(variables: Readonly<Record<string, string>>, ...args: string[]): RunningCli {
  const storage = {
    AWS_ENDPOINT_URL_S3: server.url,
    AWS_REGION: 'us-east-1',
    AWS_SECRET_ACCESS_KEY: 'very-secret',
  };
  const all = { ...storage, AWS_ACCESS_KEY_ID: 'AKIDTEST', ...variables };
  return startCliWith(
    all,
    'reconstruct',
    ...args,
    '--model',
    weights,
    '--threads',
    '1',
    '--scratch',
    path('scratch'),
  );
}

describe('buckets on the command line', () => {
  it('two shards make all outputs; repeated without shards there is nothing to do', async () => {
    const shards = ['1/2', '2/2'].map((shard) =>
      reconstruct({}, 's3://bkt/in/', '-o', 's3://bkt/out/', '--shard', shard),
    );
    for (const { code, stderr } of await Promise.all(shards)) expect(code, stderr).toBe(0);
    const made = [...server.objects.keys()].filter((key) => key.startsWith('out/'));
    expect(made.filter((key) => key.endsWith('.manifest.json')).toSorted()).toEqual(
      ['a', 'b', 'c'].map((stem) => `out/${stem}.manifest.json`),
    );
    const again = await reconstruct({}, 's3://bkt/in/', '-o', 's3://bkt/out/');
    expect([again.code, again.stdout, again.stderr]).toEqual([
      0,
      '',
      'shard 1 of 1: 3 units of 3 inputs\nskipped, complete already: a.png to c.png (3)\n0 photos done, 3 skipped\n',
    ]);
    expect(await readdir(path('scratch'))).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')(
    'a process that is killed while it sends is repeated whole',
    async () => {
      const { child, ended } = start({}, 's3://bkt/in/', '-o', 's3://bkt/killed/');
      server.fault = ({ method, target }) => {
        if (method === 'PUT' && target.startsWith('bkt/killed/b.img')) child.kill('SIGKILL');
        return undefined;
      };
      await ended;
      expect(await readdir(path('scratch'))).toHaveLength(1);
      expect(server.objects.get('killed/b.manifest.json')?.toString()).toMatch(/claimed/);
      server.fault = () => undefined;
      const again = await reconstruct({}, 's3://bkt/in/', '-o', 's3://bkt/killed/');
      expect([again.code, again.stderr]).toEqual([0, expect.stringMatching(/2 photos done, 1 skipped/)]);
      for (const stem of ['a', 'b', 'c']) {
        const [one, other] = ['out', 'killed'].map((place) =>
          server.objects.get(`${place}/${stem}.manifest.json`),
        );
        expect(one?.equals(other ?? Buffer.alloc(0)), stem).toBe(true);
      }
      expect(await readdir(path('scratch'))).toEqual([]);
    },
  );

  it('trouble is one line, without the secret', async () => {
    const { code, stdout, stderr } = await reconstruct({}, 's3://none/in/', '-o', path('out'));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      'spectralift: expected to list s3://none/in/, found NoSuchBucket: it is NoSuchBucket (check the name; buckets are not made here)\n',
    );
    const lost = await reconstruct(
      { AWS_SECRET_ACCESS_KEY: 'very-secret', AWS_REGION: '' },
      's3://bkt/in/',
      '-o',
      's3://bkt/x/',
    );
    expect(lost.code).not.toBe(0);
    expect(lost.stderr).toMatch(/AWS_REGION/);
    expect(lost.stderr).not.toMatch(/very-secret/);
    const nowhere = await reconstruct({}, 's3://bkt/in/', '-o', 's3://none/out/');
    expect(nowhere.code).toBe(1);
    expect(nowhere.stderr).toMatch(
      /^spectralift: expected to list s3:\/\/none\/out\/, found NoSuchBucket.*\n$/,
    );
    expect(await readdir(path('scratch'))).toEqual([]);
  });
});

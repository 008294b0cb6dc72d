/** The commands of the queue as a person meets them: answers, exit codes, a video in order, a bucket. */
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRedis, startRedis, type TestRedis } from '../queue/redis-server.ts';
import { startS3Server } from '../s3-server.ts';
import { answerOf, failureOf, runCli, testFolder, writeUntrainedGenerator } from './run-cli.ts';

const { path } = testFolder();
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
if (!hasFfmpeg) console.warn('ffmpeg is not installed: the test of a queued video is skipped');

describe('without Redis', () => {
  it('says what is missing in one line', async () => {
    await mkdir(path('some'), { recursive: true });
    const nowhere = ['--redis', 'redis://127.0.0.1:1'];
    for (const args of [['status'], ['list'], ['worker', '--root', path('some')]]) {
      expect(await failureOf(1, 'cluster', ...args, ...nowhere)).toMatch(
        /expected Redis or Valkey at redis:\/\/127\.0\.0\.1:1, found nothing that listens there \(start one/,
      );
    }
  });

  it.each([
    [['worker'], /required option '--root <folder>'/],
    [['worker', '--root', '.', '--rate', '5'], /expected a rate such as 10\/s/],
    [['submit', '.', '-o', 'x', '--name', 'two words'], /expected a name of letters/],
    [['submit', '.', '-o', 'x', '--frames', '1-2'], /expected a video with --frames, found none/],
    [['remove'], /expected batches to remove, or --finished/],
    [['status', '--follow'], /expected a batch to follow/],
  ])('refuses what cannot be meant: %j', async (args, words) => {
    expect(await failureOf(2, 'cluster', ...args)).toMatch(words);
  });

  it('takes no password from the command line, and repeats none', async () => {
    const text = await failureOf(1, 'cluster', 'list', '--redis', 'redis://:secret@127.0.0.1:1');
    expect(text).toMatch(/expected no password in --redis, found one/);
    expect(text).not.toMatch(/secret/);
  });
});

describe.skipIf(!hasRedis)('a queue on the command line', { timeout: 240_000 }, () => {
  let server: TestRedis;
  let root = '';
  const model = () => ['--model', path('weights.safetensors'), '--format', 'npy'];
  const cluster = (...args: string[]) => runCli('cluster', ...args, '--redis', server.url);
  const ask = (...args: string[]) => answerOf('cluster', ...args, '--redis', server.url);
  const work = (...more: string[]) =>
    cluster('worker', '--root', root, '--until-empty', '--threads', '1', ...more);
  const lines = (text: string): Record<string, unknown>[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

  beforeAll(async () => {
    root = await realpath(path());
    server = await startRedis();
    await writeUntrainedGenerator(path('weights.safetensors'));
    await mkdir(path('photos'), { recursive: true });
    for (const name of ['a', 'b']) {
      const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
      const photo = sharp({ create: { width: 40, height: 30, channels: 3, background: 'black', noise } });
      await photo.png().toFile(path('photos', `${name}.png`));
    }
    await writeFile(path('photos', 'c.jpg'), 'broken');
  });
  afterAll(() => server.remove());

  it('goes from submitting to removing, with answers as JSON and exit codes', async () => {
    const submitted = await ask('submit', path('photos'), '-o', path('out'), '--name', 'day', ...model());
    expect(submitted).toMatchObject({ existed: false, units: 3, added: 3, finished: 0 });
    expect(await ask('status')).toMatchObject({ waiting: 3, active: 0, workers: 0, batches: 1 });
    const worked = await work('--json');
    expect(worked.code, worked.stderr).toBe(0);
    expect(lines(worked.stdout).map(({ file, kind }) => [file, kind])).toEqual([
      ['a.png', 'done'],
      ['b.png', 'done'],
      ['c.jpg', 'failed'],
    ]);
    const status = await cluster('status', 'day', '--follow', '--json');
    expect(status.code).toBe(3);
    expect(lines(status.stdout)).toMatchObject([
      { state: 'finished', units: { total: 3, done: 2, failed: 1 } },
    ]);
    const results = await cluster('results', 'day', '--follow');
    expect([results.code, results.stdout]).toEqual([3, `${path('out', 'a.npy')}\n${path('out', 'b.npy')}\n`]);
    expect(results.stderr).toMatch(/^c\.jpg: expected an image/);
    const failed = await cluster('failed', 'day', '--json');
    expect(lines(failed.stdout)).toMatchObject([
      { index: 2, file: 'c.jpg', attempts: 1, error: { name: 'PhotoError' } },
    ]);
    expect((await cluster('list')).stdout).toMatch(/ day {2}finished, 2\/3, 1 failed /);
    expect(await ask('retry', 'day')).toMatchObject({ units: 1 });
    expect((await cluster('remove', 'day')).stderr).toMatch(/found .* running \(cancel it first\)/);
    expect(await ask('cancel', 'day')).toMatchObject({ state: 'cancelled' });
    expect(await ask('remove', '--finished')).toEqual({ removed: [submitted['id']] });
    expect((await cluster('status', 'day')).code).toBe(1);
    expect(await ask('status')).toMatchObject({ waiting: 0, batches: 0 });
  });

  it('queues nothing where the settings cannot be', async () => {
    const submit = ['submit', path('photos'), '-o', path('x')];
    for (const wrong of [
      ['--model', 'no-such'],
      ['--camera', 'no such camera'],
      ['--light', 'no such light'],
    ]) {
      expect((await cluster(...submit, ...wrong)).code, wrong.join(' ')).toBe(1);
    }
    expect(await ask('status')).toMatchObject({ batches: 0 });
    expect((await cluster('submit', path('photos'), '-o', path('photos'), ...model())).stderr).toMatch(
      /expected another folder for the outputs/,
    );
  });

  it('reads and writes a bucket', async () => {
    const s3 = await startS3Server();
    process.env['AWS_ENDPOINT_URL_S3'] = s3.url;
    process.env['AWS_REGION'] = 'us-east-1';
    process.env['AWS_ACCESS_KEY_ID'] = 'key';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
    try {
      for (const name of ['a', 'b']) {
        s3.objects.set(`photos/${name}.png`, await readFile(path('photos', `${name}.png`)));
      }
      await ask('submit', 's3://bkt/photos/', '-o', 's3://bkt/cubes', '--name', 'bucket', ...model());
      const refused = await work(); // no bucket is among its roots
      expect(refused.stderr).toMatch(/expected to be allowed to read s3:\/\/bkt\/photos\/a\.png/);
      await ask('retry', 'bucket');
      expect((await work('--root', 's3://bkt/')).code).toBe(0);
      expect((await ask('status', 'bucket'))['units']).toMatchObject({ done: 2, failed: 0 });
      expect([...s3.objects.keys()].filter((key) => key.endsWith('.npy')).sort()).toEqual([
        'cubes/a.npy',
        'cubes/b.npy',
      ]);
    } finally {
      await s3.close();
    }
  });

  it.skipIf(!hasFfmpeg)('takes a video in ranges of frames, and tells of them in order', async () => {
    const source = ['-f', 'lavfi', '-i', 'testsrc2=size=40x30:rate=10:duration=1.1'];
    spawnSync('ffmpeg', ['-v', 'error', ...source, '-c:v', 'ffv1', path('clip.mkv')]);
    const single = await runCli(
      'reconstruct',
      path('clip.mkv'),
      '-o',
      path('one'),
      ...model(),
      '--threads',
      '1',
    );
    expect(single.code, single.stderr).toBe(0);
    await ask(
      ...['submit', path('clip.mkv'), '-o', path('many'), '--name', 'clip'],
      ...['--frames-per-job', '3', ...model()],
    );
    const following = cluster('results', 'clip', '--follow', '--json');
    expect((await work('--concurrency', '2')).code).toBe(0);
    const { code, stdout, stderr } = await following;
    expect(code, stderr).toBe(0);
    expect(lines(stdout).map(({ index, frame }) => [index, frame])).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((frame) => [Math.floor((frame - 1) / 3), frame]),
    );
    for (const name of (await readdir(path('one'))).filter((each) => each.endsWith('.npy'))) {
      const [one, other] = [await readFile(path('one', name)), await readFile(path('many', name))];
      expect(one.equals(other), name).toBe(true);
    }
  });
});

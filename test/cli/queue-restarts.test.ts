/** Workers that are killed, a Redis that is: nothing is lost, nothing is there twice, all is as one process makes it. */
import { mkdir, readdir, readFile, realpath } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BatchStore } from '../../src/cluster/queue/batch-store.ts';
import type { RedisLink } from '../../src/cluster/queue/connect-redis.ts';
import { runningUnits } from '../../src/cluster/queue/queue-status.ts';
import { isFinished, untilStatus } from '../queue/queue-fixture.ts';
import { hasRedis, startRedis, type TestRedis } from '../queue/redis-server.ts';
import {
  answerOf,
  type RunningCli,
  runCli,
  startCli,
  testFolder,
  writeUntrainedGenerator,
} from './run-cli.ts';

const PHOTOS = 8;
const { path } = testFolder();

describe.skipIf(!hasRedis || process.platform === 'win32')('a cluster', { timeout: 240_000 }, () => {
  let server: TestRedis;
  let link: RedisLink;
  let root = '';
  const model = () => ['--model', path('weights.safetensors'), '--format', 'npy'];
  const redis = () => ['--redis', server.url];
  const started: RunningCli[] = [];
  const worker = (...more: string[]): RunningCli => {
    const options = ['--threads', '1', '--lock', '3', ...more];
    const running = startCli('cluster', 'worker', '--root', root, ...redis(), ...options);
    started.push(running);
    return running;
  };

  beforeAll(async () => {
    root = await realpath(path());
    server = await startRedis();
    link = await server.link();
    await mkdir(path('photos'));
    await writeUntrainedGenerator(path('weights.safetensors'), 4);
    for (let number = 1; number <= PHOTOS; number++) {
      const noise = { type: 'gaussian', mean: 100 + number, sigma: 30 } as const;
      const photo = sharp({ create: { width: 320, height: 240, channels: 3, background: 'black', noise } });
      await photo.png().toFile(path('photos', `p${number}.png`));
    }
  });
  afterAll(async () => {
    for (const { child } of started) child.kill('SIGKILL');
    await server.remove();
  });

  it('loses nothing when a worker is killed and Redis restarts, and makes what one process makes', async () => {
    const single = await runCli(
      'reconstruct',
      path('photos'),
      '-o',
      path('single'),
      ...model(),
      '--threads',
      '1',
    );
    expect(single.code, single.stderr).toBe(0);
    const { id } = await answerOf(
      ...['cluster', 'submit', path('photos'), '-o', path('out'), ...model(), ...redis()],
    );
    const workers = [worker(), worker()];
    const killed = await killAtWork(link, String(id), workers[0]);
    await untilStatus(link, String(id), ({ units }) => units.done >= 2);
    await server.restart();
    const status = await untilStatus(link, String(id), isFinished);
    expect(status.units).toEqual({ total: PHOTOS, done: PHOTOS, failed: 0, retrying: 0, left: 0 });
    expect(status.photos.done + status.photos.skipped).toBe(PHOTOS);
    const [result] = await new BatchStore(link.redis).results(String(id), [killed]);
    expect(result?.worker).toMatch(new RegExp(`-${workers[1].child.pid}$`));

    workers[1].child.kill('SIGTERM');
    const { code, stderr } = await workers[1].ended;
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(
      /lost the connection to redis:.*; trying to get it back\n.*connected to .* again/s,
    );

    const expected = (await readdir(path('single'))).sort();
    const found = (await readdir(path('out'))).filter((name) => !name.endsWith('.manifest.json')).sort();
    expect(found).toEqual(expected);
    for (const name of expected.filter((each) => /\.(npy|png)$/.test(each))) {
      const [one, other] = [await readFile(path('single', name)), await readFile(path('out', name))];
      expect(one.equals(other), name).toBe(true);
    }
  });

  it('hands a photo back when it is told to stop, and another finishes it', async () => {
    const { id } = await answerOf(
      ...['cluster', 'submit', path('photos'), '-o', path('again'), ...model(), ...redis()],
    );
    const first = worker('--grace', '0.1');
    await placeOf(link, String(id), first);
    first.child.kill('SIGTERM');
    const { code, stderr } = await first.ended;
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/p\d\.png: handed back to the queue/);
    const second = worker('--until-empty', '--concurrency', '2');
    const end = await second.ended;
    expect(end.code, end.stderr).toBe(0);
    expect((await untilStatus(link, String(id), isFinished)).units.done).toBe(PHOTOS);
  });

  it('ends at once when it is told twice', async () => {
    await answerOf(...['cluster', 'submit', path('photos'), '-o', path('twice'), ...model(), ...redis()]);
    const temporaries = async (): Promise<string[]> =>
      (await readdir(path('twice')).catch(() => ['none yet'])).filter((name) => !/^p\d\./.test(name));
    const running = worker('--grace', '60');
    await expect
      .poll(async () => (await temporaries()).join(), { timeout: 60_000, interval: 10 })
      .toMatch(/tmp/);
    running.child.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 100));
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    // What computes ends by itself, and takes with it what is half written.
    await expect.poll(temporaries, { timeout: 30_000, interval: 200 }).toEqual([]);
  });
});

/** Waits until a worker is at a unit, and gives its place. */
async function placeOf(link: RedisLink, id: string, { child }: RunningCli): Promise<number> {
  for (let attempt = 0; attempt < 4000; attempt++) {
    const units = await runningUnits(link, id);
    const found = units.find(({ worker }) => worker.endsWith(`-${child.pid}`));
    if (found !== undefined) return found.index;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  throw new Error('the worker began nothing');
}

/** Kills a worker that is certainly at a unit, and gives its place. */
async function killAtWork(link: RedisLink, id: string, running: RunningCli): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const place = await placeOf(link, id, running);
    running.child.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 50)); // what it has said arrives
    const units = await runningUnits(link, id);
    if (units.some(({ worker, index }) => worker.endsWith(`-${running.child.pid}`) && index === place)) {
      running.child.kill('SIGKILL');
      return place;
    }
    running.child.kill('SIGCONT'); // it was done just then
  }
  throw new Error('the worker was never met at work');
}

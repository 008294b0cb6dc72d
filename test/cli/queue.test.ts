/** The queue on a Redis of its own, with a runner that does as its "photos" say. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BatchStore } from '../../src/cluster/queue/batch-store.ts';
import type { RedisLink } from '../../src/cluster/queue/connect-redis.ts';
import { cancelBatch, removeBatch } from '../../src/cluster/queue/end-batch.ts';
import { retryFailed, submitBatch } from '../../src/cluster/queue/submit-batch.ts';
import { isFinished, type QueueFixture, queueFixture, untilStatus } from '../queue/queue-fixture.ts';
import { hasRedis, startRedis, type TestRedis } from '../queue/redis-server.ts';

const QUICK = { attempts: 3, firstPause: 100 };

describe.skipIf(!hasRedis)('a queue', () => {
  let server: TestRedis;
  let link: RedisLink;
  let fixture: QueueFixture;
  beforeAll(async () => {
    server = await startRedis();
    link = await server.link();
  });
  afterAll(() => server.remove());
  beforeEach(async () => {
    fixture = await queueFixture();
  });
  afterEach(() => fixture.remove());

  it('has each photo done once, and keeps nothing of it in BullMQ', async () => {
    const plan = await fixture.photos({ a: {}, b: { work: 50 }, c: {} });
    const submitted = await submitBatch(link, plan, { name: 'three' });
    expect(submitted).toMatchObject({ existed: false, units: 3, added: 3, finished: 0 });
    await fixture.worker(link);
    const status = await untilStatus(link, submitted.id, isFinished);
    expect(status.units).toEqual({ total: 3, done: 3, failed: 0, retrying: 0, left: 0 });
    expect(status.photos).toEqual({ done: 3, skipped: 0, failed: 0 });
    expect([status.megapixels, status.name]).toEqual([1.5, 'three']);
    expect(await fixture.outputs()).toEqual(['a.out', 'b.out', 'c.out']);
    expect(await fixture.tries()).toEqual({ a: 1, b: 1, c: 1 });
    expect((await new BatchStore(link.redis).find('three')).id).toBe(submitted.id);
    expect(await link.redis.keys(`spectralift:units:${submitted.id}*`)).toEqual([]);
  });

  it('does not double the work of what is submitted twice, and takes new photos up', async () => {
    const plan = await fixture.photos({ a: {}, b: {} });
    const { id } = await submitBatch(link, plan);
    expect(await submitBatch(link, plan)).toMatchObject({
      id,
      existed: true,
      units: 2,
      added: 0,
      finished: 0,
    });
    const worker = await fixture.worker(link);
    await untilStatus(link, id, isFinished);
    await fixture.photos({ c: {} });
    expect(await submitBatch(link, plan)).toMatchObject({
      id,
      existed: true,
      units: 3,
      added: 1,
      finished: 2,
    });
    await worker.untilEmpty(new AbortController().signal);
    expect(await fixture.tries()).toEqual({ a: 1, b: 1, c: 1 });
    expect(await submitBatch(link, plan, { again: true })).toMatchObject({ units: 3, added: 0, finished: 0 });
    await untilStatus(link, id, isFinished);
    expect(await fixture.tries()).toEqual({ a: 2, b: 2, c: 2 });
  });

  it('tries again what may pass, after growing pauses, and gives up at once what cannot', async () => {
    const plan = await fixture.photos({
      broken: { fail: 'PhotoError' },
      disk: { fail: 'FileError', times: 2 },
      never: { fail: 'FileError' },
    });
    const { id } = await submitBatch(link, plan, { retries: { attempts: 3, firstPause: 200 } });
    const pauses: number[] = [];
    await fixture.worker(link, {
      listener: {
        onRetry: ({ unit }) => {
          if (unit.source.endsWith('never.jpg')) pauses.push(Date.now());
        },
        onResult: ({ unit }) => {
          if (unit.source.endsWith('never.jpg')) pauses.push(Date.now());
        },
      },
    });
    const status = await untilStatus(link, id, isFinished);
    expect(status.units).toEqual({ total: 3, done: 1, failed: 2, retrying: 0, left: 0 });
    expect(await fixture.tries()).toEqual({ broken: 1, disk: 3, never: 3 });
    const [first, second] = [pauses[1] - pauses[0], pauses[2] - pauses[1]];
    expect(first).toBeGreaterThanOrEqual(95); // 200 ms, less up to a half by chance
    expect(second).toBeGreaterThanOrEqual(195);
    const store = new BatchStore(link.redis);
    const dead = await store.results(id, await store.failedPlaces(id));
    expect(dead.map((result) => [result?.outcomes[0].kind, result?.attempts])).toEqual([
      ['failed', 1],
      ['failed', 3],
    ]);
    expect(await retryFailed(link, id, QUICK)).toBe(2);
    const after = await untilStatus(link, id, isFinished);
    expect([after.units.failed, after.photos.failed]).toEqual([2, 2]);
    expect((await fixture.tries())['broken']).toBe(2);
  });

  it('replaces a process that crashes or hangs', async () => {
    const plan = await fixture.photos({
      crash: { crash: true, times: 1 },
      hang: { hang: true, times: 1 },
      sound: {},
    });
    const { id } = await submitBatch(link, plan, { retries: QUICK });
    const reasons: string[] = [];
    await fixture.worker(link, {
      silence: 1500,
      listener: { onRetry: (_, { message }) => reasons.push(message) },
    });
    const { units } = await untilStatus(link, id, isFinished);
    expect(units).toMatchObject({ done: 3, failed: 0 });
    expect(reasons.sort()).toEqual([
      'expected a sign of life within 2 s, found none: the process was ended',
      'expected the process that computes to go on, found it ended by signal SIGKILL',
    ]);
  });

  it('renews locks while a process is busy, so that nobody else takes the photo', async () => {
    const plan = await fixture.photos({ busy: { spin: 3000 } });
    const { id } = await submitBatch(link, plan);
    const workers = [await fixture.worker(link, { lock: 1000 }), await fixture.worker(link, { lock: 1000 })];
    await untilStatus(link, id, isFinished);
    expect(await fixture.tries()).toEqual({ busy: 1 });
    expect(workers[0].renewals + workers[1].renewals).toBeGreaterThanOrEqual(3);
  });

  it('gives up what runs within a second or so of a cancel, and goes on where it is submitted again', async () => {
    const plan = await fixture.photos({ long: { work: 30_000 }, z1: {}, z2: {} });
    const { id } = await submitBatch(link, plan);
    const left: number[] = [];
    await fixture.worker(link, { listener: { onLeft: () => left.push(Date.now()) } });
    await untilTries(fixture, 1);
    const start = Date.now();
    await cancelBatch(link, id);
    const status = await untilStatus(link, id, ({ state }) => state === 'cancelled');
    while (left.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(left[0] - start).toBeLessThan(2000);
    expect(status.units.left).toBe(3);
    expect(await link.redis.llen('spectralift:units:wait')).toBe(0);
    await fixture.photos({ long: {} });
    expect(await submitBatch(link, plan)).toMatchObject({ id, existed: true, added: 0 });
    expect((await untilStatus(link, id, isFinished)).units.done).toBe(3);
  });

  it('is cancelled also while it waits to be tried again, and other batches stay', async () => {
    const plan = await fixture.photos({ never: { fail: 'FileError' } });
    const { id } = await submitBatch(link, plan, { retries: { attempts: 5, firstPause: 60_000 } });
    const worker = await fixture.worker(link);
    await untilStatus(link, id, ({ units }) => units.retrying === 1);
    await worker.stop();
    const other = await submitBatch(link, { ...plan, framesPerJob: 1 });
    expect(await link.redis.zcard('spectralift:units:delayed')).toBe(1);
    expect(await cancelBatch(link, id)).toBe(true);
    expect(await link.redis.zcard('spectralift:units:delayed')).toBe(0);
    expect(await link.redis.keys(`spectralift:units:${id}*`)).toEqual([]);
    expect(await link.redis.lrange('spectralift:units:wait', 0, -1)).toEqual([`${other.id}-0-0`]);
    expect((await untilStatus(link, id, ({ state }) => state === 'cancelled')).units.retrying).toBe(0);
    await cancelBatch(link, other.id);
  });

  it('gives up a photo that killed three workers', async () => {
    const { id } = await submitBatch(link, await fixture.photos({ bomb: {}, sound: {} }));
    await link.redis.hset(`spectralift:units:${id}-0-0`, { stc: 3 });
    await fixture.worker(link);
    expect((await untilStatus(link, id, isFinished)).units).toMatchObject({ done: 1, failed: 1 });
    const [result] = await new BatchStore(link.redis).results(id, [0]);
    expect(result?.outcomes[0]).toMatchObject({
      kind: 'failed',
      file: 'bomb.jpg',
      error: { message: 'expected a worker to survive it, found 3 that did not' },
    });
  });

  it('loses nothing where it is submitted again right after a cancel', async () => {
    const plan = await fixture.photos({ a: { work: 400 }, b: { work: 400 } });
    const { id } = await submitBatch(link, plan);
    await fixture.worker(link);
    await untilTries(fixture, 1);
    await cancelBatch(link, id);
    await submitBatch(link, plan);
    expect((await untilStatus(link, id, isFinished)).units.done).toBe(2);
  });

  it('hands a photo back when its worker is stopped and cannot finish it in time', async () => {
    const plan = await fixture.photos({ long: { work: 60_000, times: 1 } });
    const { id } = await submitBatch(link, plan);
    const worker = await fixture.worker(link, { grace: 200 });
    await untilTries(fixture, 1);
    const start = Date.now();
    await worker.stop();
    expect(Date.now() - start).toBeLessThan(4000);
    expect(await link.redis.llen('spectralift:units:wait')).toBe(1);
    await fixture.photos({ long: {} });
    await fixture.worker(link);
    const { units } = await untilStatus(link, id, isFinished);
    expect(units.done).toBe(1);
  });

  it('keeps to a rate', async () => {
    const plan = await fixture.photos({ a: {}, b: {}, c: {}, d: {}, e: {} });
    const { id } = await submitBatch(link, plan);
    const begins: number[] = [];
    await fixture.worker(link, {
      rate: { max: 2, duration: 1000 },
      listener: { onBegin: () => begins.push(Date.now()) },
    });
    await untilStatus(link, id, isFinished);
    expect(begins[4] - begins[0]).toBeGreaterThanOrEqual(1800); // 2, then 2, then 1
  });

  it('is removed when it is done, not before', async () => {
    const plan = await fixture.photos({ a: {} });
    const { id } = await submitBatch(link, plan, { name: 'short' });
    const store = new BatchStore(link.redis);
    await expect(removeBatch(link, await store.find(id))).rejects.toThrow(
      /finished or cancelled, found .* running/,
    );
    await fixture.worker(link);
    await untilStatus(link, id, isFinished);
    await removeBatch(link, await store.find('short'));
    await expect(store.find('short')).rejects.toThrow(/id or name of a batch, found 'short'/);
    expect(await link.redis.keys(`spectralift:batch:${id}*`)).toEqual([]);
    expect(await fixture.outputs()).toEqual(['a.out']);
  });
});

async function untilTries(fixture: QueueFixture, count: number): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const tries = await fixture.tries().catch(() => ({}));
    if (Object.values(tries).reduce((sum, one) => sum + one, 0) >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('nothing was tried');
}

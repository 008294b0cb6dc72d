/** Results in the order of the batch, whatever order they come in. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RedisLink } from '../../src/cluster/queue/connect-redis.ts';
import { cancelBatch } from '../../src/cluster/queue/end-batch.ts';
import { orderedResults } from '../../src/cluster/queue/ordered-results.ts';
import { submitBatch } from '../../src/cluster/queue/submit-batch.ts';
import { isFinished, type QueueFixture, queueFixture, untilStatus } from '../queue/queue-fixture.ts';
import { hasRedis, startRedis, type TestRedis } from '../queue/redis-server.ts';

describe.skipIf(!hasRedis)('results', () => {
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
  const nameOf = (source: string): string => source.split('/').at(-1)?.replace('.jpg', '') ?? '';

  it('are told in order while the batch runs: each only after all before it, failures in their place', async () => {
    const plan = await fixture.photos({
      '1': { work: 600 },
      '2': {},
      '3': { fail: 'PhotoError' },
      '4': { work: 50 },
      '10': { work: 10 },
    });
    const { id } = await submitBatch(link, plan);
    const ends: string[] = [];
    await fixture.worker(link, {
      concurrency: 2,
      listener: { onResult: ({ unit }) => ends.push(nameOf(unit.source)) },
    });
    const told: string[] = [];
    for await (const { index, result } of orderedResults(link.redis, id, { follow: true })) {
      const name = nameOf(result.unit.source);
      expect(ends, 'told when it is there').toContain(name);
      told.push(`${index} ${name} ${result.outcomes[0].kind}`);
    }
    expect(told).toEqual(['0 1 done', '1 2 done', '2 3 failed', '3 4 done', '4 10 done']);
    expect(ends.indexOf('1')).toBeGreaterThan(0); // the first took longest
  });

  it('are told as far as they are, with gaps, where nobody waits', async () => {
    const plan = await fixture.photos({ '1': { work: 60_000 }, '2': {}, '3': {} });
    const { id } = await submitBatch(link, plan);
    await fixture.worker(link, { concurrency: 2, grace: 100 });
    await untilStatus(link, id, ({ units }) => units.left === 1);
    const told: number[] = [];
    for await (const { index } of orderedResults(link.redis, id, { follow: false })) told.push(index);
    expect(told).toEqual([1, 2]);
    const followed = (async () => {
      for await (const { index } of orderedResults(link.redis, id, { follow: true })) told.push(index);
    })();
    await cancelBatch(link, id);
    await expect(followed).rejects.toThrow(/expected batch .* to go on, found it cancelled/);
    expect(told).toEqual([1, 2]);
  });

  it('of many units come through in order', async () => {
    const names = Array.from({ length: 250 }, (_, number) => [`p${number}`, {}] as const);
    const { id } = await submitBatch(link, await fixture.photos(Object.fromEntries(names)));
    await fixture.worker(link, { concurrency: 2 });
    const told: string[] = [];
    for await (const { result } of orderedResults(link.redis, id, { follow: true })) {
      told.push(nameOf(result.unit.source));
    }
    expect(told).toEqual(names.map(([name]) => name));
    expect((await untilStatus(link, id, isFinished)).units.done).toBe(250);
  });
});

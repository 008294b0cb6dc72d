/** A Redis into which somebody else writes: workers refuse what they must not do, and go on with the rest. */
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { batchKeys } from '../../src/cluster/queue/batch-keys.ts';
import { BatchStore } from '../../src/cluster/queue/batch-store.ts';
import type { RedisLink } from '../../src/cluster/queue/connect-redis.ts';
import { submitBatch } from '../../src/cluster/queue/submit-batch.ts';
import { isFinished, planFor, type QueueFixture, queueFixture, untilStatus } from '../queue/queue-fixture.ts';
import { hasRedis, startRedis, type TestRedis } from '../queue/redis-server.ts';

describe.skipIf(!hasRedis)('a worker on a hostile queue', () => {
  let server: TestRedis;
  let link: RedisLink;
  let fixture: QueueFixture;
  let outside = '';
  let trouble: string[] = [];
  beforeAll(async () => {
    server = await startRedis();
    link = await server.link();
  });
  afterAll(() => server.remove());
  beforeEach(async () => {
    fixture = await queueFixture();
    outside = await mkdtemp(join(tmpdir(), 'spectralift-outside-'));
    trouble = [];
  });
  afterEach(async () => {
    await fixture.remove();
    await rm(outside, { recursive: true });
  });
  const start = () => fixture.worker(link, { listener: { onTrouble: (text) => trouble.push(text) } });

  /** Puts a job where BullMQ takes jobs from, as it stands. */
  async function plant(id: string, data: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
    await link.redis.hset(`spectralift:units:${id}`, {
      name: 'unit',
      data,
      opts: '{}',
      timestamp: '1',
      ...more,
    });
    await link.redis.lpush('spectralift:units:wait', id);
  }

  it('refuses jobs that are none, and does the others', async () => {
    const { id } = await submitBatch(link, await fixture.photos({ a: {}, b: {} }));
    const job = (unit: unknown, index: unknown = 7): string => JSON.stringify({ batch: id, index, unit });
    const jobs = [
      '{}',
      'null',
      '[1]',
      '"text"',
      job(null),
      job({ source: '' }),
      job({ source: '/x\0y' }),
      job({ source: '/x' }, -1),
      job({ source: '/x', frames: { from: 1, to: 1e9 } }),
      JSON.stringify({ batch: '../../etc', index: 0, unit: { source: '/x' } }),
      `{"__proto__":{"batch":"${id}"}}`,
    ];
    for (const [number, data] of jobs.entries()) await plant(`evil-${number}`, data);
    await start();
    expect((await untilStatus(link, id, isFinished)).units).toMatchObject({ total: 2, done: 2, failed: 0 });
    for (let wait = 0; trouble.length < jobs.length && wait < 100; wait++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(trouble.filter((text) => text.startsWith('refused a job:'))).toHaveLength(jobs.length);
    expect(await link.redis.llen('spectralift:units:wait')).toBe(0);
  });

  it('is not stopped by what is not even JSON', async () => {
    const { id } = await submitBatch(link, await fixture.photos({ a: {}, b: {} }));
    await plant('not-json', '{');
    await plant('bad-options', '{}', { opts: '{' });
    await plant('no-hash', '{}');
    await link.redis.del('spectralift:units:no-hash');
    await start();
    expect((await untilStatus(link, id, isFinished)).units).toMatchObject({ total: 2, done: 2, failed: 0 });
  });

  it('touches nothing outside of its folders', async () => {
    await fixture.photos({ a: {} });
    const photo = join(fixture.folder, 'photos', 'a.jpg');
    await writeFile(join(outside, 'secret.jpg'), '{}');
    await mkdir(fixture.out);
    await symlink(outside, join(fixture.out, 'link'));
    const plans = [
      planFor([photo], outside),
      planFor([photo], join(fixture.out, 'link')),
      planFor([photo], `${fixture.out}/../../${outside.split('/').at(-1)}`),
      planFor([join(outside, 'secret.jpg')], fixture.out),
      { ...planFor([photo], fixture.out), settings: { ...planFor([], '').settings, model: `${outside}/w` } },
    ];
    const submitted: string[] = [];
    for (const plan of plans) submitted.push((await submitBatch(link, plan)).id);
    await start();
    for (const id of submitted) {
      const { units } = await untilStatus(link, id, isFinished);
      expect(units).toMatchObject({ total: 1, failed: 1 });
      const [result] = await new BatchStore(link.redis).results(id, [0]);
      const [outcome] = result?.outcomes ?? [];
      expect(outcome.kind === 'failed' && outcome.error.message).toMatch(
        /found it outside of this worker's folders/,
      );
      expect(result?.attempts).toBe(1);
    }
    expect(await readdir(outside)).toEqual(['secret.jpg']);
  });

  it.each([
    ['plan', '{"sources":"all"}'],
    ['plan', 'x'],
    ['state', 'made up'],
    ['created', '-1'],
  ])('does nothing for a batch whose %s is %s', async (field, value) => {
    const { id } = await submitBatch(link, await fixture.photos({ a: {} }));
    await link.redis.hset(batchKeys(id).batch, field, value);
    await start();
    for (let wait = 0; trouble.length === 0 && wait < 100; wait++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(trouble[0]).toMatch(/^refused a job: expected .* of the queue/);
    expect(await readdir(fixture.folder)).toEqual(['photos']);
  });
});

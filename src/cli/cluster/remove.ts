/** `spectralift cluster remove`: records of batches go, their outputs stay. */
import type { Command } from 'commander';
import { type BatchRecord, readStatus } from '../../cluster/queue/batch-record.ts';
import { BatchStore } from '../../cluster/queue/batch-store.ts';
import type { RedisLink } from '../../cluster/queue/connect-redis.ts';
import { removeBatch } from '../../cluster/queue/end-batch.ts';
import { jsonOption, positiveOption, UsageError } from '../options.ts';
import { printJson, say } from '../output.ts';
import { addRedisOption, batchTitle, type RedisOption, withRedis } from './redis-option.ts';

interface RemoveOptions extends RedisOption {
  readonly finished: boolean;
  readonly olderThan?: number;
  readonly json: boolean;
}

const DAY = 86_400_000;
/** Batches that are looked at in one go. */
const WINDOW = 100;

export function registerRemove(command: Command): void {
  command
    .argument('[batch...]', 'ids or names')
    .option('--finished', 'all that are finished or cancelled', false)
    .option('--older-than <days>', 'with --finished: only those submitted before that', positiveOption);
  addRedisOption(command).addOption(jsonOption()).action(runRemove);
}

async function runRemove(batches: readonly string[], options: RemoveOptions): Promise<void> {
  if (batches.length > 0 === options.finished) {
    throw new UsageError('expected batches to remove, or --finished, found neither or both');
  }
  await withRedis(options, async (link) => {
    const store = new BatchStore(link.redis);
    const records = options.finished
      ? await ended(link, store, options.olderThan ?? 0)
      : await Promise.all(batches.map((batch) => store.find(batch)));
    for (const record of records) await removeBatch(link, record);
    if (options.json) printJson({ removed: records.map(({ id }) => id) });
    else for (const record of records) say(`${batchTitle(record)} is removed`);
  });
}

async function ended({ redis }: RedisLink, store: BatchStore, days: number): Promise<BatchRecord[]> {
  const found: BatchRecord[] = [];
  for (let from = 0; ; from += WINDOW) {
    const some = await store.list(from, WINDOW);
    if (some.length === 0) return found;
    for (const record of some) {
      const state = (await readStatus(redis, record.id))?.state;
      const old = Date.now() - record.created >= days * DAY;
      if (old && (state === 'finished' || state === 'cancelled')) found.push(record);
    }
  }
}

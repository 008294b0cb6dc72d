/** The end of a batch: cancelling what is left of it, and removing its record. */
import { type BatchRecord, readStatus } from './batch-record.ts';
import { BatchStore } from './batch-store.ts';
import type { RedisLink } from './connect-redis.ts';
import { BatchError } from './queue-error.ts';

/**
 * Cancels a batch: units that wait are taken off the queue, those that run are given up by their workers within a
 * second. What is done stays. Submitting it again goes on with it. A batch that is finished stays so.
 *
 * @returns whether there was anything to cancel. @throws BatchError if it is gone.
 */
export async function cancelBatch({ redis }: RedisLink, id: string): Promise<boolean> {
  if ((await readStatus(redis, id))?.state === 'finished') return false;
  await new BatchStore(redis).cancel(id);
  return true;
}

/**
 * Removes the record of a batch; its outputs stay.
 *
 * @throws BatchError if it is neither finished nor cancelled.
 */
export async function removeBatch({ redis }: RedisLink, record: BatchRecord): Promise<void> {
  const store = new BatchStore(redis);
  const state = (await readStatus(redis, record.id))?.state;
  if (state === 'running' || state === 'submitting') {
    throw new BatchError(`expected a batch that is finished or cancelled, found ${record.id} ${state}`, {
      hint: 'cancel it first',
    });
  }
  if (state === 'interrupted') await store.cancel(record.id);
  await store.remove(record);
}

/** The end of a batch: cancelling what is left of it, and removing its record. */
import { jobId } from './batch-keys.ts';
import { type BatchRecord, readStatus } from './batch-record.ts';
import { BatchStore } from './batch-store.ts';
import type { RedisLink } from './connect-redis.ts';
import { BatchError } from './queue-error.ts';
import { withQueue } from './submit-batch.ts';
import { CHUNK } from './unit-queue.ts';

export interface EndOptions {
  readonly signal?: AbortSignal;
  /** Jobs looked at, of all. */
  onProgress?(done: number, total: number): void;
}

/**
 * Cancels a batch: units that wait are taken off the queue, those that run are given up by their workers within a
 * second. What is done stays. Submitting it again goes on with it. A batch that is finished stays so.
 *
 * @returns whether there was anything to cancel. @throws BatchError if it is gone. @throws the signal's reason if it aborts; the batch is cancelled even so.
 */
export async function cancelBatch(link: RedisLink, id: string, options: EndOptions = {}): Promise<boolean> {
  if ((await readStatus(link.redis, id))?.state === 'finished') return false;
  const { usual, others, total } = await new BatchStore(link.redis).cancel(id);
  await withQueue(link, async (queue) => {
    for (let start = 0; start < total; start += CHUNK) {
      options.signal?.throwIfAborted();
      const end = Math.min(total, start + CHUNK);
      const places = Array.from({ length: end - start }, (_, offset) => start + offset);
      await Promise.all(places.map((place) => queue.remove(jobId(id, place, others.get(place) ?? usual))));
      options.onProgress?.(end, total);
    }
  });
  return true;
}

/**
 * Removes the record of a batch; its outputs stay.
 *
 * @throws BatchError if it is neither finished nor cancelled.
 */
export async function removeBatch(link: RedisLink, record: BatchRecord): Promise<void> {
  const state = (await readStatus(link.redis, record.id))?.state;
  if (state === 'running' || state === 'submitting') {
    throw new BatchError(`expected a batch that is finished or cancelled, found ${record.id} ${state}`, {
      hint: 'cancel it first',
    });
  }
  if (state === 'interrupted') await cancelBatch(link, record.id);
  await new BatchStore(link.redis).remove(record);
}

/** The one queue of BullMQ that carries the units of all batches to the workers. */
import type { Queue } from 'bullmq';
import { jobId, PREFIX, QUEUE } from './batch-keys.ts';
import type { PlacedUnit } from './batch-store.ts';
import type { QueuedUnit } from './queue-content.ts';
import type { RedisLink } from './connect-redis.ts';

/** Jobs that are added, or looked after, in one go. */
export const CHUNK = 1000;

/** How a unit is tried again when a failure may pass. */
export interface RetryPolicy {
  /** Tries in all. */
  readonly attempts: number;
  /** Milliseconds before the second try; each pause is twice the one before, less up to a half by chance. */
  readonly firstPause: number;
}

export const USUAL_RETRIES: RetryPolicy = { attempts: 5, firstPause: 5000 };

export type UnitQueue = Queue<QueuedUnit, string, 'unit'>;

/** Opens the queue on a connection, which stays the caller's. */
export async function openUnitQueue({ redis }: RedisLink): Promise<UnitQueue> {
  const { Queue: QueueOfJobs } = await import('bullmq');
  const queue: UnitQueue = new QueueOfJobs(QUEUE, {
    connection: redis,
    prefix: PREFIX,
    skipVersionCheck: true, // done when the connection was made
  });
  queue.on('error', () => undefined); // told by the connection's own listener
  await queue.waitUntilReady();
  return queue;
}

/**
 * Adds units; those that wait or run already are left as they are.
 *
 * A job goes when its unit is done or given up: the batch's record keeps what became of it, in less memory.
 */
export async function addUnits(
  queue: UnitQueue,
  batch: string,
  units: readonly PlacedUnit[],
  { attempts, firstPause }: RetryPolicy,
): Promise<void> {
  const backoff = { type: 'exponential', delay: firstPause, jitter: 0.5 };
  await queue.addBulk(
    units.map(({ unit, index, generation }) => ({
      name: 'unit',
      data: { batch, index, unit },
      opts: {
        jobId: jobId(batch, index, generation),
        attempts,
        backoff,
        removeOnComplete: true,
        removeOnFail: true,
        stackTraceLimit: 0,
      },
    })),
  );
}

/** The queue as a whole, and what runs just now. */
import { BATCHES_KEY } from './batch-keys.ts';
import type { RedisLink } from './connect-redis.ts';
import { checkQueuedUnit, type QueuedUnit } from './queue-content.ts';
import { withQueue } from './submit-batch.ts';

/** Units of all batches, workers and batches. */
export interface QueueStatus {
  readonly waiting: number;
  readonly active: number;
  /** Failed, and waiting to be tried again. */
  readonly delayed: number;
  /** Workers that are connected; undefined where Redis may not be asked. */
  readonly workers: number | undefined;
  readonly batches: number;
}

/** A unit that a worker is at. */
export interface RunningUnit extends QueuedUnit {
  readonly worker: string;
  /** Of it, as last told. */
  readonly percent: number;
}

/** Most running units that are shown. */
const MOST_SHOWN = 100;

export async function queueStatus(link: RedisLink): Promise<QueueStatus> {
  return withQueue(link, async (queue) => {
    const counts = await queue.getJobCounts('wait', 'active', 'delayed');
    return {
      waiting: counts['wait'] ?? 0,
      active: counts['active'] ?? 0,
      delayed: counts['delayed'] ?? 0,
      workers: await queue.getWorkersCount().catch(() => undefined),
      batches: await link.redis.zcard(BATCHES_KEY),
    };
  });
}

/** What workers are at in a batch; jobs that are none of ours are passed over. */
export async function runningUnits(link: RedisLink, batch: string): Promise<RunningUnit[]> {
  return withQueue(link, async (queue) => {
    const jobs = await queue.getJobs(['active'], 0, MOST_SHOWN - 1, true);
    return jobs.flatMap(({ data, processedBy, progress }) => {
      try {
        const queued = checkQueuedUnit(data);
        if (queued.batch !== batch) return [];
        const percent = typeof progress === 'number' ? Math.round(progress) : 0;
        return [{ ...queued, worker: processedBy ?? 'a worker', percent }];
      } catch {
        return [];
      }
    });
  });
}

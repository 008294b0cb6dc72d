/**
 * A worker: takes units off the queue, has them done by processes of its own, and keeps what became of them. All that it
 * does itself is short, so that its locks are renewed in time however long a photo takes.
 */
import type { Job, Worker } from 'bullmq';
import type { UnitFailure } from '../work-unit.ts';
import type { AllowedPlaces } from './allowed-places.ts';
import { PREFIX, QUEUE } from './batch-keys.ts';
import { BatchStore } from './batch-store.ts';
import { type RedisLink, reasonOf } from './connect-redis.ts';
import { pause } from './pause.ts';
import type { QueuedUnit } from './queue-content.ts';
import { UnitProcess } from './unit-process.ts';
import { UnitProcessor, type WorkerListener } from './unit-processor.ts';
import { openUnitQueue } from './unit-queue.ts';

/** Photos in a stretch of time, over all workers that are told the same. */
export interface Rate {
  readonly max: number;
  /** Milliseconds. */
  readonly duration: number;
}

export interface QueueWorkerOptions {
  readonly link: RedisLink;
  readonly places: AllowedPlaces;
  /** By which it is known: `host-pid`. */
  readonly name: string;
  /** Units at once, each in a process of its own. */
  readonly concurrency: number;
  /** Threads of each process. */
  readonly threads: number;
  readonly device: 'auto' | 'cpu' | 'webgpu';
  /** Bytes of each process. */
  readonly maxMemory: number;
  readonly rate?: Rate;
  /** Milliseconds without a renewed lock after which others take a unit over. */
  readonly lock: number;
  /** Milliseconds without a sign of life after which a process is replaced. */
  readonly silence: number;
  /** Milliseconds that units which run may take to end when the worker is stopped; then they are handed back. */
  readonly grace: number;
  readonly listener?: WorkerListener;
  /** The built programs, where they are not beside this file. */
  readonly programs?: { readonly program: URL; readonly runnerModule: URL };
}

/** A worker that runs. */
export interface QueueWorker {
  /** Resolves when nothing waits, runs or is to be tried again, in the whole queue. */
  untilEmpty(signal: AbortSignal): Promise<void>;
  /** Takes no more units; lets those that run end within the grace, else hands them back. */
  stop(): Promise<void>;
  /** How many locks were renewed, for those who measure. */
  readonly renewals: number;
}

/** Milliseconds between looks at whether batches were cancelled, and whether the queue is empty. */
const LOOK = 500;

/** Starts a worker. */
export async function startQueueWorker(options: QueueWorkerOptions): Promise<QueueWorker> {
  const { link, concurrency, lock, rate, name, listener = {} } = options;
  const bullmq = await import('bullmq');
  const store = new BatchStore(link.redis);
  const processes = Array.from(
    { length: concurrency },
    () => new UnitProcess({ silence: options.silence, ...options.programs }),
  );
  const processor = new UnitProcessor({ ...options, store, processes, listener });
  const handBack = async (job: Job<QueuedUnit>, token: string): Promise<never> => {
    await job.moveToWait(token);
    throw new bullmq.WaitingError();
  };
  const work = async (job: Job<QueuedUnit>, token: string | undefined): Promise<string> => {
    const end = await processor.process(job);
    switch (end.kind) {
      case 'kept':
        return '';
      case 'handed-back':
        return handBack(job, token ?? '');
      case 'given-up':
        throw new bullmq.UnrecoverableError(brief(end.failure));
      case 'try-again':
        throw new Error(brief(end.failure));
    }
  };
  let renewals = 0;
  const worker: Worker<QueuedUnit, string> = new bullmq.Worker(QUEUE, work, {
    connection: link.redis,
    prefix: PREFIX,
    name,
    concurrency,
    lockDuration: lock,
    stalledInterval: lock,
    maxStalledCount: Number.MAX_SAFE_INTEGER, // counted by the processor, who can say to which batch it belongs
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
    skipVersionCheck: true,
    ...(rate === undefined ? {} : { limiter: { ...rate } }),
  });
  worker.on('error', (error) => listener.onTrouble?.(`the queue: ${reasonOf(error)}`));
  worker.on('locksRenewed', ({ count }) => {
    renewals += count;
  });
  let looking = false; // a look waits as long as Redis is away
  const look = setInterval(() => {
    if (looking) return;
    looking = true;
    const done = (): void => {
      looking = false;
    };
    processor.lookForCancelled().then(done, done);
  }, LOOK);
  return {
    get renewals() {
      return renewals;
    },
    untilEmpty: (signal) => untilEmpty(link, signal),
    stop: async () => {
      const late = setTimeout(() => processor.handBackAll(), options.grace);
      await worker.close();
      clearTimeout(late);
      clearInterval(look);
      await Promise.all(processes.map((process) => process.close()));
    },
  };
}

/** What BullMQ keeps of a failure; the whole stands in the batch. */
function brief({ name, message }: UnitFailure): string {
  return `${name}: ${message}`.slice(0, 200);
}

async function untilEmpty(link: RedisLink, signal: AbortSignal): Promise<void> {
  const queue = await openUnitQueue(link);
  while (!signal.aborted) {
    const counts = await queue.getJobCounts('wait', 'active', 'delayed', 'prioritized');
    if (Object.values(counts).every((count) => count === 0)) return;
    await pause(LOOK, signal);
  }
}

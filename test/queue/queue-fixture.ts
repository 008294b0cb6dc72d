/** What tests of the queue need: "photos" for the tiny runner, plans, workers in this process. */
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPlaces } from '../../src/cluster/queue/allowed-places.ts';
import { type BatchStatus, readStatus } from '../../src/cluster/queue/batch-record.ts';
import type { RedisLink } from '../../src/cluster/queue/connect-redis.ts';
import type { BatchPlan } from '../../src/cluster/queue/queue-content.ts';
import {
  type QueueWorker,
  type QueueWorkerOptions,
  startQueueWorker,
} from '../../src/cluster/queue/queue-worker.ts';

const PROGRAMS = {
  program: new URL('../../dist/cluster/queue/unit-process-main.js', import.meta.url),
  runnerModule: new URL('./tiny-runner.mjs', import.meta.url),
};

/** How a "photo" behaves; see `tiny-runner.mjs`. */
export interface TinyPhoto {
  readonly work?: number;
  readonly spin?: number;
  readonly fail?: string;
  readonly times?: number;
  readonly hang?: boolean;
  readonly crash?: boolean;
}

export interface QueueFixture {
  readonly folder: string;
  readonly out: string;
  /** Writes photos and gives the plan of all in the folder. */
  photos(photos: Readonly<Record<string, TinyPhoto>>): Promise<BatchPlan>;
  worker(link: RedisLink, options?: Partial<QueueWorkerOptions>): Promise<QueueWorker>;
  /** Names of the outputs, and how often each photo was tried. */
  outputs(): Promise<string[]>;
  tries(): Promise<Readonly<Record<string, number>>>;
  remove(): Promise<void>;
}

export async function queueFixture(): Promise<QueueFixture> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'spectralift-queue-')));
  const [photos, out] = [join(folder, 'photos'), join(folder, 'out')];
  const workers: QueueWorker[] = [];
  await mkdir(photos);
  return {
    folder,
    out,
    photos: async (wanted) => {
      for (const [name, told] of Object.entries(wanted)) {
        await writeFile(join(photos, `${name}.jpg`), JSON.stringify(told));
      }
      return planFor([photos], out);
    },
    worker: async (link, options = {}) => {
      const worker = await startQueueWorker({
        link,
        places: await openPlaces([folder]),
        name: 'test',
        concurrency: 1,
        threads: 1,
        device: 'cpu',
        maxMemory: 2 ** 30,
        lock: 2000,
        silence: 60_000,
        grace: 10_000,
        programs: PROGRAMS,
        ...options,
      });
      workers.push(worker);
      return worker;
    },
    outputs: async () => (await readdir(out)).filter((name) => name.endsWith('.out')).sort(),
    tries: async () => {
      const lines = (await readFile(join(out, 'tries.log'), 'utf8')).trimEnd().split('\n');
      const counts: Record<string, number> = {};
      for (const line of lines) counts[line] = (counts[line] ?? 0) + 1;
      return counts;
    },
    remove: async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function planFor(sources: readonly string[], destination: string): BatchPlan {
  return {
    sources,
    destination,
    settings: {
      camera: 'auto',
      linear: false,
      model: 'generator',
      format: 'npy',
      dataType: 'float32',
      consistency: 'non-negative',
    },
    framesPerJob: 10,
  };
}

/** Waits until a batch is as wanted, and gives its status. */
export async function untilStatus(
  link: RedisLink,
  id: string,
  wanted: (status: BatchStatus) => boolean,
): Promise<BatchStatus> {
  for (let attempt = 0; attempt < 2400; attempt++) {
    const status = await readStatus(link.redis, id);
    if (status !== undefined && wanted(status)) return status;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not as wanted: ${JSON.stringify(await readStatus(link.redis, id))}`);
}

export const isFinished = ({ state }: BatchStatus): boolean => state === 'finished';

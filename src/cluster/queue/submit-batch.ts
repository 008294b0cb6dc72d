/** Submitting: units are listed, placed and queued some at a time, so that a million of them need little memory. */
import type { WorkUnit } from '../work-unit.ts';
import { BatchStore, type PlacedUnit } from './batch-store.ts';
import { type RedisLink, reasonOf } from './connect-redis.ts';
import { listUnits } from './list-units.ts';
import type { BatchPlan } from './queue-content.ts';
import { BatchError, RedisError } from './queue-error.ts';
import {
  addUnits,
  CHUNK,
  openUnitQueue,
  type RetryPolicy,
  type UnitQueue,
  USUAL_RETRIES,
} from './unit-queue.ts';

export interface SubmitOptions {
  readonly name?: string;
  readonly retries?: RetryPolicy;
  /** Queues also what is done already: workers pass over photos that have not changed since. */
  readonly again?: boolean;
  readonly signal?: AbortSignal;
  /** Units so far. */
  onProgress?(units: number): void;
}

/** What a submission came to, in units. */
export interface Submission {
  readonly id: string;
  /** The same was submitted before. */
  readonly existed: boolean;
  readonly units: number;
  /** Of these: never submitted before. */
  readonly added: number;
  /** Of these: done or given up already, and left so. */
  readonly finished: number;
}

/**
 * Submits a plan. The same plan is the same batch: units that wait, run or are finished are not queued twice, new
 * photos of a folder are added, and a submission that was interrupted is completed.
 *
 * @throws BatchError if the name is taken or the batch is cancelled meanwhile. @throws RedisError if Redis has no room.
 * @throws as {@link listUnits}.
 */
export async function submitBatch(
  link: RedisLink,
  plan: BatchPlan,
  options: SubmitOptions = {},
): Promise<Submission> {
  const { name, retries = USUAL_RETRIES, again = false, signal, onProgress } = options;
  const units = listUnits(plan, signal);
  const first = await units.next(); // nothing is made of inputs that cannot be read
  const store = new BatchStore(link.redis);
  const queue = await openUnitQueue(link);
  const { id, existed } = await store.open(plan, name);
  const before = await store.count(id);
  let [listed, finished] = [0, 0];
  try {
    for await (const some of chunks(first, units)) {
      signal?.throwIfAborted();
      if ((await store.state(id)) !== 'submitting') throw cancelled(id);
      await store.signOfSubmission(id);
      const placed = await store.place(id, some);
      const done = placed.filter((unit) => unit.finished);
      const reopened = again ? await forgetResults(store, id, done) : [];
      await addUnits(queue, id, [...placed.filter((unit) => !unit.finished), ...reopened], retries);
      listed += some.length;
      finished += done.length - reopened.length;
      onProgress?.(listed);
    }
    if (!(await store.endSubmission(id))) throw cancelled(id);
    return { id, existed, units: listed, added: (await store.count(id)) - before, finished };
  } catch (error) {
    await store.interruptSubmission(id);
    throw roomProblem(error);
  } finally {
    await queue.close();
  }
}

/** Lists of at most {@link CHUNK}. */
async function* chunks(
  first: IteratorResult<WorkUnit, void>,
  rest: AsyncIterable<WorkUnit>,
): AsyncGenerator<WorkUnit[], void, undefined> {
  let some = first.done === true ? [] : [first.value];
  for await (const unit of rest) {
    some.push(unit);
    if (some.length < CHUNK) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

/** Forgets results of units, for them to be done again. */
async function forgetResults(
  store: BatchStore,
  id: string,
  units: readonly { readonly index: number }[],
): Promise<PlacedUnit[]> {
  const indices = units.map(({ index }) => index);
  const results = await store.results(id, indices);
  const forgotten = await Promise.all(
    results.map(async (result, position) =>
      result === undefined ? undefined : store.forgetResult(id, indices[position], result),
    ),
  );
  return forgotten.filter((unit) => unit !== undefined);
}

/**
 * Tries again what failed.
 *
 * @returns number of units. @throws BatchError if the batch is cancelled.
 */
export async function retryFailed(
  link: RedisLink,
  id: string,
  retries: RetryPolicy = USUAL_RETRIES,
): Promise<number> {
  const store = new BatchStore(link.redis);
  if ((await store.state(id)) === 'cancelled') {
    throw new BatchError(`expected a batch that is wanted, found ${id} cancelled`, {
      hint: 'submit it again',
    });
  }
  return withQueue(link, async (queue) => {
    const failed = await store.failedPlaces(id);
    let count = 0;
    for (let start = 0; start < failed.length; start += CHUNK) {
      const some = failed.slice(start, start + CHUNK).map((index) => ({ index }));
      const reopened = await forgetResults(store, id, some);
      await addUnits(queue, id, reopened, retries);
      count += reopened.length;
    }
    return count;
  });
}

/** Runs something with the queue open. */
export async function withQueue<T>(link: RedisLink, run: (queue: UnitQueue) => Promise<T>): Promise<T> {
  const queue = await openUnitQueue(link);
  try {
    return await run(queue);
  } finally {
    await queue.close();
  }
}

function cancelled(id: string): BatchError {
  return new BatchError(`expected batch ${id} to be wanted, found it cancelled while it was submitted`, {
    hint: 'submit it again',
  });
}

/** Redis says OOM where its memory is full. */
function roomProblem(error: unknown): unknown {
  const reason = reasonOf(error);
  if (!reason.startsWith('OOM')) return error;
  return new RedisError(`expected room in Redis for all units, found its memory full (${reason})`, {
    hint: 'raise maxmemory and submit again: what is queued stays',
    cause: error,
  });
}

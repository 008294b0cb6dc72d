/** What became of a batch, unit by unit in the order in which they were submitted. */
import type { Redis } from 'ioredis';
import { readStatus } from './batch-record.ts';
import { BatchStore } from './batch-store.ts';
import { pause } from './pause.ts';
import type { UnitResult } from './queue-content.ts';
import { BatchError } from './queue-error.ts';

/** Results that are asked for at once, and milliseconds between two looks at whether the next is there. */
const WINDOW = 100;
const LOOK = 300;

export interface OrderedResult {
  readonly index: number;
  readonly result: UnitResult;
}

export interface OrderedResultsOptions {
  /** Waits for those that are not there yet: the k-th is told only after the one before it. */
  readonly follow: boolean;
  readonly signal?: AbortSignal;
}

/**
 * The results of a batch in order: all that are there, or, followed, each as soon as it and all before it are there,
 * until the batch is finished. What failed is told in its place, so that it holds up nothing.
 *
 * @throws BatchError if the batch is gone, or, followed, is cancelled or its submission interrupted before the end.
 * @throws QueueContentError. @throws the signal's reason if it aborts.
 */
export async function* orderedResults(
  redis: Redis,
  id: string,
  { follow, signal }: OrderedResultsOptions,
): AsyncGenerator<OrderedResult, void, undefined> {
  const store = new BatchStore(redis);
  let next = 0;
  while (true) {
    signal?.throwIfAborted();
    const status = await readStatus(redis, id);
    if (status === undefined) throw new BatchError(`expected batch ${id}, found it removed`);
    const { total } = status.units;
    const before = next;
    while (next < total) {
      const places = Array.from({ length: Math.min(WINDOW, total - next) }, (_, offset) => next + offset);
      const found = await store.results(id, places);
      const ready = follow ? leading(found) : found.length;
      for (let position = 0; position < ready; position++) {
        const result = found[position];
        if (result !== undefined) yield { index: places[position], result };
        signal?.throwIfAborted();
      }
      next += ready;
      if (ready < places.length) break;
    }
    if (!follow || (next >= total && status.state === 'finished')) return;
    if (status.state === 'cancelled' || status.state === 'interrupted') {
      const found = status.state === 'cancelled' ? 'cancelled' : 'submitted in part';
      throw new BatchError(`expected batch ${id} to go on, found it ${found}`, { hint: 'submit it again' });
    }
    if (next === before) await pause(LOOK, signal);
  }
}

/** How many stand at the start without a gap. */
function leading(found: readonly unknown[]): number {
  const gap = found.indexOf(undefined);
  return gap < 0 ? found.length : gap;
}

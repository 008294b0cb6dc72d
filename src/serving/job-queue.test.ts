/** Who gets an engine when, and what others are told. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeEngine } from '../../test/serving-fixtures.ts';
import { ByteBudget } from './byte-budget.ts';
import { JobQueue } from './job-queue.ts';
import { DEFAULT_SERVING_LIMITS } from './serving-limits.ts';

const limits = { waiting: 2, waitingSeconds: 30 };
const engine = () => new FakeEngine(DEFAULT_SERVING_LIMITS, new ByteBudget(1e9));
const never = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('JobQueue', () => {
  it('serves in order, and refuses at once what would wait behind too many', async () => {
    const queue = new JobQueue([engine()], limits);
    const first = await queue.enter(never);
    const order: string[] = [];
    const enter = async (name: string) => {
      const place = await queue.enter(never);
      order.push(name);
      return place;
    };
    const [second, third] = [enter('second'), enter('third')];
    await expect(queue.enter(never)).rejects.toMatchObject({ _tag: 'BusyError', status: 429 });
    expect([queue.running, queue.waiting, queue.full]).toEqual([1, 2, true]);
    first.leave();
    first.leave(); // a second time changes nothing
    (await second).leave();
    (await third).leave();
    expect(order).toEqual(['second', 'third']);
    expect([queue.running, queue.waiting, queue.full]).toEqual([0, 0, false]);
  });

  it('tells when to come again from how long jobs take', async () => {
    const queue = new JobQueue([engine()], limits);
    expect(queue.retryAfter()).toBe(2); // the first guess
    for (let job = 0; job < 30; job++) {
      const place = await queue.enter(never);
      vi.advanceTimersByTime(10_000);
      place.leave();
    }
    expect(queue.retryAfter()).toBe(10);
    await queue.enter(never);
    queue.enter(never).catch(() => undefined);
    queue.enter(never).catch(() => undefined);
    expect(queue.retryAfter()).toBe(15); // half of three jobs
    queue.clear(new Error('over'));
  });

  it('lets go of who leaves, and of who has waited too long', async () => {
    const queue = new JobQueue([engine()], limits);
    await queue.enter(never);
    const leaving = new AbortController();
    const left = queue.enter(leaving.signal);
    const late = queue.enter(never);
    const refused = expect(late).rejects.toMatchObject({ _tag: 'BusyError', status: 503 });
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    expect(queue.waiting).toBe(1);
    vi.advanceTimersByTime(30_000);
    await refused;
    expect(queue.waiting).toBe(0);
  });

  it('uses every engine that is ready, and waits for the others', async () => {
    const engines = [engine(), engine()];
    engines[1].ready = false;
    let told = (): void => undefined;
    engines[1].onReady = (listener: () => void) => {
      told = listener;
    };
    const queue = new JobQueue(engines, limits);
    const first = await queue.enter(never);
    const second = queue.enter(never);
    expect(queue.waiting).toBe(1);
    engines[1].ready = true;
    told();
    expect(first.engine).toBe(engines[0]);
    expect((await second).engine).toBe(engines[1]);
  });
});

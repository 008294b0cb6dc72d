import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../files/read-limits.ts';
import { CubeError } from '../../spectral-cube.ts';
import { type Hdf5Worker, openInWorker, workerInput } from './hdf5-client.ts';
import type { Hdf5Answer, Hdf5Order } from './hdf5-messages.ts';

/** A worker that is played by the test. */
class PlayedWorker implements Hdf5Worker {
  readonly orders: Hdf5Order[] = [];
  readonly kept: boolean[] = [];
  ends = 0;
  answered: (answer: Hdf5Answer) => void = () => undefined;
  ended: (reason: string) => void = () => undefined;
  /** What it answers each order with; nothing where it is undefined. */
  readonly #play: (order: Hdf5Order) => Hdf5Answer | undefined;

  constructor(play: (order: Hdf5Order) => Hdf5Answer | undefined) {
    this.#play = play;
  }

  post(order: Hdf5Order): void {
    this.orders.push(order);
    const answer = this.#play(order);
    if (answer !== undefined) queueMicrotask(() => this.answered(answer));
  }

  listen(answered: (answer: Hdf5Answer) => void, ended: (reason: string) => void): void {
    this.answered = answered;
    this.ended = ended;
  }

  keepAlive(keep: boolean): void {
    this.kept.push(keep);
  }

  async end(): Promise<void> {
    this.ends++;
  }
}

const bytes = new Uint8Array(8);
const dataset = { path: '/cube', shape: [3], type: 'uint8' } as const;

function obedient(order: Hdf5Order): Hdf5Answer {
  if (order.kind === 'open') return { kind: 'opened' };
  if (order.kind === 'list') return { kind: 'listing', listing: { datasets: [dataset], refused: [] } };
  return { kind: 'numbers', buffer: Uint8Array.of(1, 2, 3).buffer };
}

function open(worker: Hdf5Worker, limits = {}) {
  return openInWorker(worker, { bytes: bytes.slice() }, { ...DEFAULT_LIMITS, ...limits }, 'a.h5');
}

test('orders go one after another; the process is kept while one is under way', async () => {
  const worker = new PlayedWorker((order) => (order.kind === 'read' ? undefined : obedient(order)));
  const file = await open(worker);
  await file.list();
  const first = file.read('/cube', [0], [2]);
  const second = file.read('/cube', [2], [1]);
  await new Promise((done) => setTimeout(done, 5));
  expect(worker.orders.map(({ kind }) => kind)).toEqual(['open', 'list', 'read']);
  expect(worker.kept).toEqual([true, false, true, false, true]);
  worker.answered({ kind: 'numbers', buffer: Uint8Array.of(1, 2).buffer });
  expect([...Array.from(await first, Number)]).toEqual([1, 2]);
  worker.answered({ kind: 'failed', message: 'expected more, found less', hint: 'try' });
  await expect(second).rejects.toMatchObject({ message: 'expected more, found less in a.h5', hint: 'try' });
  // An order that failed is no end.
  expect((await file.list()).datasets).toHaveLength(1);
  expect(worker.ends).toBe(0);
  await file.close();
  expect(worker.ends).toBeGreaterThan(0);
  expect(worker.kept.at(-1)).toBe(false);
});

test('what waits is told when the file is closed or the worker ends', async () => {
  const silent = () => new PlayedWorker((order) => (order.kind === 'list' ? undefined : obedient(order)));
  const closed = await open(silent());
  const listing = closed.list();
  const later = closed.list();
  await new Promise((done) => setTimeout(done, 5));
  await closed.close();
  await expect(listing).rejects.toThrow('expected a.h5 to be open, found it closed');
  await expect(later).rejects.toThrow(CubeError);
  const worker = silent();
  const ended = await open(worker);
  const waiting = ended.list();
  await new Promise((done) => setTimeout(done, 5));
  worker.ended('reached the limit\n    at somewhere');
  await expect(waiting).rejects.toThrow(
    /^expected the HDF5 parser to read a.h5, found that it broke down: reached the limit$/,
  );
  expect(worker.ends).toBe(1);
});

test('answers of the wrong kind, orders that cannot be sent, too many bytes', async () => {
  const confused = await open(new PlayedWorker(() => ({ kind: 'opened' })));
  await expect(confused.list()).rejects.toThrow(/broke down: an answer of another kind \(opened\)/);
  await expect(confused.list()).rejects.toThrow(/another kind/);
  const deaf = new PlayedWorker(() => {
    throw new TypeError('cannot be cloned');
  });
  await expect(open(deaf)).rejects.toThrow(/broke down: cannot be cloned/);
  expect(deaf.ends).toBeGreaterThan(0);
  expect(() => workerInput({ bytes }, { ...DEFAULT_LIMITS, parserBytes: 7 })).toThrow(
    /at most 7 bytes .* found 8/,
  );
});

test('an answer that came while this thread was busy is no reason to end the worker', async () => {
  const answers = (milliseconds: number): Hdf5Worker => {
    const code = `const { parentPort } = require('node:worker_threads');
      parentPort.on('message', () => setTimeout(() => parentPort.postMessage({ kind: 'opened' }), ${milliseconds}));`;
    const thread = new Worker(code, { eval: true });
    return {
      post: (order) => thread.postMessage(order),
      listen: (answered) => thread.on('message', answered),
      keepAlive: () => undefined,
      end: async () => {
        await thread.terminate();
      },
    };
  };
  const opening = open(answers(1), { parserMilliseconds: 500 });
  // After this the timers of Node come first, then what came in.
  await new Promise((done) => setImmediate(done));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
  await (await opening).close();
  await expect(open(answers(60_000), { parserMilliseconds: 20 })).rejects.toThrow(/answer within 20 ms/);
});

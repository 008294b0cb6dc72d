/** Talking to a thread: one order, and the answers to it until there is a result. */
import type { Worker } from 'node:worker_threads';
import { RuntimeError } from '../runtime.ts';

/**
 * Sends an order. The process is kept while the thread is at it, and not by an idle thread.
 *
 * @param take looks at each answer: gives the result, or nothing if more are to come; throws what the answer says
 * went wrong.
 * @param who names the thread in errors: "a lane".
 * @throws RuntimeError if the thread ends or `take` throws.
 */
export function exchange<Answer, Result>(
  worker: Worker,
  order: unknown,
  who: string,
  take: (answer: Answer) => { readonly result: Result } | undefined,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      worker.off('message', listen);
      worker.off('error', fail);
      worker.off('exit', ended);
      worker.unref();
    };
    const fail = (cause: unknown): void => {
      end();
      const reason = cause instanceof Error ? cause.message : String(cause);
      reject(new RuntimeError(`${who} failed: ${reason}`, { cause }));
    };
    const ended = (): void => fail(new Error('its thread ended'));
    const listen = (answer: Answer): void => {
      try {
        const taken = take(answer);
        if (taken === undefined) return;
        end();
        resolve(taken.result);
      } catch (cause) {
        fail(cause);
      }
    };
    worker.ref();
    worker.on('message', listen);
    worker.on('error', fail);
    worker.on('exit', ended);
    worker.postMessage(order);
  });
}

/** Ends threads: each is told to close, and waited for. */
export async function endThreads(workers: readonly Worker[], order: unknown): Promise<void> {
  const ended = workers.map((worker) => new Promise<void>((resolve) => worker.once('exit', () => resolve())));
  for (const worker of workers) {
    worker.ref();
    worker.postMessage(order);
  }
  await Promise.all(ended);
}

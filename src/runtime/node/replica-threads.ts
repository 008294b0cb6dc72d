/** The same model on several threads, each with a session of one thread: see {@link Replicas}. */
import { Worker } from 'node:worker_threads';
import type { Replicas, TensorValues } from '../runtime.ts';
import type { ReplicaAnswer, ReplicaOrder } from './replica-messages.ts';
import { endThreads, exchange } from './worker-exchange.ts';

/** Loads a model `count` times. */
export async function replicaThreads(model: Uint8Array, count: number): Promise<Replicas> {
  const workers = Array.from({ length: count }, () => {
    const worker = new Worker(new URL('./replica-worker.js', import.meta.url));
    worker.unref(); // an idle thread does not keep the process
    return worker;
  });
  const release = (): Promise<void> => endThreads(workers, { kind: 'close' } satisfies ReplicaOrder);
  try {
    await Promise.all(workers.map((worker) => ask(worker, { kind: 'load', model })));
  } catch (error) {
    await release();
    throw error;
  }
  return {
    runAll: async (feeds) => {
      const results: TensorValues[] = [];
      let next = 0;
      const serve = async (worker: Worker): Promise<void> => {
        while (next < feeds.length) {
          const job = next++;
          const answer = await ask(worker, { kind: 'run', feeds: feeds[job] });
          if (answer.kind === 'result') results[job] = answer.values;
        }
      };
      await Promise.all(workers.map(serve));
      return results;
    },
    release,
  };
}

/** One order and its answer. @throws RuntimeError if it fails or the thread ends. */
function ask(worker: Worker, order: ReplicaOrder): Promise<Exclude<ReplicaAnswer, { kind: 'failed' }>> {
  return exchange(worker, order, 'a replica', (answer: ReplicaAnswer) => {
    if (answer.kind === 'failed') throw new Error(answer.message);
    return { result: answer };
  });
}

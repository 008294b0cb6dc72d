/** Starts a thread of Node that runs lanes. */
import { Worker } from 'node:worker_threads';
import { endThreads, exchange } from '../../runtime/node/worker-exchange.ts';
import type { LaneAnswer } from '../lane-threads/lane-messages.ts';
import { type LaneThread, takeAnswer } from '../lane-threads/lane-threads.ts';

/** Idle, it does not keep the process. */
export function startLaneThread(): LaneThread {
  const worker = new Worker(new URL('./lane-worker.js', import.meta.url));
  worker.unref();
  worker.setMaxListeners(0);
  return {
    run: (order, onStrip) =>
      exchange(worker, order, 'a lane', (answer: LaneAnswer) => takeAnswer(answer, onStrip)),
    end: () => endThreads([worker], 'close'),
  };
}

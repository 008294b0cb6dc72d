/**
 * The runtime that a reconstruction uses in a page: on a GPU one lane; on the processor several workers, each with an
 * engine of one thread, where the page may share memory. The threads of one engine would meet after every operation,
 * and wait for one another whenever the machine is busy.
 */
import { RuntimeError } from '../../runtime/runtime.ts';
import { mayShareMemory } from '../../runtime/web/may-share-memory.ts';
import { type WebRuntimeOptions, webRuntime } from '../../runtime/web/web-runtime.ts';
import type { LaneAnswer } from '../lane-threads/lane-messages.ts';
import { laneRuntimeOver } from '../lane-threads/lane-runtime.ts';
import { type LaneThread, takeAnswer } from '../lane-threads/lane-threads.ts';
import type { LaneRuntime } from '../lanes.ts';

/** More would take more memory, about 100 MB each, than a page should. */
const MOST_LANES = 4;

/**
 * Opens the runtime; close it to free its workers and sessions.
 *
 * @param options `threads` is the number of lanes here; as many as there are cores, at most four, unless given, and one
 * where the page is not isolated.
 * @throws RuntimeError as {@link webRuntime} does.
 */
export async function webLaneRuntime(options: WebRuntimeOptions = {}): Promise<LaneRuntime> {
  const lanes = mayShareMemory()
    ? (options.threads ?? Math.min(MOST_LANES, navigator.hardwareConcurrency))
    : 1;
  const runtime = await webRuntime({ ...options, threads: 1 });
  if (runtime.device !== 'wasm') return laneRuntimeOver(runtime, 1, () => startLaneWorker(options));
  if (lanes === 1) return laneRuntimeOver(runtime, 1, () => startLaneWorker(options));
  const waiting = Array.from({ length: lanes }, () => startLaneWorker(options)); // they load while a photo is decoded
  const name = runtime.name.replace(/1 thread$/, `${lanes} threads`);
  const start = (): LaneThread => waiting.pop() ?? startLaneWorker(options);
  return { ...laneRuntimeOver(runtime, lanes, start), name };
}

function startLaneWorker({ files }: WebRuntimeOptions): LaneThread {
  // Bundlers look for these words, as they stand, to find the file of the worker.
  const worker = new Worker(new URL('./lane-worker.js', import.meta.url), {
    type: 'module',
    name: JSON.stringify(files?.('wasm') ?? null),
  });
  return {
    run: (order, onStrip) =>
      new Promise((resolve, reject) => {
        const fail = (reason: string): void => reject(new RuntimeError(`a lane failed: ${reason}`));
        worker.onerror = (event) => {
          event.preventDefault();
          fail(event.message || 'its worker could not be started');
        };
        worker.onmessageerror = () => fail('an answer that cannot be read');
        worker.onmessage = ({ data }: MessageEvent<LaneAnswer>) => {
          try {
            const taken = takeAnswer(data, onStrip);
            if (taken !== undefined) resolve(taken.result);
          } catch (cause) {
            fail(cause instanceof Error ? cause.message : String(cause));
          }
        };
        worker.postMessage(order);
      }),
    end: async () => worker.terminate(),
  };
}

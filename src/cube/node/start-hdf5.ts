/** Starts the HDF5 parser in a thread of Node. */
import { Worker } from 'node:worker_threads';
import type { StartHdf5 } from '../formats/hdf5-parser.ts';
import { openInWorker, startedWorker, workerInput } from '../formats/mat73/hdf5-client.ts';
import type { Hdf5Answer, Hdf5Order } from '../formats/mat73/hdf5-messages.ts';

/** Memory for objects of JavaScript that the parser needs to be loaded, MiB. */
const LEAST_HEAP = 128;

/** Opens an HDF5 file in a thread of its own, which is ended when it takes more than the limits allow. */
export const startHdf5: StartHdf5 = hdf5Threads(new URL('./hdf5-worker.js', import.meta.url));

/** The same with the file of the thread given. */
export function hdf5Threads(threadFile: URL): StartHdf5 {
  return async ({ origin, name }, limits) => {
    const input = workerInput(origin, limits);
    const heap = Math.max(LEAST_HEAP, Math.ceil(limits.parserBytes / 2 ** 20));
    const options = {
      execArgv: [], // what the process was started with is not for the thread
      resourceLimits: { maxOldGenerationSizeMb: heap },
    };
    const thread = startedWorker(() => new Worker(threadFile, options), name);
    return openInWorker(
      {
        post(order: Hdf5Order, transfer: ArrayBuffer[]) {
          thread.postMessage(order, transfer);
        },
        listen(answered, ended) {
          thread.on('message', (answer: Hdf5Answer) => answered(answer));
          thread.on('messageerror', () => ended('an answer that cannot be read'));
          thread.on('error', (error) => ended(error.message));
          thread.on('exit', () => ended('its thread ended'));
        },
        keepAlive(keep) {
          if (keep) thread.ref();
          else thread.unref();
        },
        async end() {
          await thread.terminate();
        },
      },
      input,
      limits,
      name,
    );
  };
}

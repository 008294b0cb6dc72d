/** Starts the HDF5 parser in a worker of a page. */
import type { StartHdf5 } from '../hdf5-parser.ts';
import { openInWorker, startedWorker, workerInput } from './hdf5-client.ts';
import type { Hdf5Answer, Hdf5Order } from './hdf5-messages.ts';

/** Opens an HDF5 file in a worker of its own, which is ended when it takes more than the limits allow. */
export const startHdf5InPage: StartHdf5 = async ({ origin, name }, limits) => {
  const input = workerInput(origin, limits);
  // Bundlers look for these words, as they stand, to find the file of the worker.
  const start = () => new Worker(new URL('./hdf5-page-worker.js', import.meta.url), { type: 'module' });
  const worker = startedWorker(start, name);
  return openInWorker(
    {
      post(order: Hdf5Order, transfer: ArrayBuffer[]) {
        worker.postMessage(order, transfer);
      },
      listen(answered, ended) {
        worker.onmessage = ({ data }: MessageEvent<Hdf5Answer>) => answered(data);
        worker.onmessageerror = () => ended('an answer that cannot be read');
        worker.onerror = (event) => {
          event.preventDefault();
          ended(event.message || 'its worker could not be started');
        };
      },
      keepAlive() {},
      async end() {
        worker.terminate();
      },
    },
    input,
    limits,
    name,
  );
};

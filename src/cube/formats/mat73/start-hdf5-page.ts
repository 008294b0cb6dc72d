/** Starts the HDF5 parser in a worker of a page. */
import type { StartHdf5 } from '../hdf5-parser.ts';
import { openInWorker } from './hdf5-client.ts';
import type { Hdf5Answer, Hdf5Order } from './hdf5-messages.ts';

/** Opens an HDF5 file in a worker of its own, which is ended when it takes more than the limits allow. */
export const startHdf5InPage: StartHdf5 = async ({ origin, name }, limits) => {
  const worker = new Worker(new URL('./hdf5-page-worker.js', import.meta.url), { type: 'module' });
  return openInWorker(
    {
      post(order: Hdf5Order) {
        worker.postMessage(order);
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
    'bytes' in origin ? { bytes: origin.bytes.slice() } : origin,
    limits,
    name,
  );
};

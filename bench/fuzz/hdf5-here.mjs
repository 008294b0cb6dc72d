// The HDF5 parser in this process in place of a thread of its own: the same orders and answers, nothing that ends it.
import { openInWorker } from '../../dist/cube/formats/mat73/hdf5-client.js';
import { bytesInMemory } from '../../dist/cube/formats/mat73/hdf5-module.js';
import { hdf5Service } from '../../dist/cube/formats/mat73/hdf5-service.js';

/** Files after which a fresh process must go on: a thread is given up with its file, which nobody closes. */
const MOST_FILES = 400;
const { grow } = WebAssembly.Memory.prototype;
let opened = 0;
let broken = false;

/** Opens the bytes of a file as `startHdf5` does, without a thread. */
export async function startHdf5Here({ origin, name }, limits) {
  WebAssembly.Memory.prototype.grow = grow; // the service of every thread sets its own limit
  opened++;
  const obey = hdf5Service(async ({ bytes }) => bytesInMemory(bytes));
  let tell;
  const worker = {
    async post(order) {
      const answer = await obey(order);
      // After these a thread is given up, and so is this process.
      broken ||= answer.kind === 'memory' || answer.kind === 'broken';
      tell(answer);
    },
    listen(answered) {
      tell = answered;
    },
    keepAlive() {},
    async end() {},
  };
  return openInWorker(worker, { bytes: origin.bytes.slice() }, limits, name);
}

/** Whether the parser broke down here or holds too many files for a fair trial of another. */
export function isParserSpent() {
  return broken || opened >= MOST_FILES;
}

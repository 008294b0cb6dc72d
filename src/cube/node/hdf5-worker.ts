/** The thread of Node that reads one HDF5 file: a file on disk piece by piece, bytes as they are. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { fileProblem } from '../files/file-error.ts';
import type { Hdf5Input, Hdf5Order } from '../formats/mat73/hdf5-messages.ts';
import { hdf5Service } from '../formats/mat73/hdf5-service.ts';
import { blobInMemory, bytesInMemory, type SyncBytes } from '../formats/mat73/hdf5-module.ts';

async function openInput(input: Hdf5Input, mostBytes: number): Promise<SyncBytes> {
  if ('path' in input) return fileOnDisk(input.path);
  if ('bytes' in input) return bytesInMemory(input.bytes);
  return blobInMemory(input.blob, mostBytes);
}

function fileOnDisk(path: string): SyncBytes {
  try {
    const file = openSync(path, 'r');
    return {
      size: fstatSync(file).size,
      readInto(target, position) {
        let done = 0;
        while (done < target.length) {
          const bytes = readSync(file, target, done, target.length - done, position + done);
          if (bytes === 0) break;
          done += bytes;
        }
        return done;
      },
      close: () => closeSync(file),
    };
  } catch (cause) {
    throw fileProblem(cause, `read ${path}`);
  }
}

const obey = hdf5Service(openInput);

parentPort?.on('message', async (order: Hdf5Order) => {
  const answer = await obey(order);
  parentPort?.postMessage(answer, answer.kind === 'numbers' ? [answer.buffer] : []);
});

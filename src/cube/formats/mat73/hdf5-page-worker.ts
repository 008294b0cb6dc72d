/** The worker of a page that reads one HDF5 file: a blob piece by piece, bytes as they are. */
import { CubeError } from '../../spectral-cube.ts';
import type { Hdf5Input, Hdf5Order } from './hdf5-messages.ts';
import { hdf5Service } from './hdf5-service.ts';
import { blobInMemory, bytesInMemory, type SyncBytes } from './hdf5-module.ts';

/** What a worker of a browser has, which the declarations of pages do not know. */
interface WorkerScope {
  readonly FileReaderSync?: new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer };
  onmessage: ((event: { readonly data: Hdf5Order }) => void) | null;
  postMessage(message: unknown, transfer: readonly Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;

async function openInput(input: Hdf5Input, mostBytes: number): Promise<SyncBytes> {
  if ('bytes' in input) return bytesInMemory(input.bytes);
  if (!('blob' in input)) throw new CubeError('expected a file that was given to the page, found a path');
  const { blob } = input;
  if (scope.FileReaderSync !== undefined) {
    const reader = new scope.FileReaderSync();
    return {
      size: blob.size,
      readInto(target, position) {
        const bytes = new Uint8Array(
          reader.readAsArrayBuffer(blob.slice(position, position + target.length)),
        );
        target.set(bytes);
        return bytes.length;
      },
    };
  }
  return blobInMemory(blob, mostBytes);
}

const obey = hdf5Service(openInput);

scope.onmessage = async ({ data }) => {
  const answer = await obey(data);
  scope.postMessage(answer, answer.kind === 'numbers' ? [answer.buffer] : []);
};

/** The worker of a page that reads one HDF5 file: a blob piece by piece, bytes as they are. */
import { CubeError } from '../../spectral-cube.ts';
import { formatCount } from '../raw/sample-type.ts';
import type { Hdf5Input, Hdf5Order } from './hdf5-messages.ts';
import { bytesInMemory, type SyncBytes } from './hdf5-module.ts';
import { hdf5Service } from './hdf5-service.ts';

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
  if (blob.size > mostBytes) {
    throw new CubeError(
      `expected a file of at most ${formatCount(mostBytes)} bytes, found ${formatCount(blob.size)}`,
      { hint: 'raise the limit parserBytes if memory suffices' },
    );
  }
  return bytesInMemory(new Uint8Array(await blob.arrayBuffer()));
}

const obey = hdf5Service(openInput);

scope.onmessage = async ({ data }) => {
  const answer = await obey(data);
  scope.postMessage(answer, answer.kind === 'numbers' ? [answer.buffer] : []);
};

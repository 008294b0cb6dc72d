/**
 * The inside of the worker that reads an HDF5 file, the same in Node and in a browser: obeys orders, and keeps the
 * parser's memory within its limit.
 */
import { SpectraliftError } from '../../../errors.ts';
import type { Hdf5Answer, Hdf5Input, Hdf5Order } from './hdf5-messages.ts';
import { type Hdf5Reader, isFailureOfLibrary, openHdf5 } from './hdf5-reader.ts';
import type { SyncBytes } from './hdf5-module.ts';

/** Bytes of a page of a WebAssembly memory. */
const PAGE_BYTES = 65_536;

/**
 * Obeys the orders of one worker.
 *
 * @param openInput opens the bytes of a file, in the way of the place where this runs.
 */
export function hdf5Service(
  openInput: (input: Hdf5Input, mostBytes: number) => Promise<SyncBytes>,
): (order: Hdf5Order) => Promise<Hdf5Answer> {
  let reader: Hdf5Reader | undefined;
  let memory: MemoryGuard | undefined;
  const obey = async (order: Hdf5Order): Promise<Hdf5Answer> => {
    if (order.kind === 'open') {
      const { input, limits } = order;
      memory = guardMemory(limits.parserBytes);
      reader = await openHdf5(await openInput(input, limits.parserBytes), limits);
      return { kind: 'opened' };
    }
    if (reader === undefined) throw new Error('no file was opened');
    if (order.kind === 'list') return { kind: 'listing', listing: reader.list() };
    return { kind: 'numbers', buffer: reader.read(order.path, order.start, order.count) };
  };
  return async (order) => {
    if (memory !== undefined) memory.exceeded = false;
    try {
      return await obey(order);
    } catch (error) {
      if (memory?.exceeded === true) return { kind: 'memory' };
      const message = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
      if (isFailureOfLibrary(error)) return { kind: 'broken', message };
      return { kind: 'failed', message, hint: error instanceof SpectraliftError ? error.hint : '' };
    }
  };
}

interface MemoryGuard {
  /** True once more was wanted than is allowed. */
  exceeded: boolean;
}

/**
 * Lets no memory of WebAssembly in this worker grow beyond a limit. The parser takes the refusal for a machine that
 * has no more, and fails.
 */
function guardMemory(mostBytes: number): MemoryGuard {
  const guard = { exceeded: false };
  const grow = WebAssembly.Memory.prototype.grow;
  WebAssembly.Memory.prototype.grow = function (this: WebAssembly.Memory, pages: number): number {
    if (this.buffer.byteLength + pages * PAGE_BYTES > mostBytes) {
      guard.exceeded = true;
      throw new RangeError('more memory than the parser may have');
    }
    const before = grow.call(this, pages);
    guard.exceeded = false; // less was wanted the second time
    return before;
  };
  return guard;
}

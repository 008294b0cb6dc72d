import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { fileOf, testCube } from '../../../../test/format-laws.ts';
import { readWholeCube } from '../../cube-source.ts';
import { memoryFiles } from '../../files/input-files.ts';
import { DEFAULT_LIMITS } from '../../files/read-limits.ts';
import { mat73Format } from './mat73-file.ts';
import { startHdf5InPage } from './start-hdf5-page.ts';

/** What the code of the worker sets and calls, in this thread. */
const scope = globalThis as unknown as {
  onmessage?: (event: { readonly data: unknown }) => Promise<void>;
  postMessage?: (message: unknown, transfer: readonly unknown[]) => void;
};

const ended: string[] = [];
/** How many bytes were read of the blob at once. */
const stretches: number[] = [];

/** A worker of a page whose code runs here. Messages are copied, as between threads. */
class WorkerHere {
  onmessage: ((event: { readonly data: unknown }) => void) | undefined;
  onerror: ((event: { readonly message: string; preventDefault(): void }) => void) | undefined;
  readonly #address: string;

  constructor(address: URL, { type }: { readonly type: string }) {
    this.#address = `${address.pathname.split('/').at(-1)} ${type}`;
  }

  postMessage(order: unknown, transfer: ArrayBuffer[]): void {
    scope.postMessage = (message, moved) => {
      const data = structuredClone(message, { transfer: [...moved] as ArrayBuffer[] });
      queueMicrotask(() => this.onmessage?.({ data }));
    };
    const isBlob = (order as { readonly input?: object }).input instanceof BlobHere;
    const data = isBlob ? order : copied(order, transfer);
    queueMicrotask(() => scope.onmessage?.({ data }));
  }

  terminate(): void {
    ended.push(this.#address);
  }
}

/** Copies an order; a blob stays itself. */
function copied(order: unknown, transfer: ArrayBuffer[]): unknown {
  const { input, ...rest } = order as { readonly input?: { readonly blob?: Blob } };
  if (input?.blob === undefined) return structuredClone(order, { transfer });
  return { ...structuredClone(rest), input };
}

/** A blob that can be read without waiting, as in a worker of a browser. */
class BlobHere extends Blob {
  readonly content: Uint8Array<ArrayBuffer>;

  constructor(content: Uint8Array<ArrayBuffer>) {
    super([content]);
    this.content = content;
  }

  override slice(from = 0, to = this.size): BlobHere {
    return new BlobHere(this.content.slice(from, to));
  }
}

class ReaderHere {
  readAsArrayBuffer({ content }: BlobHere): ArrayBuffer {
    stretches.push(content.length);
    return content.slice().buffer;
  }
}

const { grow } = WebAssembly.Memory.prototype;
beforeAll(async () => {
  vi.stubGlobal('Worker', WorkerHere);
  await import('./hdf5-page-worker.ts');
});
afterAll(() => {
  vi.unstubAllGlobals();
  WebAssembly.Memory.prototype.grow = grow;
});

const cube = testCube(4, 30, 50);

async function read(content: Blob | Uint8Array<ArrayBuffer>, limits = {}) {
  const place = { files: memoryFiles(new Map([['a.mat', content]])), name: 'a.mat' };
  const context = { limits: { ...DEFAULT_LIMITS, ...limits }, startHdf5: startHdf5InPage };
  const source = await mat73Format.open(place, context);
  try {
    return (await readWholeCube(source)).data;
  } finally {
    await source.close();
  }
}

test('bytes and a blob, piece by piece where the browser can, whole where not', async () => {
  const { bytes } = await fileOf(mat73Format, cube);
  expect(await read(bytes)).toEqual(cube.data);
  expect(bytes.length).toBeGreaterThan(24_000); // what was given is still there
  expect(await read(new Blob([bytes]))).toEqual(cube.data);
  await expect(read(new Blob([bytes]), { parserBytes: 20_000 })).rejects.toThrow(/copied into memory/);
  vi.stubGlobal('FileReaderSync', ReaderHere);
  expect(await read(new BlobHere(bytes), { parserBytes: 2 ** 25 })).toEqual(cube.data);
  expect(stretches.length).toBeGreaterThan(3);
  expect(Math.max(...stretches)).toBeLessThan(bytes.length);
  expect(new Set(ended)).toEqual(new Set(['hdf5-page-worker.js module']));
});

test('a worker that cannot be started', async () => {
  class Broken extends WorkerHere {
    override postMessage(): void {
      queueMicrotask(() => this.onerror?.({ message: '', preventDefault: () => undefined }));
    }
  }
  vi.stubGlobal('Worker', Broken);
  const { bytes } = await fileOf(mat73Format, cube);
  await expect(read(bytes)).rejects.toThrow(/broke down: its worker could not be started/);
  class Forbidden {
    constructor() {
      throw new Error('not from here');
    }
  }
  vi.stubGlobal('Worker', Forbidden);
  await expect(read(bytes)).rejects.toThrow(
    'expected a worker that reads a.mat, found that none can be started: not from here',
  );
});

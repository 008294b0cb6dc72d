/** The engine as the page holds it: a worker behind the calls of `contract.ts`. */
import { keepOffline } from '../service-worker-client.ts';
import type { Engine, HeldCube, Reconstruction, ReconstructionCallbacks } from './contract.ts';
import { EngineError } from './engine-error.ts';
import type { Answer, CallName, CallNews, EngineCalls } from './messages.ts';
import { sampleTruth } from './sample-truth.ts';
import { STUDIO_MODELS } from './studio-models.ts';

export interface EngineOptions {
  /** As of `webRuntime`; `auto` unless given. */
  readonly device?: 'auto' | 'wasm' | 'webgpu';
}

/** A call that has no answer yet. */
interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
  news(news: CallNews): void;
}

/** Starts the engine in a worker of its own. One is enough for a page. */
export function createEngine({ device = 'auto' }: EngineOptions = {}): Engine {
  const site = new URL('./', document.baseURI).href;
  // Bundlers look for these words, as they stand, to find the file of the worker.
  const worker = new Worker(new URL('./engine-worker.ts', import.meta.url), {
    type: 'module',
    name: JSON.stringify({ site, device }),
  });
  const waiting = new Map<number, Waiting>();
  let last = 0;
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    const call = waiting.get(data.id);
    if (call === undefined) return;
    if (data.kind === 'done' || data.kind === 'failed') waiting.delete(data.id);
    if (data.kind === 'done') call.resolve(data.result);
    else if (data.kind === 'failed') call.reject(new EngineError(data.error));
    else call.news(data);
  };
  const broken = (message: string): void => {
    for (const { reject } of waiting.values()) {
      const hint = 'reload the page';
      reject(new EngineError({ tag: 'EngineBroken', message: `the engine has ended: ${message}`, hint }));
    }
    waiting.clear();
  };
  worker.onerror = (event) => {
    event.preventDefault();
    broken(event.message || 'its worker could not be started');
  };
  worker.onmessageerror = () => broken('an answer that cannot be read');

  function call<Name extends CallName>(
    name: Name,
    argument?: Parameters<EngineCalls[Name]>[0],
    { signal, news = () => undefined }: { readonly signal?: AbortSignal; news?(news: CallNews): void } = {},
  ): Promise<ReturnType<EngineCalls[Name]>> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const id = ++last;
      const abort = (): void => worker.postMessage({ kind: 'abort', id });
      const settled = (): void => signal?.removeEventListener('abort', abort);
      waiting.set(id, {
        resolve: (result) => {
          settled();
          resolve(result as ReturnType<EngineCalls[Name]>);
        },
        reject: (error) => {
          settled();
          reject(signal?.aborted === true ? signal.reason : error);
        },
        news,
      });
      signal?.addEventListener('abort', abort);
      worker.postMessage({ kind: 'call', id, name, argument });
    });
  }

  let runtime: Promise<string> | undefined;
  return {
    runtime: () =>
      (runtime ??= call('runtime').then(({ name, files }) => {
        void keepOffline(files);
        return name;
      })),
    models: STUDIO_MODELS,
    open: (files) => call('open', files),
    openSample: () => call('openSample'),
    sampleTruth,
    readCube: (files) => call('readCube', files),
    chooseResponse: (request) => call('chooseResponse', request),
    reconstruct: async (request, callbacks = {}) => {
      const { signal } = callbacks;
      const started = new Started(callbacks);
      const result = await call('reconstruct', request, {
        ...(signal === undefined ? {} : { signal }),
        news: (news) => started.take(news),
      });
      return { ...started.parts(), ...result };
    },
    exportCube: (request, { signal, onProgress } = {}) =>
      call('exportCube', request, {
        ...(signal === undefined ? {} : { signal }),
        news: (news) => {
          if (news.kind === 'progress') onProgress?.(news.progress);
        },
      }),
  };
}

/** What a reconstruction has told so far. */
class Started {
  readonly #callbacks: ReconstructionCallbacks;
  #parts: Pick<Reconstruction, 'cube' | 'response' | 'rgb'> | undefined;

  constructor(callbacks: ReconstructionCallbacks) {
    this.#callbacks = callbacks;
  }

  take(news: CallNews): void {
    if (news.kind === 'progress') this.#callbacks.onProgress?.(news.progress);
    else if (news.kind === 'rows') {
      if (news.samples !== undefined) putRows(this.parts().cube, news.y, news.rows, news.samples);
      this.#callbacks.onRows?.(news.y, news.rows);
    } else {
      const { cube, response, rgb } = news;
      const size = cube.bands * cube.height * cube.width;
      const own = cube.data.length === size ? cube : { ...cube, data: new Float32Array(size) };
      this.#parts = { cube: own, response, rgb };
      this.#callbacks.onStart?.(own, response, rgb);
    }
  }

  parts(): Pick<Reconstruction, 'cube' | 'response' | 'rgb'> {
    if (this.#parts === undefined) {
      throw new EngineError({
        tag: 'EngineBroken',
        message: 'the engine gave no cube',
        hint: 'reload the page',
      });
    }
    return this.#parts;
  }
}

function putRows(cube: HeldCube, y: number, rows: number, samples: Float32Array): void {
  const { bands, height, width, data } = cube;
  for (let band = 0; band < bands; band++) {
    data.set(samples.subarray(band * rows * width, (band + 1) * rows * width), (band * height + y) * width);
  }
}

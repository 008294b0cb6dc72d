/** ONNX Runtime Web: WebGPU where a page has a GPU, else WebAssembly, on threads where the page may share memory. */
import type { Env, InferenceSession, Tensor } from 'onnxruntime-common';
import { emitOnnx, input, relu } from '../../graph/index.ts';
import { firstLine, ortSession, sharedOptions } from '../ort-session.ts';
import { type Runtime, RuntimeError, type Session, type SessionOptions } from '../runtime.ts';
import { mayShareMemory } from './may-share-memory.ts';
import { adapterFailure } from './webgpu-adapter.ts';

/**
 * A build of ONNX Runtime Web. `wasm` computes on the processor. The others know WebGPU as well: `jspi` waits for the
 * GPU by suspending WebAssembly, which a browser must support; `asyncify` does without, and is larger and slower.
 */
export type OrtBuild = 'wasm' | 'jspi' | 'asyncify';

/** Where the two files of a build are: its script and its WebAssembly, as absolute addresses. */
export interface OrtFiles {
  readonly mjs: string;
  readonly wasm: string;
}

export interface WebRuntimeOptions {
  /**
   * `auto` takes WebGPU if a GPU answers (no software one) and a tiny model runs on it, else the processor. Default
   * `auto`.
   */
  readonly device?: 'auto' | 'wasm' | 'webgpu';
  /** Threads on the processor; as many as there are cores unless given, one where the page is not isolated. */
  readonly threads?: number;
  /** Where the files of a build are; beside the package's own script, as a bundler places them, unless given. */
  files?(build: OrtBuild): OrtFiles;
}

/** The parts of the package that are used; its types are those of onnxruntime-common. */
interface Ort {
  readonly env: Env;
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: typeof Tensor;
}

/**
 * A runtime in this page or worker; nothing leaves it but the requests for the engine's own files. A worker is the
 * better place: WebAssembly computes in the thread that asks. Between two runs the thread's messages have their turn.
 *
 * The engine takes the threads and files of the first runtime of a kind; later ones share them.
 *
 * @throws RuntimeError if `webgpu` is asked for and does not work here, or if the engine does not load.
 */
export async function webRuntime(options: WebRuntimeOptions = {}): Promise<Runtime> {
  const { device = 'auto', threads = threadsHere() } = options;
  if (!(Number.isInteger(threads) && threads >= 1)) {
    throw new RuntimeError(`expected threads to be a whole number of at least 1, found ${threads}`);
  }
  if (device === 'wasm') return wasmRuntime(threads, options);
  const absent = await adapterFailure({ software: device === 'webgpu' });
  const found = absent ?? (await webgpuRuntime(options));
  if (typeof found !== 'string') return found;
  if (device === 'auto') return wasmRuntime(threads, options);
  throw new RuntimeError(`WebGPU is not available: ${found}`, {
    hint: 'use a browser with WebGPU and its graphics acceleration on, or the device wasm',
  });
}

function threadsHere(): number {
  return mayShareMemory() ? navigator.hardwareConcurrency : 1;
}

async function wasmRuntime(threads: number, options: WebRuntimeOptions): Promise<Runtime> {
  const ort = await load('wasm', options);
  ort.env.wasm.numThreads = threads;
  const name = `onnxruntime-web ${ort.env.versions.common}, WebAssembly, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  return runtimeOn(ort, 'wasm', name);
}

/** A runtime on WebGPU, or why there is none. */
async function webgpuRuntime(options: WebRuntimeOptions): Promise<Runtime | string> {
  try {
    const ort = await load('Suspending' in WebAssembly ? 'jspi' : 'asyncify', options);
    ort.env.wasm.numThreads = 1;
    const runtime = runtimeOn(ort, 'webgpu', `onnxruntime-web ${ort.env.versions.common}, WebGPU`);
    const session = await runtime.createSession(emitOnnx({ y: relu(input('x', [1, 2])) }));
    const { y } = await session.run({ x: { data: Float32Array.of(-1, 2), shape: [1, 2] } });
    await session.release();
    return y.data[0] === 0 && y.data[1] === 2 ? runtime : `expected 0,2, found ${y.data.join(',')}`;
  } catch (cause) {
    return firstLine(cause);
  }
}

async function load(build: OrtBuild, { files }: WebRuntimeOptions): Promise<Ort> {
  try {
    const ort: Ort = await ENTRIES[build]();
    ort.env.logLevel = 'error';
    const given = files?.(build);
    if (given !== undefined) ort.env.wasm.wasmPaths = { ...given };
    return ort;
  } catch (cause) {
    throw new RuntimeError(`ONNX Runtime Web does not load: ${firstLine(cause)}`, {
      hint: 'install onnxruntime-web beside spectralift, and serve its files with the page',
      cause,
    });
  }
}

const ENTRIES: Readonly<Record<OrtBuild, () => Promise<Ort>>> = {
  wasm: () => import('onnxruntime-web/wasm'),
  jspi: () => import('onnxruntime-web/jspi'),
  asyncify: () => import('onnxruntime-web/webgpu'),
};

function runtimeOn(ort: Ort, device: 'wasm' | 'webgpu', name: string): Runtime {
  return {
    name,
    device,
    createSession: async (model: Uint8Array, options: SessionOptions = {}) => {
      const session = await ort.InferenceSession.create(model, {
        executionProviders: [device],
        ...sharedOptions(options),
      }).catch((cause: unknown) => {
        throw new RuntimeError(`ONNX Runtime cannot load the model: ${firstLine(cause)}`, { cause });
      });
      return device === 'wasm'
        ? withTurns(ortSession(session, ort.Tensor, 'copied'))
        : ortSession(session, ort.Tensor, 'copied');
    },
  };
}

/**
 * WebAssembly keeps its thread, and promises alone never let a message in: after each run the thread's other tasks, such
 * as an order to stop, have their turn.
 */
function withTurns(session: Session): Session {
  return {
    ...session,
    run: async (feeds, into) => {
      const result = await session.run(feeds, into);
      await turn();
      return result;
    },
  };
}

/** Resolves when the tasks that wait have run. A timer would wait four milliseconds. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

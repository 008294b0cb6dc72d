/** ONNX Runtime for Node: the CPU, or WebGPU where there is a GPU. */
import './no-telemetry.ts';
import { availableParallelism } from 'node:os';
import * as ort from 'onnxruntime-node';
import { firstLine, ortSession, sharedOptions } from '../ort-session.ts';
import { replicaThreads } from './replica-threads.ts';
import { type Device, type Runtime, RuntimeError, type SessionOptions } from '../runtime.ts';

export interface NodeRuntimeOptions {
  /** `auto` takes WebGPU if a tiny model runs on it, else the CPU. Default `cpu`. */
  readonly device?: Device | 'auto';
  /** Threads of one session on the CPU; default as many as there are cores. */
  readonly threads?: number;
}

/**
 * A runtime on this machine.
 *
 * @throws RuntimeError if `webgpu` is asked for and no adapter answers.
 */
export async function nodeRuntime(options: NodeRuntimeOptions = {}): Promise<Runtime> {
  const { device = 'cpu', threads = availableParallelism() } = options;
  if (!(Number.isInteger(threads) && threads >= 1)) {
    throw new RuntimeError(`expected threads to be a whole number of at least 1, found ${threads}`);
  }
  if (device === 'cpu') return runtimeOn('cpu', threads);
  const failure = await webgpuFailure();
  if (failure === undefined) return runtimeOn('webgpu', threads);
  if (device === 'auto') return runtimeOn('cpu', threads);
  throw new RuntimeError(`WebGPU is not available: ${failure}`, {
    hint: 'install a Vulkan, Metal or Direct3D 12 driver, or use --device cpu',
  });
}

function runtimeOn(device: Device, threads: number): Runtime {
  return {
    name: `onnxruntime-node ${ort.env.versions.common}`,
    device,
    ...(device === 'cpu' && threads > 1
      ? { createReplicas: async (model: Uint8Array) => replicaThreads(model, threads) }
      : {}),
    createSession: async (model: Uint8Array, options: SessionOptions = {}) => {
      const session = await ort.InferenceSession.create(model, {
        executionProviders: [device],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        ...sharedOptions(options),
      }).catch((cause: unknown) => {
        throw new RuntimeError(`ONNX Runtime cannot load the model: ${firstLine(cause)}`, { cause });
      });
      return ortSession(session, ort.Tensor);
    },
  };
}

/** Why WebGPU does not work here, or `undefined` if it does. Runs one convolution's worth of nothing on it. */
async function webgpuFailure(): Promise<string | undefined> {
  if (!ort.listSupportedBackends().some(({ name }) => name === 'webgpu')) return 'this build has no WebGPU';
  try {
    const { emitOnnx, input, relu } = await import('../../graph/index.ts');
    const session = await runtimeOn('webgpu', 1).createSession(emitOnnx({ y: relu(input('x', [1])) }));
    await session.run({ x: { data: new Float32Array(1), shape: [1] } });
    await session.release();
    return undefined;
  } catch (cause) {
    return firstLine(cause);
  }
}

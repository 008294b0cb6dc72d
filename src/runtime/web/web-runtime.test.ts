/** ONNX Runtime Web computes what the native engine does; its WebAssembly runs in Node as in a browser. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { add, convolution, emitOnnx, input, relu } from '../../graph/index.ts';
import { Random } from '../../random.ts';
import { nodeRuntime } from '../node/node-runtime.ts';
import { type Runtime, RuntimeError, type TensorValue } from '../runtime.ts';
import { webRuntime } from './web-runtime.ts';
import { adapterFailure } from './webgpu-adapter.ts';

const random = new Random(3);
const shapes = { x: [1, 3, 8, 9], kernel: [4, 3, 3, 3] } as const;
const model = emitOnnx({
  y: relu(convolution(input('x', shapes.x), input('kernel', shapes.kernel))),
  z: add(input('x', shapes.x), input('x', shapes.x)),
});
const noise = (shape: readonly number[]): TensorValue => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.uniform(-1, 1)),
});
const feeds = { x: noise(shapes.x), kernel: noise(shapes.kernel) };

async function run(runtime: Runtime, into?: Record<string, TensorValue>) {
  const session = await runtime.createSession(model);
  return session.run(feeds, into).finally(() => session.release());
}

describe('webRuntime', () => {
  it('agrees with the native engine', async () => {
    const runtime = await webRuntime({ device: 'wasm', threads: 1 });
    expect(runtime).toMatchObject({
      device: 'wasm',
      name: expect.stringMatching(/^onnxruntime-web .*1 thread$/),
    });
    const [found, expected] = [await run(runtime), await run(await nodeRuntime({ threads: 1 }))];
    for (const name of ['y', 'z']) {
      expect(found[name].shape).toEqual(expected[name].shape);
      found[name].data.forEach((value, index) => {
        expect(value).toBeCloseTo(expected[name].data[index], 5);
      });
    }
  });

  it('fills the arrays that outputs are wanted in', async () => {
    const runtime = await webRuntime({ device: 'wasm', threads: 1 });
    const z = { data: new Float32Array(216), shape: shapes.x };
    const found = await run(runtime, { z });
    expect(found['z'].data).toBe(z.data);
    expect(z.data[7]).toBeCloseTo(2 * feeds.x.data[7], 6);
    await expect(run(runtime, { z: { data: new Float32Array(3), shape: [3] } })).rejects.toThrow(
      "output 'z': expected room for 216 numbers, found 3",
    );
  });

  it('lets messages in between two runs', async () => {
    const runtime = await webRuntime({ device: 'wasm', threads: 1 });
    const session = await runtime.createSession(model);
    let came = false;
    setImmediate(() => {
      came = true;
    });
    await session.run(feeds);
    await session.run(feeds);
    expect(came).toBe(true);
    await session.release();
  });

  it('says that a model is none, and that threads are no number', async () => {
    const runtime = await webRuntime({ device: 'wasm', threads: 1 });
    await expect(runtime.createSession(Uint8Array.of(1, 2, 3))).rejects.toThrow(RuntimeError);
    await expect(webRuntime({ threads: 0 })).rejects.toThrow('expected threads to be a whole number');
  });

  it('takes the processor where no GPU answers, and says so where one was asked for', async () => {
    expect((await webRuntime({ threads: 1 })).device).toBe('wasm');
    await expect(webRuntime({ device: 'webgpu' })).rejects.toThrow('WebGPU is not available: ');
  });
});

describe('adapterFailure', () => {
  afterEach(() => vi.unstubAllGlobals());
  const answer = (adapter: object | null): void => {
    vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => adapter } });
  };

  it('counts a software adapter only where it is asked for', async () => {
    answer({ info: { isFallbackAdapter: true } });
    expect(await adapterFailure({ software: false })).toBe('only a software adapter answers');
    expect(await adapterFailure({ software: true })).toBeUndefined();
  });

  it('is undefined for a GPU and a reason for none', async () => {
    answer({ info: { isFallbackAdapter: false } });
    expect(await adapterFailure({ software: false })).toBeUndefined();
    answer(null);
    expect(await adapterFailure({ software: true })).toBe('no graphics adapter answers');
    vi.stubGlobal('navigator', {});
    expect(await adapterFailure({ software: true })).toBe('this browser has no WebGPU here');
  });
});

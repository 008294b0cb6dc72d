/** Runs an emitted model in ONNX Runtime itself, on one thread. */
import type { Feed } from './reference-evaluator.ts';

export interface Result {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** Outputs by name. Feeds that the model does not ask for are left out. */
export async function runOnnx(
  model: Uint8Array,
  feeds: Readonly<Record<string, Feed>>,
): Promise<Record<string, Result>> {
  const ort = await import('onnxruntime-node');
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  try {
    const tensors = session.inputNames.map((name) => {
      const { data, shape } = feeds[name];
      return [name, new ort.Tensor('float32', Float32Array.from(data), shape)] as const;
    });
    const outputs = await session.run(Object.fromEntries(tensors));
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { data, dims }]) => {
        if (!(data instanceof Float32Array)) throw new Error(`output '${name}' is not float32`);
        return [name, { data, shape: dims }];
      }),
    );
  } finally {
    await session.release();
  }
}

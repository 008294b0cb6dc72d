/** A {@link Session} on top of any ONNX Runtime for JavaScript: both packages share these types. */
import type { InferenceSession, OnnxValue, Tensor, TypedTensor } from 'onnxruntime-common';
import {
  RuntimeError,
  type Session,
  type SessionOptions,
  type TensorPort,
  type TensorValue,
  type TensorValues,
} from './runtime.ts';

type TensorConstructor = new (
  type: 'float32',
  data: Float32Array,
  dims: readonly number[],
) => TypedTensor<'float32'>;

/**
 * Wraps a session; `OrtTensor` is the tensor class of the same package as the session.
 *
 * @param outputs whether the engine writes into arrays that it is given, as the native one does. ONNX Runtime Web 1.30
 * takes them and leaves them as they are, so its outputs are asked for fresh and copied.
 */
export function ortSession(
  session: InferenceSession,
  OrtTensor: TensorConstructor,
  outputs: 'in place' | 'copied' = 'in place',
): Session {
  return {
    inputs: session.inputMetadata.map(portOf),
    outputs: session.outputMetadata.map(portOf),
    run: async (feeds, into = {}) => {
      const missing = session.inputNames.filter((name) => !(name in feeds));
      if (missing.length > 0) {
        throw new RuntimeError(
          `the model needs '${missing.join("', '")}', found '${Object.keys(feeds).join("', '")}'`,
        );
      }
      const tensors: Record<string, Tensor> = {};
      for (const name of session.inputNames) {
        tensors[name] = new OrtTensor('float32', feeds[name].data, feeds[name].shape);
      }
      const fetches: Record<string, OnnxValue | null> = {};
      for (const name of session.outputNames) {
        const target = into[name];
        const inPlace = target !== undefined && outputs === 'in place';
        fetches[name] = inPlace ? new OrtTensor('float32', target.data, target.shape) : null;
      }
      const results = await session.run(tensors, fetches).catch((cause: unknown) => {
        throw new RuntimeError(`ONNX Runtime failed: ${firstLine(cause)}`, { cause });
      });
      const values: Record<string, TensorValues[string]> = {};
      for (const [name, tensor] of Object.entries(results)) {
        const target = into[name];
        if (target !== undefined && outputs === 'in place') {
          values[name] = target;
          continue;
        }
        const data = await tensor.getData();
        if (!(data instanceof Float32Array)) {
          throw new RuntimeError(`output '${name}': expected float32, found ${tensor.type}`);
        }
        values[name] = target === undefined ? { data, shape: tensor.dims } : copied(data, target, name);
      }
      return values;
    },
    release: () => session.release(),
  };
}

/** @throws RuntimeError if the array that waits for an output has another size. */
function copied(data: Float32Array, target: TensorValue, name: string): TensorValue {
  if (data.length !== target.data.length) {
    throw new RuntimeError(
      `output '${name}': expected room for ${data.length} numbers, found ${target.data.length}`,
    );
  }
  target.data.set(data);
  return target;
}

function portOf(metadata: InferenceSession.ValueMetadata): TensorPort {
  if (!metadata.isTensor) return { name: metadata.name, type: 'no tensor', shape: [] };
  const shape = metadata.shape.map((size) => (typeof size === 'number' && size >= 0 ? size : undefined));
  return { name: metadata.name, type: metadata.type, shape };
}

/** What every session is asked for, on whatever ONNX Runtime. */
export function sharedOptions({ memory = 'planned' }: SessionOptions): InferenceSession.SessionOptions {
  return {
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableCpuMemArena: memory !== 'returned',
    enableMemPattern: memory === 'planned',
    logSeverityLevel: 3,
  };
}

/** The first line of whatever was thrown. */
export function firstLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0];
}

/**
 * What the rest of spectralift asks of a machine that computes graphs: load an ONNX model, run it with named
 * tensors. One interface; ONNX Runtime for Node stands behind it here, ONNX Runtime Web in a browser.
 */
import { SpectraliftError } from '../errors.ts';

/** A model that does not load, feeds that do not fit, or a device that is not there. */
export class RuntimeError extends SpectraliftError {
  readonly _tag = 'RuntimeError';
}

export type Device = 'cpu' | 'webgpu';

/** Numbers and their shape, row-major. */
export interface TensorValue {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

export type TensorValues = Readonly<Record<string, TensorValue>>;

/** A loaded model. */
export interface Session {
  /** Feeds every input by name and returns every output by name. @throws RuntimeError if they do not fit. */
  run(feeds: TensorValues): Promise<TensorValues>;
  /** Frees what the model holds. */
  release(): Promise<void>;
}

export interface SessionOptions {
  /**
   * Keep freed memory for the next run (faster), or give it back (about half the memory, twice the time).
   * Default true.
   */
  readonly memoryArena?: boolean;
}

/** A place that computes. */
export interface Runtime {
  /** Engine and version, for reports: "onnxruntime-node 1.30.0". */
  readonly name: string;
  readonly device: Device;
  createSession(model: Uint8Array, options?: SessionOptions): Promise<Session>;
}

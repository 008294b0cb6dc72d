/**
 * What the rest of spectralift asks of a machine that computes graphs: load an ONNX model, run it with named
 * tensors. One interface; ONNX Runtime for Node stands behind it here, ONNX Runtime Web in a browser.
 */
import { SpectraliftError } from '../errors.ts';

/** A model that does not load, feeds that do not fit, or a device that is not there. */
export class RuntimeError extends SpectraliftError {
  readonly _tag = 'RuntimeError';
}

/** `cpu`: ONNX Runtime's own kernels; `wasm`: those compiled to WebAssembly, in a browser; `webgpu`: a GPU. */
export type Device = 'cpu' | 'wasm' | 'webgpu';

/** Numbers and their shape, row-major. */
export interface TensorValue {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

export type TensorValues = Readonly<Record<string, TensorValue>>;

/** An input or output of a model. */
export interface TensorPort {
  readonly name: string;
  /** Type of its elements as ONNX names it, such as `float32`. */
  readonly type: string;
  /** Sizes along the axes; undefined for those that the model leaves open. */
  readonly shape: readonly (number | undefined)[];
}

/** A loaded model. */
export interface Session {
  readonly inputs: readonly TensorPort[];
  readonly outputs: readonly TensorPort[];
  /**
   * Feeds every input by name and returns every output by name.
   *
   * @param into outputs that are written into arrays of the caller's instead of fresh ones; they are what is
   * returned for them. None may be among the feeds.
   * @throws RuntimeError if feeds or arrays do not fit.
   */
  run(feeds: TensorValues, into?: TensorValues): Promise<TensorValues>;
  /** Frees what the model holds. */
  release(): Promise<void>;
}

export interface SessionOptions {
  /**
   * What becomes of a run's memory. `planned`: one block, laid out beforehand, stays beside what the first run has
   * taken. `pooled`: pieces stay for the next run; as fast on small tiles, with half the memory. `returned`: it is
   * given back; least memory, and slow where images are large. Default `planned`.
   */
  readonly memory?: 'planned' | 'pooled' | 'returned';
}

/** The same model several times side by side: for work that falls into equal, independent parts. */
export interface Replicas {
  /** Runs the model once with each of the feeds, as many at a time as there are replicas; results in their order. */
  runAll(feeds: readonly TensorValues[]): Promise<TensorValues[]>;
  release(): Promise<void>;
}

/** A place that computes. */
export interface Runtime {
  /** Engine and version, for reports: "onnxruntime-node 1.30.0". */
  readonly name: string;
  readonly device: Device;
  createSession(model: Uint8Array, options?: SessionOptions): Promise<Session>;
  /** Loads a model on several threads, if there are several. */
  createReplicas?(model: Uint8Array): Promise<Replicas>;
}

/** What the main thread and the threads that hold replicas of a model say to each other. */
import type { TensorValues } from '../runtime.ts';

export type ReplicaOrder =
  | { readonly kind: 'load'; readonly model: Uint8Array }
  | { readonly kind: 'run'; readonly feeds: TensorValues }
  | { readonly kind: 'close' };

export type ReplicaAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly values: TensorValues }
  | { readonly kind: 'failed'; readonly message: string };

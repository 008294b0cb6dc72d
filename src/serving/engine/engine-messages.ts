/** What the service and the process that reconstructs tell one another. */
import type { PhotoSettings, ServedReport } from '../photo-settings.ts';
import type { FailureFacts } from '../serving-error.ts';
import type { AnswerHead } from './engine.ts';

/** How an engine is opened. */
export interface EngineSettings {
  /** Shipped models by name, or weight files of the operator by path; the first is the default. */
  readonly models: readonly string[];
  /** Threads of the CPU; as many as there are cores unless given. */
  readonly threads?: number;
  /** Bytes that the process may use at its peak. */
  readonly maxMemory: number;
  /** Largest photo, pixels. */
  readonly pixels: number;
  /** Bytes of an answer that may be on their way or wait for the reader. */
  readonly answerBytes: number;
}

/** What an open engine says of itself. */
export interface EngineFacts {
  readonly runtime: string;
  readonly models: readonly ModelFacts[];
}

/** A model that clients may ask for. */
export interface ModelFacts {
  readonly name: string;
  readonly description: string;
  readonly wavelengths: readonly number[];
}

export type EngineOrder =
  | { readonly kind: 'open'; readonly settings: EngineSettings }
  | { readonly kind: 'photo'; readonly id: string; readonly bytes: Uint8Array }
  | { readonly kind: 'start'; readonly id: string; readonly settings: PhotoSettings }
  /** So many bytes of the answer went to the reader. */
  | { readonly kind: 'taken'; readonly id: string; readonly bytes: number }
  | { readonly kind: 'cancel'; readonly id: string };

export type EngineAnswer =
  | { readonly kind: 'open'; readonly facts: EngineFacts; readonly memory: number }
  | { readonly kind: 'not open'; readonly error: FailureFacts }
  | { readonly kind: 'begun'; readonly id: string; readonly head: AnswerHead }
  | { readonly kind: 'part'; readonly id: string; readonly bytes: Uint8Array }
  | { readonly kind: 'done'; readonly id: string; readonly report: ServedReport; readonly memory: number }
  | { readonly kind: 'failed'; readonly id: string; readonly error: FailureFacts; readonly memory: number };

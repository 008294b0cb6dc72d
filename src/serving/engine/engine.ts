/** What reconstructs photos for the service, one after another: a process of its own, or whatever stands in for it. */
import type { AnswerBody } from '../answer-body.ts';
import type { PhotoSettings, ServedReport } from '../photo-settings.ts';

/** One photo to be reconstructed. */
export interface PhotoOrder {
  /** Of the report. */
  readonly id: string;
  /** The bytes of the file, in pieces. */
  readonly photo: readonly Uint8Array[];
  readonly settings: PhotoSettings;
}

/** What is known before the first sample. */
export interface AnswerHead {
  readonly contentType: string;
  /** Bytes of the whole answer, where its format lets them be known. */
  readonly bytes?: number;
  readonly report: ServedReport;
}

/** An answer whose body is on its way. */
export interface Answer extends AnswerHead {
  readonly body: AnswerBody;
}

/** A job that has begun. */
export interface EngineRun {
  /** The answer, once its head is known. Rejects if the photo cannot be done. */
  readonly begun: Promise<Answer>;
  /** Kept when the engine is free again, whatever became of the job; the report is whole if it went well. */
  readonly ended: Promise<ServedReport | undefined>;
}

/** Takes one job at a time. */
export interface Engine {
  readonly ready: boolean;
  /** Resident bytes when it last told; 0 where it is not a process. */
  readonly memory: number;
  /** How often it had to be started again. */
  readonly restarts: number;
  /** Calls back each time that it gets ready. */
  onReady(listener: () => void): void;
  run(order: PhotoOrder, signal: AbortSignal): EngineRun;
  close(): Promise<void>;
}

/**
 * The words that shards, queue and workers share: a unit of work, the settings of a whole job, what became of a unit.
 * All of it is plain JSON, so that it travels through a queue or a manifest as it is.
 */
import type { CubeFormatName } from '../cube/formats/cube-format.ts';
import type { Consistency } from '../reconstruction/tile-finisher.ts';

/** What one worker takes at once: a photo, or a range of frames of a video. */
export interface WorkUnit {
  /** A path, or `s3://bucket/key`. */
  readonly source: string;
  /** Of a video: first and last frame, counted from 1, and every which one; to the end of the video, and all, where absent. */
  readonly frames?: { readonly from: number; readonly to?: number; readonly every?: number };
}

/** Everything besides the photo that decides what is in the outputs; as the options of `spectralift reconstruct`. */
export interface JobSettings {
  readonly camera: string;
  readonly light?: string;
  readonly linear: boolean;
  /** A shipped model, or a weight file that every machine has at the same path. */
  readonly model: string;
  readonly format: CubeFormatName;
  readonly dataType: 'float32' | 'uint16';
  readonly consistency: Consistency;
}

/** What became of a photo or frame; `file` names it as reports do. */
export type UnitOutcome =
  | {
      readonly kind: 'done' | 'skipped';
      readonly file: string;
      readonly outputs: readonly string[];
      /** 0 where it was skipped. */
      readonly megapixels: number;
      readonly seconds: number;
    }
  | { readonly kind: 'failed'; readonly file: string; readonly error: UnitFailure };

/** An error as it travels. */
export interface UnitFailure {
  readonly name: string;
  readonly message: string;
  readonly hint: string;
}

/** Does units, one after another, into one folder or bucket, with a network and threads that stay loaded. */
export interface UnitRunner {
  /**
   * Does a unit, or finds it done: whole outputs whose manifest has the hashes of this input and these settings stay as they are.
   *
   * @throws the signal's reason if it aborts. A photo that cannot be done is an outcome, not an exception.
   */
  run(
    unit: WorkUnit,
    options?: { readonly signal?: AbortSignal; onProgress?(share: number): void },
  ): Promise<readonly UnitOutcome[]>;
  close(): Promise<void>;
}

/**
 * What a worker and the process that computes for it say to each other. The worker speaks with Redis and must renew its
 * locks in time, so all that keeps a processor busy happens in the other process.
 */
import type { JobSettings, UnitFailure, UnitOutcome, UnitRunner, WorkUnit } from '../work-unit.ts';

/** With what a unit is done; the same for all of a batch. */
export interface RunnerSettings {
  readonly settings: JobSettings;
  readonly destination: string;
  /** Threads of the CPU. */
  readonly threads: number;
  readonly device: 'auto' | 'cpu' | 'webgpu';
  /** Bytes that the process may take. */
  readonly maxMemory: number;
}

/** To the process. */
export type UnitOrder =
  | { readonly kind: 'run'; readonly runner: RunnerSettings; readonly unit: WorkUnit }
  /** Give up the unit that runs. */
  | { readonly kind: 'abort' };

/** From the process. */
export type UnitAnswer =
  /** How much of the unit is done, 0..1; a sign of life. */
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'outcomes'; readonly outcomes: readonly UnitOutcome[] }
  /** It was given up, as it was told to. */
  | { readonly kind: 'aborted' }
  /** The runner cannot be opened, or broke; no word on the photo. */
  | { readonly kind: 'failed'; readonly error: UnitFailure };

/** A module that opens runners: the second argument of the process. */
export interface RunnerModule {
  openRunner(runner: RunnerSettings): Promise<UnitRunner>;
}

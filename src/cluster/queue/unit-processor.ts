/** What a worker does with one job: look at it, have it done, decide what a failure means, keep the result. */
import type { Job } from 'bullmq';
import { asFailure, failureText } from '../travelling-error.ts';
import type { UnitFailure, UnitOutcome } from '../work-unit.ts';
import { type AllowedPlaces, checkPlaces } from './allowed-places.ts';
import type { BatchRecord } from './batch-record.ts';
import type { BatchStore } from './batch-store.ts';
import { isTransient } from './failure-kind.ts';
import { checkQueuedUnit, type QueuedUnit } from './queue-content.ts';
import { QueueContentError } from './queue-error.ts';
import type { UnitProcess } from './unit-process.ts';

/** Workers that may die with a unit before it is given up: a photo that kills workers must not kill all. */
const MOST_DEATHS = 3;
/** Attempts of a job whose own number is not to be believed. */
const MOST_ATTEMPTS = 100;

/** What is heard of a worker. */
export interface WorkerListener {
  onBegin?(unit: QueuedUnit): void;
  onResult?(unit: QueuedUnit, outcomes: readonly UnitOutcome[]): void;
  /** It failed, and will be tried again. */
  onRetry?(unit: QueuedUnit, failure: UnitFailure): void;
  /** It was handed back, or its batch was cancelled. */
  onLeft?(unit: QueuedUnit, reason: string): void;
  onTrouble?(text: string): void;
}

/** How a job ends for BullMQ. */
export type JobEnd =
  /** Its result is kept, or nobody wants one any more. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'handed-back' }
  /** For good; that is kept in the batch. */
  | { readonly kind: 'given-up'; readonly failure: UnitFailure }
  | { readonly kind: 'try-again'; readonly failure: UnitFailure };

export interface UnitProcessorOptions {
  readonly store: BatchStore;
  readonly places: AllowedPlaces;
  /** As many as units are processed at once. */
  readonly processes: readonly UnitProcess[];
  readonly name: string;
  readonly threads: number;
  readonly device: 'auto' | 'cpu' | 'webgpu';
  readonly maxMemory: number;
  readonly listener: WorkerListener;
}

/** Why a unit that runs is left. */
type Reason = 'cancelled' | 'stopping';

interface Running {
  readonly batch: string;
  readonly controller: AbortController;
}

const KEPT: JobEnd = { kind: 'kept' };

export class UnitProcessor {
  readonly #options: UnitProcessorOptions;
  readonly #idle: UnitProcess[];
  readonly #running = new Set<Running>();
  #stopping = false;

  constructor(options: UnitProcessorOptions) {
    this.#options = options;
    this.#idle = [...options.processes];
  }

  /** Never throws but for trouble with Redis: a job that throws is tried again. */
  async process(job: Job<QueuedUnit>): Promise<JobEnd> {
    const { store, listener } = this.#options;
    let queued: QueuedUnit;
    let batch: BatchRecord | undefined;
    try {
      queued = checkQueuedUnit(job.data);
      batch = await store.read(queued.batch);
    } catch (error) {
      if (!(error instanceof QueueContentError)) throw error;
      listener.onTrouble?.(`refused a job: ${failureText(asFailure(error))}`);
      return { kind: 'given-up', failure: asFailure(error) };
    }
    if (batch === undefined || batch.state === 'cancelled') return KEPT;
    if (await store.hasResult(queued.batch, queued.index)) return KEPT;
    const attempt = job.attemptsMade + 1;
    if (job.stalledCounter >= MOST_DEATHS) {
      return this.#giveUp(queued, attempt, [
        {
          name: 'WorkerDeath',
          message: `expected a worker to survive it, found ${job.stalledCounter} that did not`,
          hint: 'does it need more memory than the workers have? spectralift cluster retry tries it again',
        },
      ]);
    }
    return this.#attempt(job, queued, batch, attempt);
  }

  async #attempt(
    job: Job<QueuedUnit>,
    queued: QueuedUnit,
    batch: BatchRecord,
    attempt: number,
  ): Promise<JobEnd> {
    const { places, listener, threads, device, maxMemory } = this.#options;
    const running: Running = { batch: queued.batch, controller: new AbortController() };
    const process = this.#idle.pop();
    if (process === undefined || this.#stopping) {
      if (process !== undefined) this.#idle.push(process);
      return { kind: 'handed-back' };
    }
    this.#running.add(running);
    try {
      await checkPlaces(places, batch.plan, queued.unit);
      listener.onBegin?.(queued);
      const { settings, destination } = batch.plan;
      const outcomes = await process.run({ settings, destination, threads, device, maxMemory }, queued.unit, {
        signal: running.controller.signal,
        onProgress: (share) => void job.updateProgress(Math.round(100 * share)).catch(() => undefined),
      });
      return await this.#judge(job, queued, attempt, outcomes);
    } catch (error) {
      if (running.controller.signal.aborted) return this.#left(queued, running.controller.signal.reason);
      const failure = asFailure(error);
      if (isTransient(failure) && attempt < attemptsOf(job)) return this.#tryAgain(queued, attempt, failure);
      return this.#giveUp(queued, attempt, [failure]);
    } finally {
      this.#running.delete(running);
      this.#idle.push(process);
    }
  }

  async #judge(
    job: Job<QueuedUnit>,
    queued: QueuedUnit,
    attempt: number,
    outcomes: readonly UnitOutcome[],
  ): Promise<JobEnd> {
    const failures = outcomes.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome.error] : []));
    const passing = failures.find(isTransient);
    if (passing !== undefined && attempt < attemptsOf(job)) return this.#tryAgain(queued, attempt, passing);
    await this.#keep(queued, attempt, outcomes);
    return failures.length === 0 ? KEPT : { kind: 'given-up', failure: failures[0] };
  }

  async #tryAgain(queued: QueuedUnit, attempt: number, failure: UnitFailure): Promise<JobEnd> {
    const { store, listener } = this.#options;
    const reason = `attempt ${attempt}: ${failureText(failure)}`.slice(0, 1000);
    await store.noteRetry(queued.batch, queued.index, reason);
    listener.onRetry?.(queued, failure);
    return { kind: 'try-again', failure };
  }

  async #giveUp(queued: QueuedUnit, attempt: number, failures: readonly UnitFailure[]): Promise<JobEnd> {
    const { source, frames } = queued.unit;
    const name = source.split('/').at(-1) ?? source;
    const file = frames === undefined ? name : `${name}, frames ${frames.from} to ${frames.to ?? 'the end'}`;
    await this.#keep(
      queued,
      attempt,
      failures.map((error) => ({ kind: 'failed', file, error })),
    );
    return { kind: 'given-up', failure: failures[0] };
  }

  async #keep(queued: QueuedUnit, attempts: number, outcomes: readonly UnitOutcome[]): Promise<void> {
    const { store, name, listener } = this.#options;
    const { batch, index, unit } = queued;
    await store.keepResult(batch, index, { unit, outcomes, attempts, worker: name, at: Date.now() });
    listener.onResult?.(queued, outcomes);
  }

  #left(queued: QueuedUnit, reason: Reason): JobEnd {
    const cancelled = reason === 'cancelled';
    this.#options.listener.onLeft?.(
      queued,
      cancelled ? 'its batch was cancelled' : 'handed back to the queue',
    );
    return cancelled ? KEPT : { kind: 'handed-back' };
  }

  /** Gives up units whose batch was cancelled or removed. */
  async lookForCancelled(): Promise<void> {
    for (const batch of new Set([...this.#running].map((running) => running.batch))) {
      const state = await this.#options.store.state(batch);
      if (state === undefined || state === 'cancelled') this.#abort('cancelled', batch);
    }
  }

  /** Gives up all units, so that others can take them. */
  handBackAll(): void {
    this.#stopping = true;
    this.#abort('stopping');
  }

  #abort(reason: Reason, batch?: string): void {
    for (const running of this.#running) {
      if (batch === undefined || running.batch === batch) running.controller.abort(reason);
    }
  }
}

function attemptsOf(job: Job<QueuedUnit>): number {
  return Math.min(job.opts.attempts ?? 1, MOST_ATTEMPTS);
}

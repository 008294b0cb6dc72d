/** What the parts of the service share: its engines, its limits, what it holds, and whether it is about to end. */
import { ByteBudget } from './byte-budget.ts';
import type { Engine } from './engine/engine.ts';
import type { EngineFacts } from './engine/engine-messages.ts';
import { JobQueue } from './job-queue.ts';
import { ServedReports } from './served-reports.ts';
import { BusyError } from './serving-error.ts';
import type { ServingLimits } from './serving-limits.ts';

export interface ServiceParts {
  readonly engines: readonly Engine[];
  readonly facts: EngineFacts;
  readonly limits: ServingLimits;
  readonly budget?: ByteBudget;
  readonly version: string;
}

export class Service {
  readonly engines: readonly Engine[];
  readonly facts: EngineFacts;
  readonly limits: ServingLimits;
  readonly version: string;
  readonly budget: ByteBudget;
  readonly queue: JobQueue;
  readonly reports: ServedReports;
  /** Photos that are being received. */
  uploads = 0;
  #draining = false;
  #active = 0;
  #idle: (() => void) | undefined;

  constructor({ engines, facts, limits, version, budget }: ServiceParts) {
    this.engines = engines;
    this.facts = facts;
    this.limits = limits;
    this.version = version;
    this.budget = budget ?? new ByteBudget(limits.heldBytes);
    this.queue = new JobQueue(engines, limits);
    this.reports = new ServedReports(limits.reports);
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** Photos from their first byte to the last of their answer. */
  get active(): number {
    return this.#active;
  }

  get ready(): boolean {
    return !this.#draining && this.engines.some(({ ready }) => ready);
  }

  /** @throws BusyError unless one more photo may come. */
  expectRoom(): void {
    if (this.#draining) throw new BusyError(503, 'the service is about to end', this.queue.retryAfter());
    if (this.queue.full) throw this.queue.refusal();
    if (this.uploads >= this.limits.uploads) {
      throw new BusyError(
        429,
        `expected at most ${this.limits.uploads} photos to be sent at the same time, found as many`,
        this.queue.retryAfter(),
      );
    }
  }

  /** Counts a photo as active. @returns says that it no longer is. */
  begin(): () => void {
    this.#active++;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#active--;
      if (this.#active === 0) this.#idle?.();
    };
  }

  /** Takes no more photos, and waits until those that were taken have been answered, or the time is over. */
  async drain(): Promise<void> {
    this.#draining = true;
    if (this.#active === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#idle = resolve;
      timer = setTimeout(resolve, 1000 * this.limits.drainSeconds);
    });
    clearTimeout(timer);
    this.queue.clear(new BusyError(503, 'the service has ended', 1));
  }
}

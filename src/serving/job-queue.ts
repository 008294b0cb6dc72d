/**
 * Who may use an engine, and who waits for one: first come, first served, in a queue of a fixed length. What it refuses
 * it tells when to come again, from how long jobs take here.
 */
import type { Engine } from './engine/engine.ts';
import { BusyError } from './serving-error.ts';

/** The right to one job on an engine. */
export interface Place {
  readonly engine: Engine;
  /** Gives the engine to the next. */
  leave(): void;
}

interface Waiter {
  readonly admit: (place: Place) => void;
  readonly refuse: (error: unknown) => void;
}

/** Share of the youngest job in the mean duration. */
const NEWEST_SHARE = 0.2;
/** Seconds that a job is taken for before one has ended. */
const FIRST_GUESS = 2;
const LONGEST_RETRY = 600;

export class JobQueue {
  readonly #engines: readonly Engine[];
  readonly #limits: { readonly waiting: number; readonly waitingSeconds: number };
  readonly #busy = new Set<Engine>();
  readonly #waiters: Waiter[] = [];
  #meanSeconds: number | undefined;

  constructor(
    engines: readonly Engine[],
    limits: { readonly waiting: number; readonly waitingSeconds: number },
  ) {
    this.#engines = engines;
    this.#limits = limits;
    for (const engine of engines) engine.onReady(() => this.#look());
  }

  get waiting(): number {
    return this.#waiters.length;
  }

  get running(): number {
    return this.#busy.size;
  }

  /** Whether one more would have to be refused. */
  get full(): boolean {
    return this.#free() === undefined && this.#waiters.length >= this.#limits.waiting;
  }

  /** Whole seconds in which about half of those who wait now will have been served. */
  retryAfter(): number {
    const ahead = Math.max(1, (this.#waiters.length + this.#busy.size) / 2);
    const seconds = ((this.#meanSeconds ?? FIRST_GUESS) * ahead) / Math.max(1, this.#engines.length);
    return Math.min(LONGEST_RETRY, Math.max(1, Math.ceil(seconds)));
  }

  /** The refusal of one more. */
  refusal(): BusyError {
    return new BusyError(
      429,
      `expected at most ${this.#limits.waiting} photos to wait, found as many`,
      this.retryAfter(),
    );
  }

  /**
   * Waits for an engine.
   *
   * @throws BusyError at once if too many wait, or after too long a wait. @throws the signal's reason if it aborts.
   */
  async enter(signal: AbortSignal): Promise<Place> {
    signal.throwIfAborted();
    if (this.full) throw this.refusal();
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', leave);
        const at = this.#waiters.indexOf(waiter);
        if (at >= 0) this.#waiters.splice(at, 1);
      };
      const refuse = (error: unknown): void => {
        end();
        reject(error);
      };
      const leave = (): void => refuse(signal.reason);
      const tooLong = (): void => refuse(new BusyError(503, 'no engine was free in time', this.retryAfter()));
      const timer = setTimeout(tooLong, 1000 * this.#limits.waitingSeconds);
      const waiter = {
        refuse,
        admit: (place: Place): void => {
          end();
          resolve(place);
        },
      };
      signal.addEventListener('abort', leave);
      this.#waiters.push(waiter);
      this.#look();
    });
  }

  /** Refuses all who wait. */
  clear(error: unknown): void {
    for (const { refuse } of [...this.#waiters]) refuse(error);
  }

  #free(): Engine | undefined {
    return this.#engines.find((engine) => engine.ready && !this.#busy.has(engine));
  }

  #look(): void {
    for (;;) {
      const engine = this.#free();
      const [next] = this.#waiters;
      if (engine === undefined || next === undefined) return;
      next.admit(this.#placeOn(engine));
    }
  }

  #placeOn(engine: Engine): Place {
    const started = performance.now();
    this.#busy.add(engine);
    let left = false;
    return {
      engine,
      leave: () => {
        if (left) return;
        left = true;
        const seconds = (performance.now() - started) / 1000;
        const mean = this.#meanSeconds ?? seconds;
        this.#meanSeconds = mean + NEWEST_SHARE * (seconds - mean);
        this.#busy.delete(engine);
        this.#look();
      },
    };
  }
}

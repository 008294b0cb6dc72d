/**
 * Whether the other side of a connection keeps up: a bucket of seconds that waiting empties and bytes fill, each byte
 * by the time that it may take. So a stall ends at once what was slow before, and a short one is forgiven.
 */

/** What a client must keep up with. */
export interface PaceLimits {
  readonly stallSeconds: number;
  readonly slowestRate: number;
}

/** The pace of one client in one direction. */
export class Pace {
  readonly #most: number;
  readonly #rate: number;
  #left: number;

  constructor({ stallSeconds, slowestRate }: PaceLimits) {
    this.#most = stallSeconds;
    this.#rate = slowestRate;
    this.#left = stallSeconds;
  }

  /** So many bytes went through. */
  moved(bytes: number): void {
    this.#left = Math.min(this.#most, this.#left + bytes / this.#rate);
  }

  /** So many seconds were spent waiting for the client; false once it has used up its time. */
  waited(seconds: number): boolean {
    this.#left -= seconds;
    return this.#left > 0;
  }
}

/** Milliseconds between two looks at clients. */
const LOOK = 250;

/**
 * Looks at a client until told to stop.
 *
 * @param waiting whether it is the client's turn now. @param onTooSlow called once, after which it looks no more.
 * @returns ends the watch.
 */
export function watchPace(pace: Pace, waiting: () => boolean, onTooSlow: () => void): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const seconds = (now - last) / 1000;
    last = now;
    if (!waiting() || pace.waited(seconds)) return;
    clearInterval(timer);
    onTooSlow();
  }, LOOK);
  timer.unref();
  return () => clearInterval(timer);
}

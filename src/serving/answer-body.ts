/**
 * The bytes of an answer between the engine that makes them and the client that reads them. A fast engine may run ahead
 * by a bounded number of bytes, so that it is free for the next photo while a slow client still reads; a client that
 * does not read is given up.
 */
import { Readable } from 'node:stream';
import type { ByteBudget } from './byte-budget.ts';
import { Pace, type PaceLimits, watchPace } from './pace.ts';
import { RequestError } from './serving-error.ts';

export class AnswerBody extends Readable {
  readonly #queue: Uint8Array[] = [];
  readonly #budget: ByteBudget;
  readonly #answerBytes: number;
  readonly #onTaken: (bytes: number) => void;
  readonly #pace: Pace;
  readonly #endWatch: () => void;
  #wanted = false;
  #whole = false;
  #waiting = 0;

  /** @param onTaken told of bytes that went to the client, for whoever makes more. */
  constructor(
    limits: PaceLimits & { readonly answerBytes: number },
    budget: ByteBudget,
    onTaken: (bytes: number) => void,
  ) {
    super({ highWaterMark: 65_536 });
    this.#budget = budget;
    this.#answerBytes = limits.answerBytes;
    this.#onTaken = onTaken;
    this.on('error', () => undefined); // an answer may fail before anybody has begun to read it
    this.#pace = new Pace(limits);
    this.#endWatch = watchPace(
      this.#pace,
      () => this.#queue.length > 0 || this.#whole,
      () => {
        this.destroy(
          new RequestError(
            408,
            `expected a client that takes ${limits.slowestRate} bytes a second, found less`,
          ),
        );
      },
    );
  }

  /** Bytes that wait for the client. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Whether more of it is to come than its client has taken, and so much waits that the engine waits too, or soon will. */
  get holdsEngine(): boolean {
    return !this.#whole && this.#waiting > this.#answerBytes / 2;
  }

  /** Adds bytes. */
  offer(bytes: Uint8Array): void {
    if (this.destroyed) return;
    this.#budget.force(bytes.length);
    this.#waiting += bytes.length;
    this.#queue.push(bytes);
    if (this.#wanted) this.#hand();
  }

  /** All bytes have been offered. */
  complete(): void {
    this.#whole = true;
    if (this.#wanted) this.#hand();
  }

  override _read(): void {
    this.#wanted = true;
    this.#hand();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#endWatch();
    this.#budget.give(this.#waiting);
    this.#waiting = 0;
    this.#queue.length = 0;
    callback(error);
  }

  #hand(): void {
    const bytes = this.#queue.shift();
    if (bytes === undefined) {
      if (this.#whole) this.push(null);
      return;
    }
    this.#wanted = false;
    this.#waiting -= bytes.length;
    this.#budget.give(bytes.length);
    this.#pace.moved(bytes.length);
    this.#onTaken(bytes.length);
    this.push(bytes);
  }
}

/**
 * The outside of the worker that reads an HDF5 file: sends one order at a time and ends the worker when it takes too
 * long or too much.
 */
import type { ByteOrigin } from '../../files/byte-source.ts';
import type { ReadLimits } from '../../files/read-limits.ts';
import { CubeError } from '../../spectral-cube.ts';
import type { Hdf5Dataset, Hdf5File } from '../hdf5-parser.ts';
import { formatCount, viewSamples } from '../raw/sample-type.ts';
import type { Hdf5Answer, Hdf5Input, Hdf5Order } from './hdf5-messages.ts';
import { checkCopied } from './hdf5-module.ts';

/** Longest time that a timer of a browser or of Node can wait, milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;
/** A second, short wait: an answer that came while this thread itself was busy is met in it, milliseconds. */
const LAST_WAIT = 50;

/** A worker, in Node or in a browser. */
export interface Hdf5Worker {
  /** Sends an order; buffers of `transfer` move and are not copied. */
  post(order: Hdf5Order, transfer: ArrayBuffer[]): void;
  /** Tells what the worker answers, and when it ends by itself, with the reason. */
  listen(answered: (answer: Hdf5Answer) => void, ended: (reason: string) => void): void;
  /** Keeps the process while there is something to wait for, where a worker would. */
  keepAlive(keep: boolean): void;
  end(): Promise<void>;
}

/**
 * What a worker is given of a file.
 *
 * @throws CubeError if it stands in memory and a copy would be larger than the parser's memory may be.
 */
export function workerInput(origin: ByteOrigin, limits: ReadLimits): Hdf5Input {
  if (!('bytes' in origin)) return origin;
  checkCopied(origin.bytes.length, limits.parserBytes);
  return { bytes: origin.bytes.slice() };
}

/** A worker that has been started for a file. @throws CubeError if none can be. */
export function startedWorker<W>(start: () => W, name: string): W {
  try {
    return start();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    throw new CubeError(`expected a worker that reads ${name}, found that none can be started: ${reason}`, {
      cause,
    });
  }
}

/**
 * Opens a file in a worker that has just been started.
 *
 * @param input see {@link workerInput}; the buffer of bytes moves to the worker.
 * @param name of the file, for messages.
 * @throws CubeError if it is no HDF5, or opening it takes more than the limits allow; the worker is ended then.
 */
export async function openInWorker(
  worker: Hdf5Worker,
  input: Hdf5Input,
  limits: ReadLimits,
  name: string,
): Promise<Hdf5File> {
  const exchange = new Exchange(worker, limits, name);
  try {
    await exchange.ask({ kind: 'open', input, limits });
  } catch (error) {
    await exchange.close();
    throw error;
  }
  let datasets: ReadonlyMap<string, Hdf5Dataset> = new Map();
  return {
    async list() {
      const answer = await exchange.ask({ kind: 'list' });
      if (answer.kind !== 'listing') throw exchange.wrongAnswer(answer);
      datasets = new Map(answer.listing.datasets.map((dataset) => [dataset.path, dataset]));
      return answer.listing;
    },
    async read(path, start, count) {
      const type = datasets.get(path)?.type;
      if (type === undefined)
        throw new CubeError(`expected a data set that was listed, found ${path} in ${name}`);
      const answer = await exchange.ask({ kind: 'read', path, start, count });
      if (answer.kind !== 'numbers') throw exchange.wrongAnswer(answer);
      return viewSamples(answer.buffer, type, true);
    },
    close: () => exchange.close(),
  };
}

/** Orders and answers, one after another. */
class Exchange {
  readonly #worker: Hdf5Worker;
  readonly #limits: ReadLimits;
  readonly #name: string;
  #last: Promise<unknown> = Promise.resolve();
  #waiting: { answered(answer: Hdf5Answer): void; failed(error: CubeError): void } | undefined;
  /** Why the worker answers no more. */
  #ended: CubeError | undefined;

  constructor(worker: Hdf5Worker, limits: ReadLimits, name: string) {
    this.#worker = worker;
    this.#limits = limits;
    this.#name = name;
    worker.listen(
      (answer) => this.#waiting?.answered(answer),
      (reason) => this.#end(this.#broken(reason)),
    );
  }

  /** Sends an order when those before it are done. @throws CubeError if it fails or the worker was ended. */
  ask(order: Hdf5Order): Promise<Hdf5Answer> {
    const turn = this.#last.then(() => this.#send(order));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #send(order: Hdf5Order): Promise<Hdf5Answer> {
    if (this.#ended !== undefined) throw this.#ended;
    this.#worker.keepAlive(true);
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      const answer = await new Promise<Hdf5Answer>((answered, failed) => {
        this.#waiting = { answered, failed };
        const most = Math.min(this.#limits.parserMilliseconds, LONGEST_TIMER);
        timer = setTimeout(() => {
          timer = setTimeout(() => this.#end(this.#tooLong()), LAST_WAIT);
        }, most);
        this.#post(order);
      });
      if (answer.kind === 'failed') {
        throw new CubeError(`${answer.message} in ${this.#name}`, { hint: answer.hint });
      }
      if (answer.kind === 'memory') throw this.#end(this.#tooMuch());
      if (answer.kind === 'broken') throw this.#end(this.#broken(answer.message));
      return answer;
    } finally {
      clearTimeout(timer);
      this.#waiting = undefined;
      this.#worker.keepAlive(false);
    }
  }

  #post(order: Hdf5Order): void {
    const bytes = order.kind === 'open' && 'bytes' in order.input ? [order.input.bytes.buffer] : [];
    try {
      this.#worker.post(order, bytes);
    } catch (cause) {
      this.#end(this.#broken(cause instanceof Error ? cause.message : String(cause)));
    }
  }

  async close(): Promise<void> {
    this.#end(new CubeError(`expected ${this.#name} to be open, found it closed`));
    await this.#worker.end();
  }

  /** Ends the worker; what waits and what is asked later fails with this error, or with the first there was. */
  #end(error: CubeError): CubeError {
    const first = this.#ended === undefined;
    this.#ended ??= error;
    this.#waiting?.failed(this.#ended);
    if (first) this.#worker.end().catch(() => undefined);
    return this.#ended;
  }

  wrongAnswer({ kind }: Hdf5Answer): CubeError {
    return this.#end(this.#broken(`an answer of another kind (${kind})`));
  }

  #tooLong(): CubeError {
    return new CubeError(
      `expected the HDF5 parser to answer within ${formatCount(this.#limits.parserMilliseconds)} ms, found it still at work on ${this.#name}; it was ended`,
      { hint: 'if the file is from a source that you trust, raise the limit parserMilliseconds' },
    );
  }

  #tooMuch(): CubeError {
    return new CubeError(
      `expected the HDF5 parser to need at most ${formatCount(this.#limits.parserBytes)} bytes of memory, found that it wants more for ${this.#name}; it was ended`,
      { hint: 'if the file is from a source that you trust, raise the limit parserBytes' },
    );
  }

  #broken(reason: string): CubeError {
    return new CubeError(
      `expected the HDF5 parser to read ${this.#name}, found that it broke down: ${reason.split('\n', 1)[0]}`,
      { hint: 'the file may be damaged: copy or save it again' },
    );
  }
}

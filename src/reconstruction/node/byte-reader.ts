/** Bytes of a stream in parts of a size that the stream does not know of. */
import type { Readable } from 'node:stream';

const STREAM_END: IteratorResult<Uint8Array> = { value: undefined, done: true };

/** Reads exactly as many bytes as are asked for, and no faster than they are: the stream waits meanwhile. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(stream: Readable) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** Fills the memory, unless the stream ends before; gives the number of bytes read. */
  async fill(target: Uint8Array): Promise<number> {
    let done = 0;
    while (done < target.length) {
      if (this.#rest.length === 0) {
        const { value, done: over } = await this.#chunks.next().catch(() => STREAM_END); // closed under our hands
        if (over === true) return done;
        this.#rest = value;
      }
      const part = this.#rest.subarray(0, target.length - done);
      target.set(part, done);
      this.#rest = this.#rest.subarray(part.length);
      done += part.length;
    }
    return done;
  }
}

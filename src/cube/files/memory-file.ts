/**
 * A file in memory that grows as it is written, page by page. Pages that were not touched for longest are put away as
 * blobs, which a browser may keep on disk: a file may be larger than what its page can hold.
 */
import { checkStretch } from './byte-source.ts';
import type { OutputFile } from './output-files.ts';

/** Bytes of a page. */
const PAGE_BYTES = 1_048_576;

export class MemoryFile implements OutputFile {
  readonly name: string;
  readonly #mostPages: number;
  /** Pages in hand, the ones touched last at the end. */
  readonly #inHand = new Map<number, Uint8Array<ArrayBuffer>>();
  readonly #putAway = new Map<number, Blob>();
  #size = 0;
  /** Calls take their turn, since taking a page out again takes time. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @param mostPages how many pages of 1 MiB stay in hand. */
  constructor(name: string, mostPages: number) {
    this.name = name;
    this.#mostPages = mostPages;
  }

  writeAt(bytes: Uint8Array, position: number): Promise<void> {
    return this.#inTurn(async () => {
      for (let done = 0; done < bytes.length; ) {
        const at = position + done;
        const within = at % PAGE_BYTES;
        const part = bytes.subarray(done, done + PAGE_BYTES - within);
        (await this.#page(Math.floor(at / PAGE_BYTES))).set(part, within);
        done += part.length;
      }
      this.#size = Math.max(this.#size, position + bytes.length);
    });
  }

  read(position: number, length: number): Promise<ArrayBuffer> {
    return this.#inTurn(async () => {
      checkStretch({ name: this.name, size: this.#size }, position, length);
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length; ) {
        const at = position + done;
        const within = at % PAGE_BYTES;
        const page = await this.#page(Math.floor(at / PAGE_BYTES));
        const part = page.subarray(within, Math.min(PAGE_BYTES, within + length - done));
        bytes.set(part, done);
        done += part.length;
      }
      return bytes.buffer;
    });
  }

  /** All bytes; pages that were never written are zeros. Call it when all writes are done. */
  toBlob(): Blob {
    const parts: (Blob | Uint8Array<ArrayBuffer>)[] = [];
    for (let start = 0; start < this.#size; start += PAGE_BYTES) {
      const index = start / PAGE_BYTES;
      const length = Math.min(PAGE_BYTES, this.#size - start);
      const page = this.#inHand.get(index) ?? this.#putAway.get(index) ?? new Uint8Array(length);
      parts.push(page instanceof Blob ? page.slice(0, length) : page.subarray(0, length));
    }
    return new Blob(parts);
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #page(index: number): Promise<Uint8Array<ArrayBuffer>> {
    const known = this.#inHand.get(index);
    const away = this.#putAway.get(index);
    const page =
      known ?? (away === undefined ? new Uint8Array(PAGE_BYTES) : new Uint8Array(await away.arrayBuffer()));
    this.#inHand.delete(index);
    this.#putAway.delete(index);
    this.#inHand.set(index, page);
    for (const [old, bytes] of this.#inHand) {
      if (this.#inHand.size <= this.#mostPages) break;
      this.#inHand.delete(old);
      this.#putAway.set(old, new Blob([bytes]));
    }
    return page;
  }
}

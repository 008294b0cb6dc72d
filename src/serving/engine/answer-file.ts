/** An answer as a file that is written from start to end: what the writers of formats need, over a stream. */
import { CubeError } from '../../cube/spectral-cube.ts';
import type { OutputFile } from '../../cube/files/output-files.ts';

/** Takes bytes, which are its own from then on; keeps its promise when more may come. */
export type SendBytes = (bytes: Uint8Array) => Promise<void>;

/** Bytes that are sent together. */
const PIECE_BYTES = 262_144;

export class AnswerFile implements OutputFile {
  readonly name = 'the answer';
  readonly #send: SendBytes;
  #position = 0;
  #piece = new Uint8Array(PIECE_BYTES);
  #filled = 0;

  constructor(send: SendBytes) {
    this.#send = send;
  }

  /** @throws CubeError if a writer goes back or leaves a gap. */
  async writeAt(bytes: Uint8Array, position: number): Promise<void> {
    if (position !== this.#position) {
      throw new CubeError(`expected bytes at ${this.#position} of an answer, found some for ${position}`);
    }
    this.#position += bytes.length;
    for (let from = 0; from < bytes.length; ) {
      const part = bytes.subarray(from, from + PIECE_BYTES - this.#filled);
      this.#piece.set(part, this.#filled);
      this.#filled += part.length;
      from += part.length;
      if (this.#filled === PIECE_BYTES) await this.flush();
    }
  }

  /** Adds bytes at the end. */
  append(bytes: Uint8Array): Promise<void> {
    return this.writeAt(bytes, this.#position);
  }

  /** Sends what is left. */
  async flush(): Promise<void> {
    if (this.#filled === 0) return;
    const piece = this.#piece.subarray(0, this.#filled);
    this.#piece = new Uint8Array(PIECE_BYTES);
    this.#filled = 0;
    await this.#send(piece);
  }

  /** @throws CubeError always: what was sent is gone. */
  async read(): Promise<ArrayBuffer> {
    throw new CubeError('expected an answer that is only written, found one that is to be read');
  }
}

/** The bytes of a photo as a client sends them: bounded in number, in time, and by what the service holds altogether. */
import type { IncomingMessage } from 'node:http';
import { Pace, watchPace } from '../pace.ts';
import { BusyError, RequestError } from '../serving-error.ts';
import type { Service } from '../service.ts';

/** A photo that has been received. */
export interface ReceivedPhoto {
  readonly pieces: readonly Uint8Array[];
  readonly bytes: number;
  /** Says that its bytes are no longer held. */
  release(): void;
}

/** Small pieces are copied together: a client that sends byte by byte must not cost more than its bytes. */
const BLOCK_BYTES = 262_144;

/** @throws RequestError for a body that is refused by its headers. */
export function checkBodyHeaders({ headers }: Pick<IncomingMessage, 'headers'>, bodyBytes: number): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new RequestError(415, 'expected a photo as it is, found one that is packed', {
      hint: 'leave out Content-Encoding',
    });
  }
  const length = Number(headers['content-length'] ?? 0);
  if (length > bodyBytes) throw tooLarge(bodyBytes);
}

/**
 * Receives a photo.
 *
 * @throws RequestError if it is empty, too large, too slow, or ends early. @throws BusyError if the service holds too
 * much already.
 */
export async function receivePhoto(request: IncomingMessage, service: Service): Promise<ReceivedPhoto> {
  const { limits, budget, queue } = service;
  checkBodyHeaders(request, limits.bodyBytes);
  const blocks = new BlockList(Number(request.headers['content-length'] ?? BLOCK_BYTES));
  let held = 0;
  const release = (): void => {
    budget.give(held);
    held = 0;
  };
  const pace = new Pace(limits);
  service.uploads++;
  try {
    await new Promise<void>((resolve, reject) => {
      const endWatch = watchPace(
        pace,
        () => true,
        () => {
          end(
            new RequestError(
              408,
              `expected a client that sends ${limits.slowestRate} bytes a second, found less`,
            ),
          );
        },
      );
      const end = (error?: Error): void => {
        endWatch();
        request.off('data', take);
        if (error === undefined) resolve();
        else reject(error);
      };
      const take = (chunk: Buffer): void => {
        pace.moved(chunk.length);
        const wanted = blocks.roomFor(chunk.length);
        if (blocks.bytes + chunk.length > limits.bodyBytes) {
          end(tooLarge(limits.bodyBytes));
        } else if (budget.take(wanted)) {
          held += wanted;
          blocks.add(chunk);
        } else {
          end(new BusyError(429, 'the service holds as many bytes as it may', queue.retryAfter()));
        }
      };
      const early = (): void => end(new RequestError(400, 'expected a whole photo, found its end too early'));
      request.on('data', take);
      request.once('end', () => end());
      request.once('error', early);
      request.once('close', () => {
        if (!request.complete) early();
      });
    });
    if (blocks.bytes === 0) {
      throw new RequestError(400, 'expected a photo as the body of the request, found none', {
        hint: 'curl --data-binary @photo.jpg -H "Content-Type: image/jpeg"',
      });
    }
    return { pieces: blocks.pieces(), bytes: blocks.bytes, release };
  } catch (error) {
    release();
    throw error;
  } finally {
    service.uploads--;
  }
}

function tooLarge(most: number): RequestError {
  return new RequestError(413, `expected a photo of at most ${most} bytes, found more`);
}

/** Bytes in blocks. */
class BlockList {
  readonly #first: number;
  readonly #blocks: Uint8Array[] = [];
  #free = 0;
  bytes = 0;

  /** @param expected bytes, if that is known. */
  constructor(expected: number) {
    this.#first = Math.max(1, Math.min(BLOCK_BYTES, expected));
  }

  /** Bytes of the blocks that will be made for so many more. */
  roomFor(bytes: number): number {
    let room = 0;
    for (let blocks = this.#blocks.length; this.#free + room < bytes; blocks++) room += this.#sizeOf(blocks);
    return room;
  }

  add(chunk: Uint8Array): void {
    for (let from = 0; from < chunk.length; ) {
      if (this.#free === 0) {
        this.#free = this.#sizeOf(this.#blocks.length);
        this.#blocks.push(new Uint8Array(this.#free));
      }
      const block = this.#blocks[this.#blocks.length - 1];
      const part = chunk.subarray(from, from + this.#free);
      block.set(part, block.length - this.#free);
      this.#free -= part.length;
      from += part.length;
    }
    this.bytes += chunk.length;
  }

  pieces(): Uint8Array[] {
    const last = this.#blocks.length - 1;
    return this.#blocks.map((block, index) =>
      index === last ? block.subarray(0, block.length - this.#free) : block,
    );
  }

  #sizeOf(index: number): number {
    return index === 0 ? this.#first : BLOCK_BYTES;
  }
}

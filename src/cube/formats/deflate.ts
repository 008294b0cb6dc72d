/**
 * Deflate in its zlib wrapping, as PNG and TIFF pack samples, through the streams that Node and the browser both
 * have. What is unpacked never grows beyond what the caller's header proves: a bomb is refused while it unpacks.
 */
import { CubeError } from '../spectral-cube.ts';
import { formatCount } from './raw/sample-type.ts';

/** Most bytes that one packed byte can become: 258 bytes in two bits (RFC 1951, 3.2.5). */
export const DEFLATE_RATIO = 1032;

/** How much is unpacked. */
export interface InflateOptions {
  /** Most bytes; a buffer of this size is allocated. */
  readonly most: number;
  /** Stops quietly at `most` bytes, without a look at what follows. */
  readonly prefix?: boolean;
  /** For messages. */
  readonly name: string;
}

/**
 * Unpacks zlib data that comes in parts.
 *
 * @returns the bytes that there were, at most `most`.
 * @throws CubeError if the data is damaged, cut short, or unpacks to more than `most` bytes and not a prefix is wanted.
 */
export async function inflate(
  parts: readonly Uint8Array<ArrayBuffer>[],
  { most, prefix = false, name }: InflateOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new DecompressionStream('deflate');
  const reader = stream.readable.getReader();
  const written = feed(stream.writable, parts);
  const bytes = new Uint8Array(most);
  let length = 0;
  try {
    while (!(prefix && length === most)) {
      const { done, value } = await reader.read();
      if (done) return bytes.subarray(0, length);
      const fitting = value.subarray(0, most - length);
      bytes.set(fitting, length);
      length += fitting.length;
      if (fitting.length < value.length && !prefix) {
        throw new CubeError(`expected at most ${formatCount(most)} bytes when unpacked, found more in ${name}`);
      }
    }
    return bytes;
  } catch (cause) {
    if (cause instanceof CubeError) throw cause;
    const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    throw new CubeError(`expected packed samples in ${name}, found some that cannot be unpacked: ${reason}`, {
      cause,
      hint: 'the file is damaged: copy or download it again',
    });
  } finally {
    await reader.cancel().catch(() => undefined);
    await written;
  }
}

/** Packs bytes in one go. */
export async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new CompressionStream('deflate');
  const written = feed(stream.writable, [bytes]);
  const packed = new Uint8Array(await new Response(stream.readable).arrayBuffer());
  await written;
  return packed;
}

/** Writes all parts; what goes wrong shows on the readable side. */
async function feed(writable: WritableStream<BufferSource>, parts: readonly Uint8Array<ArrayBuffer>[]): Promise<void> {
  const writer = writable.getWriter();
  try {
    for (const part of parts) await writer.write(part);
    await writer.close();
  } catch {
    // The reader meets the same error, or has cancelled.
  }
}

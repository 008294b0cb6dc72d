/**
 * Deflate in its zlib wrapping, as PNG and TIFF pack samples. What is unpacked never grows beyond what the caller's
 * header proves: a bomb is refused while it unpacks. Large data go through the streams that Node and the browser both
 * have; a stream costs a few tenths of a millisecond, and a TIFF file may have ten thousands of strips, so small data
 * are unpacked in one go.
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

/** Packed bytes that are unpacked in one go, or given to a stream at once: at most 68 MB come of them. */
const PIECE_BYTES = 65_536;

/**
 * Unpacks zlib data that comes in parts.
 *
 * @returns the bytes that there were, at most `most`.
 * @throws RangeError if there is no memory for them, see {@link withinMemory}.
 * @throws CubeError if the data is damaged, cut short, or unpacks to more than `most` bytes and not a prefix is wanted.
 */
export async function inflate(
  parts: readonly Uint8Array<ArrayBuffer>[],
  options: InflateOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { most, prefix = false, name } = options;
  const packedBytes = parts.reduce((sum, { length }) => sum + length, 0);
  try {
    const small = packedBytes <= PIECE_BYTES && !prefix;
    const bytes = small
      ? await inflateAtOnce(parts, packedBytes, most)
      : await inflateStream(parts, most, prefix);
    if (bytes !== undefined) return bytes;
  } catch (cause) {
    if (cause instanceof RangeError) throw cause;
    const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    throw new CubeError(`expected packed samples in ${name}, found some that cannot be unpacked: ${reason}`, {
      cause,
      hint: 'the file is damaged: copy or download it again',
    });
  }
  throw new CubeError(`expected at most ${formatCount(most)} bytes when unpacked, found more in ${name}`);
}

/** All bytes; undefined if there are more than `most`. */
async function inflateAtOnce(
  parts: readonly Uint8Array<ArrayBuffer>[],
  packedBytes: number,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { unzlibSync } = await import('fflate');
  const packed = joined(parts, packedBytes);
  // What does not fit is dropped or refused; one byte of room shows whether there is more.
  const bytes = new Uint8Array(most + 1);
  const unpacked = unpackInto(bytes, () => unzlibSync(packed, { out: bytes }));
  if (unpacked === undefined || unpacked.length > most) return undefined;
  if (!endsWithSum(packed, adler32(unpacked))) throw new Error('incorrect data check');
  return unpacked;
}

/** What came out; undefined if a block that is stored as it is lies beyond the room, which the library does not drop. */
function unpackInto(
  room: Uint8Array<ArrayBuffer>,
  unpack: () => Uint8Array,
): Uint8Array<ArrayBuffer> | undefined {
  try {
    return room.subarray(0, unpack().length);
  } catch (cause) {
    if (cause instanceof RangeError) return undefined;
    throw cause;
  }
}

function joined(parts: readonly Uint8Array<ArrayBuffer>[], bytes: number): Uint8Array<ArrayBuffer> {
  if (parts.length === 1) return parts[0];
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The check sum of zlib data (RFC 1950, section 8.2). */
function adler32(bytes: Uint8Array): number {
  let [low, high] = [1, 0];
  for (let from = 0; from < bytes.length; from += 4096) {
    // So many sums stay exact without a remainder in between.
    for (const byte of bytes.subarray(from, from + 4096)) {
      low += byte;
      high += low;
    }
    low %= 65_521;
    high %= 65_521;
  }
  return high * 65_536 + low;
}

/** Whether the check sum stands behind the packed data, where some programs leave bytes that mean nothing. */
function endsWithSum(packed: Uint8Array<ArrayBuffer>, sum: number): boolean {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  for (let at = packed.length - 4; at >= 2; at--) if (view.getUint32(at) === sum) return true;
  return false;
}

/** All bytes or the first `most` of them; undefined if there are more and not a prefix is wanted. */
async function inflateStream(
  parts: readonly Uint8Array<ArrayBuffer>[],
  most: number,
  prefix: boolean,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
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
      if (fitting.length < value.length && !prefix) return undefined;
    }
    return bytes;
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

/**
 * Writes all parts; what goes wrong shows on the readable side. Browsers unpack all of what they are given at once, so
 * it is given in pieces.
 */
async function feed(
  writable: WritableStream<BufferSource>,
  parts: readonly Uint8Array<ArrayBuffer>[],
): Promise<void> {
  const writer = writable.getWriter();
  try {
    for (const part of parts) {
      for (let from = 0; from < part.length; from += PIECE_BYTES) {
        await writer.write(part.subarray(from, from + PIECE_BYTES));
      }
    }
    await writer.close();
  } catch {
    // The reader meets the same error, or has cancelled.
  }
}

/**
 * Runs work that unpacks samples.
 *
 * @throws CubeError if the machine cannot give the memory that it needs; other errors as they are.
 */
export async function withinMemory<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new CubeError(`expected memory for the unpacked samples of ${name}, found less`, {
      cause,
      hint: 'lower the limit on samples, or use a machine with more memory',
    });
  }
}

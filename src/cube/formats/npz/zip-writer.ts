/**
 * A ZIP archive written from start to end. What is stored as it is goes through twice: once for its check sum, so
 * that the header before it says everything and programs that never look at the directory can read it; what is packed
 * goes through once, and its sizes stand behind it, as in every ZIP that is written in one go.
 */
import { SpectraliftError } from '../../../errors.ts';
import type { OutputFile } from '../../files/output-files.ts';
import { CubeError } from '../../spectral-cube.ts';
import { loadZip } from './zip-module.ts';

/** A member to be written. */
export interface NewMember {
  readonly name: string;
  /** Bytes of its content. */
  readonly bytes: number;
  readonly compress: boolean;
  /** Its content piece by piece; the same each time. */
  content(): AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** An archive in the making. */
export interface NewZip {
  /** Adds a member. @throws FileError if the disk refuses. */
  add(member: NewMember): Promise<void>;
  /** Writes the directory. @throws FileError if the disk refuses. */
  finish(): Promise<void>;
}

/** Bytes on their way at once. */
const PIECE_BYTES = 1_048_576;

/** The method by which nothing is packed. */
const STORED = 0;

/** The date of every member, as NumPy writes it: the same cube gives the same bytes. */
const DATE = new Date(1980, 0, 1);

/** Begins an archive. */
export async function createZip(file: OutputFile): Promise<NewZip> {
  const zip = await loadZip();
  let position = 0;
  const written = new WritableStream<Uint8Array>({
    async write(piece) {
      await file.writeAt(piece, position);
      position += piece.length;
    },
  });
  const writer = new zip.ZipWriter(written, {
    useWebWorkers: false,
    extendedTimestamp: false,
    lastModDate: DATE,
  });
  return {
    async add({ name, bytes, compress, content }) {
      const stored = async () => ({
        passThrough: true,
        compressionMethod: STORED,
        uncompressedSize: bytes,
        crc32: await crc32(content()),
      });
      try {
        const options = compress ? {} : await stored();
        const reader = { readable: streamOf(content()), size: bytes };
        await writer.add(name, reader, options);
      } catch (cause) {
        throw problem(cause, file);
      }
    },
    async finish() {
      try {
        await writer.close();
      } catch (cause) {
        throw problem(cause, file);
      }
    },
  };
}

function problem(cause: unknown, { name }: OutputFile): Error {
  if (cause instanceof SpectraliftError) return cause;
  const [reason] = cause instanceof Error ? cause.message.split('\n', 1) : [String(cause)];
  return new CubeError(`expected to write a ZIP archive in ${name}, found that it cannot be: ${reason}`, {
    cause,
  });
}

/** Content as a stream of small pieces: what is given to it at once, it copies at once. */
function streamOf(content: AsyncIterable<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = smallPieces(content);
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
  });
}

async function* smallPieces(
  content: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  for await (const part of content) {
    for (let from = 0; from < part.length; from += PIECE_BYTES) yield part.subarray(from, from + PIECE_BYTES);
  }
}

/** What each value of a byte adds to a check sum; signed, since that is five times as fast. */
const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum;
});

/** The check sum of ZIP (CRC-32 of ISO 3309); zip.js computes it only of what goes through it unknown. */
async function crc32(pieces: AsyncIterable<Uint8Array>): Promise<number> {
  let sum = -1;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at++) sum = (sum >>> 8) ^ CRC_TABLE[(sum ^ piece[at]) & 0xff];
  }
  return ~sum >>> 0;
}

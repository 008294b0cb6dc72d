/**
 * Bytes by position, wherever they are: on a disk, in a `Blob` that a browser was given, in memory. Readers of
 * file formats know nothing else, so one reader serves Node and the browser.
 */
import { formatCount } from '../formats/raw/sample-type.ts';
import { CubeError } from '../spectral-cube.ts';

/** Something with bytes. Close it when done, also after an error. */
export interface ByteSource {
  /** File name without its folder, for messages. */
  readonly name: string;
  /** Size in bytes when it was opened. */
  readonly size: number;
  /** Where the bytes are, for a library that must open them itself. */
  readonly origin: ByteOrigin;
  /**
   * Exactly `length` bytes, in a buffer of their own.
   *
   * @throws CubeError if they end before; nothing is allocated then.
   * @throws FileError if the disk refuses.
   */
  read(position: number, length: number): Promise<ArrayBuffer>;
  close(): Promise<void>;
}

/** A file's path, a blob, or bytes in memory. */
export type ByteOrigin =
  | { readonly path: string }
  | { readonly blob: Blob }
  | { readonly bytes: Uint8Array<ArrayBuffer> };

/** A source over bytes in memory. */
export function memoryBytes(name: string, bytes: Uint8Array<ArrayBuffer>): ByteSource {
  return {
    name,
    size: bytes.length,
    origin: { bytes },
    async read(position, length) {
      checkStretch({ name, size: bytes.length }, position, length);
      return bytes.slice(position, position + length).buffer;
    },
    async close() {},
  };
}

/** A source over a `Blob` or a `File`; only the stretches that are asked for are read. */
export function blobBytes(name: string, blob: Blob): ByteSource {
  return {
    name,
    size: blob.size,
    origin: { blob },
    async read(position, length) {
      checkStretch({ name, size: blob.size }, position, length);
      const bytes = await blob.slice(position, position + length).arrayBuffer();
      if (bytes.byteLength !== length) throw shortOf({ name, size: blob.size }, position, length);
      return bytes;
    },
    async close() {},
  };
}

/** Throws unless `length` bytes from `position` lie within a source. */
export function checkStretch(
  source: { readonly name: string; readonly size: number },
  position: number,
  length: number,
): void {
  if (!(position >= 0 && length >= 0 && position + length <= source.size)) {
    throw shortOf(source, position, length);
  }
}

/** The error for bytes that are not there. */
export function shortOf(
  source: { readonly name: string; readonly size: number },
  position: number,
  length: number,
): CubeError {
  return new CubeError(
    `expected ${formatCount(length)} bytes from byte ${formatCount(position)} of ${source.name}, found a file of ${formatCount(source.size)} bytes or one that changed while it was read`,
  );
}

/**
 * All of a small text, as UTF-8.
 *
 * @param limit largest size in bytes.
 * @throws CubeError if the source is larger.
 * @throws FileError if it cannot be read.
 */
export async function readText(source: ByteSource, limit: number): Promise<string> {
  if (source.size > limit) {
    throw new CubeError(
      `expected a text file of at most ${formatCount(limit)} bytes, found ${formatCount(source.size)} in ${source.name}`,
    );
  }
  return new TextDecoder().decode(await source.read(0, source.size));
}

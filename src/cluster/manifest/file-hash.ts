/** SHA-256 of files, read piece by piece, and of texts. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { fileProblem } from '../../cube/files/file-error.ts';

/** Size and SHA-256 (64 hexadecimal digits) of some bytes. */
export interface Fingerprint {
  readonly bytes: number;
  readonly sha256: string;
}

/** Bytes that are read at once. */
const PIECE = 1 << 20;

/** Reads a file to its end. @throws FileError if it cannot be read. @throws the signal's reason if it aborts. */
export async function hashFile(path: string, signal?: AbortSignal): Promise<Fingerprint> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    const stream = createReadStream(path, { highWaterMark: PIECE });
    for await (const piece of stream) {
      signal?.throwIfAborted();
      if (!(piece instanceof Uint8Array)) throw new TypeError('expected bytes');
      hash.update(piece);
      bytes += piece.length;
    }
  } catch (cause) {
    signal?.throwIfAborted();
    throw fileProblem(cause, `read ${path}`);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** SHA-256 of a text as UTF-8, or of bytes. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Files that are remembered. */
const REMEMBERED = 16;

/** Hashes inputs; a file that has not changed since it was hashed last (size, time, place on disk) is not read again. */
export class InputHashes {
  readonly #known = new Map<string, { readonly version: string; readonly fingerprint: Fingerprint }>();

  /** @throws FileError if the file cannot be read. */
  async of(path: string): Promise<Fingerprint> {
    const { size, mtimeNs, ino, dev } = await stat(path, { bigint: true }).catch((cause: unknown) => {
      throw fileProblem(cause, `read ${path}`);
    });
    const version = [size, mtimeNs, ino, dev].join(' ');
    const known = this.#known.get(path);
    if (known?.version === version) return known.fingerprint;
    const fingerprint = await hashFile(path);
    this.remember(path, version, fingerprint);
    return fingerprint;
  }

  private remember(path: string, version: string, fingerprint: Fingerprint): void {
    this.#known.delete(path);
    this.#known.set(path, { version, fingerprint });
    for (const old of [...this.#known.keys()].slice(0, -REMEMBERED)) this.#known.delete(old);
  }
}

/**
 * The members of a ZIP archive, none of which lies about where it is or how large. zip.js reads the directory in its
 * strict way: it refuses an archive that two programs could read in two ways (names that come twice, bytes before or
 * after the archive, a local header that differs from the directory), and a member that is not within the file or
 * shares bytes with another. What it leaves open is closed here:
 *
 * - it reads a directory as large as the file says, and may look at the local header of every entry to make sense of
 *   a directory that is elsewhere than stated: both are bounded, by bytes and by number of reads;
 * - it has no limit on entries, and takes the two sizes of a stored member as they are: both are checked;
 * - it checks a member only when its data is asked for: all are checked when the archive is opened, so that members
 *   on top of one another show whichever is read;
 * - names are not refused for being paths, since none becomes one.
 *
 * Source: PKWARE, .ZIP File Format Specification 6.3.
 */
import type { FileEntry } from '@zip.js/zip.js/lib/zip-core-custom.js';
import { SpectraliftError } from '../../../errors.ts';
import type { ByteSource } from '../../files/byte-source.ts';
import type { ReadLimits } from '../../files/read-limits.ts';
import { CubeError } from '../../spectral-cube.ts';
import { formatCount } from '../raw/sample-type.ts';
import { loadZip, type ZipModule } from './zip-module.ts';

/** A member of an archive. */
export interface ZipMember {
  readonly name: string;
  /** Bytes of its content, as the directory declares. */
  readonly bytes: number;
  /** Where its content begins in the file, packed or not, and how many bytes it takes there. */
  readonly position: number;
  readonly packedBytes: number;
  /** False where the content stands in the file as it is. */
  readonly deflated: boolean;
  /** Why it cannot be read, as in "which is <refused>"; absent where it can. */
  readonly refused?: string;
  /**
   * Gives the content piece by piece.
   *
   * @throws CubeError if it is damaged, of another size than declared, or of another check sum; what `take` throws.
   * @throws FileError if the disk refuses.
   */
  unpack(take: (piece: Uint8Array) => void, stop?: AbortSignal): Promise<void>;
}

const STORED = 0;
const DEFLATED = 8;

const DAMAGED = 'the file is damaged: copy it again, or write it again with numpy.savez';

/** Most reads that a directory is found with; two or three unless the archive is made to mislead. */
const DIRECTORY_READS = 256;

/** Least bytes that may be read in one go: where the end of an archive is looked for, and pieces of members. */
const LEAST_READ = 131_072;

/**
 * Opens a ZIP archive: the members in the order of its directory.
 *
 * @throws CubeError if it is none, damaged, ambiguous, or has more members or a larger directory than the limits.
 * @throws FileError if the disk refuses.
 */
export async function openZip(file: ByteSource, limits: ReadLimits): Promise<readonly ZipMember[]> {
  const zip = await loadZip();
  try {
    const members: ZipMember[] = [];
    for (const entry of await directoryOf(zip, file, limits)) members.push(await memberOf(entry, file));
    return members;
  } catch (cause) {
    throw damage(cause, `a ZIP archive in ${file.name}`);
  }
}

/** Everything in the directory that is no folder. */
async function directoryOf(zip: ZipModule, file: ByteSource, limits: ReadLimits): Promise<FileEntry[]> {
  let readsLeft = DIRECTORY_READS;
  const largest = Math.max(limits.textBytes, LEAST_READ);
  class FileReader extends zip.Reader<ByteSource> {
    override size = file.size;

    override async readUint8Array(position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
      const bytes = Math.min(length, file.size - position);
      if (bytes <= 0) return new Uint8Array(0);
      if (bytes > largest) {
        throw new CubeError(
          `expected a ZIP directory of at most ${formatCount(largest)} bytes, found ${formatCount(bytes)} in ${file.name}`,
          { hint: 'if this is what it holds, raise the limit on texts' },
        );
      }
      if (readsLeft === 0) {
        throw new CubeError(`expected a ZIP directory where the end of ${file.name} says, found none`, {
          hint: DAMAGED,
        });
      }
      readsLeft--;
      return new Uint8Array(await file.read(position, bytes));
    }
  }
  const reader = new zip.ZipReader(new FileReader(file), {
    strictness: 'strict',
    filenameValidation: 'tolerant',
    checkCrc32: true,
    useWebWorkers: false,
  });
  const entries: FileEntry[] = [];
  let count = 0;
  for await (const entry of reader.getEntriesGenerator()) {
    if (++count > limits.entries) {
      throw new CubeError(
        `expected at most ${formatCount(limits.entries)} members, found more in ${file.name}`,
        { hint: 'if this is what it holds, raise the limit on entries' },
      );
    }
    if (!entry.directory) entries.push(entry);
  }
  readsLeft = Number.POSITIVE_INFINITY;
  return entries;
}

/** A member whose local header agrees with the directory and whose bytes are its own. */
async function memberOf(entry: FileEntry, file: ByteSource): Promise<ZipMember> {
  const name = entry.filename;
  // Nothing is read but headers; passed through, so that members that are encrypted or packed otherwise are checked too.
  await entry.getData(new WritableStream(), { checkOverlappingEntryOnly: true, passThrough: true });
  const position = entry.localDirectory?.dataOffset;
  const { compressedSize, uncompressedSize } = entry;
  const what = `'${name.slice(0, 60)}' of ${file.name}`;
  if (position === undefined) throw new CubeError(`expected a local header of ${what}, found none`);
  const refused = refusalOf(entry);
  return {
    name,
    bytes: uncompressedSize,
    position,
    packedBytes: compressedSize,
    deflated: entry.compressionMethod === DEFLATED,
    ...(refused === undefined ? {} : { refused }),
    async unpack(take, stop) {
      let left = uncompressedSize;
      const content = new WritableStream<Uint8Array>({
        write(piece) {
          left -= piece.length;
          if (left < 0)
            throw new CubeError(`expected ${formatCount(uncompressedSize)} bytes in ${what}, found more`);
          take(piece);
        },
      });
      try {
        await entry.getData(content, stop === undefined ? {} : { signal: stop });
      } catch (cause) {
        stop?.throwIfAborted();
        throw damage(cause, `${formatCount(uncompressedSize)} bytes in ${what}`);
      }
    },
  };
}

/** Why a member cannot be read, if so. */
function refusalOf({
  encrypted,
  compressionMethod,
  compressedSize,
  uncompressedSize,
}: FileEntry): string | undefined {
  if (encrypted) return 'encrypted';
  if (compressionMethod === DEFLATED) return undefined;
  if (compressionMethod !== STORED) return `packed by method ${compressionMethod} of ZIP`;
  if (compressedSize === uncompressedSize) return undefined;
  return `declared to have ${formatCount(uncompressedSize)} bytes, but stored as ${formatCount(compressedSize)}`;
}

/** The error of zip.js in our words; our own errors as they are. */
function damage(cause: unknown, expected: string): Error {
  if (cause instanceof SpectraliftError) return cause;
  const [reason] = cause instanceof Error ? cause.message.split('\n', 1) : [String(cause)];
  // zip.js says what is ambiguous in a property of its own.
  const detail = cause instanceof Error && 'reason' in cause ? ` (${String(cause.reason)})` : '';
  return new CubeError(`expected ${expected}, found bytes that cannot be read: ${reason}${detail}`, {
    cause,
    hint: DAMAGED,
  });
}

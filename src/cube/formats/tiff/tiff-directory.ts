/**
 * The directories of a TIFF file: where each value stands, checked against the size of the file. Values are read
 * when they are asked for, so that what a directory claims costs nothing until it is proven.
 */
import type { ByteSource } from '../../files/byte-source.ts';
import type { ReadLimits } from '../../files/read-limits.ts';
import { CubeError } from '../../spectral-cube.ts';
import { formatCount } from '../raw/sample-type.ts';
import { FIELD, FIELD_BYTES, TAGS } from './tiff-tags.ts';

/** A TIFF file whose directories are known. */
export interface TiffFile {
  readonly source: ByteSource;
  readonly littleEndian: boolean;
  readonly directories: readonly TiffDirectory[];
}

/** Where the values of each known tag are; the tag's first entry where it has several. */
export type TiffDirectory = ReadonlyMap<number, TiffEntry>;

/** Values of one tag, within the file. */
export interface TiffEntry {
  readonly type: number;
  readonly count: number;
  readonly position: number;
  /** The values themselves where they stand in the directory. */
  readonly inline: ArrayBuffer | undefined;
}

/** Most tags of a directory. */
const MOST_TAGS = 1000;

const KNOWN: ReadonlySet<number> = new Set(Object.values(TAGS));

/** Sizes of what classic TIFF and BigTIFF files count with. */
interface Widths {
  readonly header: number;
  /** Bytes of the number of tags. */
  readonly tagCount: number;
  readonly entry: number;
  /** Bytes of counts and offsets. */
  readonly offset: 4 | 8;
}

const CLASSIC: Widths = { header: 8, tagCount: 2, entry: 12, offset: 4 };
const BIG: Widths = { header: 16, tagCount: 8, entry: 20, offset: 8 };

/**
 * Reads the directories of a file.
 *
 * @throws CubeError if it is no TIFF file, a value lies beyond the file, or there are more pages than the limit.
 */
export async function readTiffDirectories(source: ByteSource, limits: ReadLimits): Promise<TiffFile> {
  const start = new DataView(await source.read(0, Math.min(16, source.size)));
  const order = start.byteLength >= 8 ? start.getUint16(0) : 0;
  const littleEndian = order === 0x4949;
  const magic = start.byteLength >= 8 ? start.getUint16(2, littleEndian) : 0;
  const widths = magic === 42 ? CLASSIC : BIG;
  const known = (littleEndian || order === 0x4d4d) && (magic === 42 || magic === 43);
  if (!known || start.byteLength < widths.header) {
    throw new CubeError(`expected a TIFF file, found another one in ${source.name}`);
  }
  const offsetBytes = widths === BIG ? start.getUint16(4, littleEndian) : 8;
  if (offsetBytes !== 8) {
    throw new CubeError(
      `expected offsets of 8 bytes in a BigTIFF file, found ${offsetBytes} in ${source.name}`,
    );
  }
  let next = readOffset(start, widths.header - widths.offset, widths, littleEndian);
  const directories: TiffDirectory[] = [];
  const seen = new Set<number>();
  while (next !== 0) {
    if (seen.has(next)) {
      throw new CubeError(`expected pages that follow one another, found a circle of them in ${source.name}`);
    }
    if (seen.size === limits.entries) {
      throw new CubeError(
        `expected at most ${formatCount(limits.entries)} pages, found more in ${source.name}`,
        { hint: 'if this is what it holds, raise the limit on entries' },
      );
    }
    seen.add(next);
    const read = await readDirectory(source, next, widths, littleEndian);
    directories.push(read.directory);
    next = read.next;
  }
  if (directories.length === 0) throw new CubeError(`expected a picture, found none in ${source.name}`);
  return { source, littleEndian, directories };
}

async function readDirectory(
  source: ByteSource,
  position: number,
  widths: Widths,
  littleEndian: boolean,
): Promise<{ readonly directory: TiffDirectory; readonly next: number }> {
  const head = new DataView(await source.read(position, widths.tagCount));
  const tags = widths === BIG ? wideCount(head, 0, littleEndian) : head.getUint16(0, littleEndian);
  if (tags > MOST_TAGS) {
    throw new CubeError(
      `expected at most ${formatCount(MOST_TAGS)} tags, found ${formatCount(tags)} in ${source.name}`,
    );
  }
  const from = position + widths.tagCount;
  const view = new DataView(await source.read(from, tags * widths.entry + widths.offset));
  const directory = new Map<number, TiffEntry>();
  for (let at = 0; at < tags * widths.entry; at += widths.entry) {
    const tag = view.getUint16(at, littleEndian);
    if (!KNOWN.has(tag) || directory.has(tag)) continue;
    const type = view.getUint16(at + 2, littleEndian);
    const count = readOffset(view, at + 4, widths, littleEndian);
    const bytes = count * (FIELD_BYTES[type] ?? Number.NaN);
    const field = at + 4 + widths.offset;
    const inline = bytes <= widths.offset;
    const place = inline ? from + field : readOffset(view, field, widths, littleEndian);
    if (!(place + bytes <= source.size)) {
      throw new CubeError(
        `expected ${formatCount(count)} values of tag ${tag} (type ${type}) at byte ${formatCount(place)}, found a file of ${formatCount(source.size)} bytes in ${source.name}`,
        { hint: 'the file was cut short or changed: copy or download it again' },
      );
    }
    directory.set(tag, {
      type,
      count,
      position: place,
      inline: inline ? view.buffer.slice(field, field + bytes) : undefined,
    });
  }
  return { directory, next: readOffset(view, tags * widths.entry, widths, littleEndian) };
}

function readOffset(view: DataView, at: number, { offset }: Widths, littleEndian: boolean): number {
  return offset === 8 ? wideCount(view, at, littleEndian) : view.getUint32(at, littleEndian);
}

/** A 64-bit count; one beyond what is exact stays beyond every file. */
function wideCount(view: DataView, at: number, littleEndian: boolean): number {
  return Number(view.getBigUint64(at, littleEndian));
}

/**
 * Whole, not negative numbers of a tag; undefined if the directory does not have it.
 *
 * @param range which of them; all unless given.
 * @throws CubeError if they are of another kind, or fewer than asked for.
 */
export async function tagNumbers(
  { source, littleEndian }: Pick<TiffFile, 'source' | 'littleEndian'>,
  directory: TiffDirectory,
  tag: number,
  range?: { readonly first: number; readonly count: number },
): Promise<number[] | undefined> {
  const entry = directory.get(tag);
  if (entry === undefined) return undefined;
  const { first, count } = range ?? { first: 0, count: entry.count };
  const { type } = entry;
  if (type !== FIELD.byte && type !== FIELD.short && type !== FIELD.long && type !== FIELD.long8) {
    throw new CubeError(`expected whole numbers in tag ${tag}, found type ${type} in ${source.name}`);
  }
  if (first + count > entry.count) {
    throw new CubeError(
      `expected ${formatCount(first + count)} values of tag ${tag}, found ${formatCount(entry.count)} in ${source.name}`,
    );
  }
  const bytes = FIELD_BYTES[type];
  const from = first * bytes;
  const values = entry.inline?.slice(from, from + count * bytes);
  const view = new DataView(values ?? (await source.read(entry.position + from, count * bytes)));
  return Array.from({ length: count }, (_, index) => {
    const at = index * bytes;
    if (type === FIELD.byte) return view.getUint8(at);
    if (type === FIELD.short) return view.getUint16(at, littleEndian);
    return type === FIELD.long ? view.getUint32(at, littleEndian) : wideCount(view, at, littleEndian);
  });
}

/** The first number of a tag; undefined if the directory does not have it. @throws as {@link tagNumbers} does. */
export async function tagNumber(
  file: Pick<TiffFile, 'source' | 'littleEndian'>,
  directory: TiffDirectory,
  tag: number,
): Promise<number | undefined> {
  return (await tagNumbers(file, directory, tag, { first: 0, count: 1 }))?.[0];
}

/**
 * The text of a tag as UTF-8 without the zeros at its end; undefined if the directory does not have it.
 *
 * @throws CubeError if it is longer than the limit.
 */
export async function tagText(
  { source }: Pick<TiffFile, 'source'>,
  directory: TiffDirectory,
  tag: number,
  limits: ReadLimits,
): Promise<string | undefined> {
  const entry = directory.get(tag);
  if (entry === undefined || entry.type !== FIELD.ascii) return undefined;
  if (entry.count > limits.textBytes) {
    throw new CubeError(
      `expected a text of at most ${formatCount(limits.textBytes)} bytes in tag ${tag}, found ${formatCount(entry.count)} in ${source.name}`,
    );
  }
  const text = new TextDecoder().decode(entry.inline ?? (await source.read(entry.position, entry.count)));
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

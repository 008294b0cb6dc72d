// TIFF structures (TIFF files, EXIF blocks): their directories found, so that damage meets the fields that readers act
// on. Source: Adobe, TIFF 6.0; BigTIFF as libtiff describes it.
import { oneOf, overwritten } from './mutate-bytes.mjs';
import { EDGES, integerBytes } from './numbers.mjs';

/** Directories and entries that are looked at. */
const MOST_ENTRIES = 400;
const POINTERS = [0x8769, 0x8825, 0xa005, 0x014a];
/** The number of a packing, which no other list here has. */
const PACK_BITS = 32773n;
/** Tags that decide how much is read: sizes, bits, compression, samples, strips and tiles. */
const SIZES = [256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 284, 317, 322, 323, 324, 325, 338, 339];

/**
 * The directories of a structure that begins at `start`.
 *
 * @returns `{ littleEndian, big, directories: [{ at, countAt, nextAt, entries: [{ at, tag }] }] }`, places in bytes of
 * the file, or undefined if it is none.
 */
export function tiffDirectories(bytes, start = 0) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < start + 16) return undefined;
  const order = view.getUint16(start);
  if (order !== 0x4949 && order !== 0x4d4d) return undefined;
  const littleEndian = order === 0x4949;
  const big = view.getUint16(start + 2, littleEndian) === 43;
  const sizes = big
    ? { head: 8, entry: 20, offset: 8, count: 8 }
    : { head: 4, entry: 12, offset: 4, count: 2 };
  const read = (at, size) => {
    if (at + size > bytes.length) return Number.NaN;
    if (size === 8) return Number(view.getBigUint64(at, littleEndian));
    return size === 4 ? view.getUint32(at, littleEndian) : view.getUint16(at, littleEndian);
  };
  const directories = [];
  const open = [read(start + (big ? 8 : 4), sizes.offset)];
  let total = 0;
  while (open.length > 0 && directories.length < 16) {
    const at = start + open.shift();
    if (directories.some((known) => known.at === at) || !(at < bytes.length)) continue;
    const count = Math.min(read(at, sizes.count), MOST_ENTRIES - total);
    const entries = [];
    for (let index = 0; index < count; index++) {
      const place = at + sizes.count + index * sizes.entry;
      if (place + sizes.entry > bytes.length) break;
      const tag = read(place, 2);
      entries.push({ at: place, tag });
      if (POINTERS.includes(tag)) open.push(read(place + sizes.entry - sizes.offset, sizes.offset));
    }
    total += entries.length;
    const nextAt = at + sizes.count + count * sizes.entry;
    directories.push({ at, countAt: at, nextAt, entries });
    const next = read(nextAt, sizes.offset);
    if (next > 0) open.push(next);
  }
  return { littleEndian, big, sizes, start, directories };
}

/** Damage to one field of one entry, to a count of entries, or to the way from one directory to another. */
export function mutateTiff(random, bytes, start = 0) {
  const found = tiffDirectories(bytes, start);
  if (found === undefined || found.directories.length === 0) return bytes;
  const { littleEndian, sizes, directories } = found;
  const put = (at, value, size) => overwritten(bytes, at, integerBytes(value, size, littleEndian));
  const directory = oneOf(random, directories);
  const places = directories.map(({ at }) => BigInt(at - start));
  if (directory.entries.length === 0 || random.integer(8) === 0) {
    return random.integer(2) === 0
      ? put(directory.countAt, oneOf(random, EDGES), sizes.count)
      : put(directory.nextAt, oneOf(random, [...places, ...EDGES]), sizes.offset);
  }
  const decisive = directory.entries.filter(({ tag }) => SIZES.includes(tag) || POINTERS.includes(tag));
  const entry = oneOf(random, decisive.length > 0 && random.integer(3) > 0 ? decisive : directory.entries);
  const valueAt = entry.at + sizes.entry - sizes.offset;
  const value = oneOf(random, [
    ...places,
    ...EDGES,
    BigInt(random.integer(bytes.length + 64)),
    BigInt(random.integer(40)),
    PACK_BITS,
  ]);
  switch (random.integer(6)) {
    case 0:
      return put(entry.at, BigInt(oneOf(random, [...SIZES, ...POINTERS, 42113, 270, 34735])), 2);
    case 1:
      return put(entry.at + 2, BigInt(random.integer(20)), 2);
    case 2:
      return put(entry.at + 4, value, sizes.offset);
    case 3:
      return overwritten(
        bytes,
        entry.at,
        bytes.slice(oneOf(random, directory.entries).at).subarray(0, sizes.entry),
      );
    default:
      return put(valueAt, value, random.integer(2) === 0 ? sizes.offset : 2);
  }
}

/** Structures that lie: loops, offsets beyond the file, counts without end. */
export function tiffLies(bytes, start = 0) {
  const found = tiffDirectories(bytes, start);
  if (found === undefined) throw new Error('expected a TIFF structure to lie with, found none');
  const { littleEndian, sizes, directories } = found;
  const [first] = directories;
  const put = (at, value, size) => () =>
    overwritten(bytes, at, integerBytes(BigInt(value), size, littleEndian));
  const lies = [
    { what: 'a directory that follows itself', make: put(first.nextAt, first.at - start, sizes.offset) },
    { what: 'a directory beyond the file', make: put(first.nextAt, 0xfffffff0, sizes.offset) },
    { what: 'a first directory within the header', make: put(start + 4, 0, sizes.offset) },
    { what: '65,535 entries', make: put(first.countAt, 0xffff, 2) },
    { what: 'no entries', make: put(first.countAt, 0, sizes.count) },
  ];
  for (const { at, tag } of first.entries) {
    const value = at + sizes.entry - sizes.offset;
    lies.push(
      { what: `2^32 - 1 values of tag ${tag}`, make: put(at + 4, 0xffffffff, sizes.offset) },
      { what: `2^30 values of tag ${tag}`, make: put(at + 4, 2 ** 30, sizes.offset) },
      { what: `no values of tag ${tag}`, make: put(at + 4, 0, sizes.offset) },
      { what: `tag ${tag} with 2^32 - 1`, make: put(value, 0xffffffff, 4) },
      { what: `tag ${tag} with 2^31`, make: put(value, 2 ** 31, 4) },
      { what: `tag ${tag} with 65,535`, make: put(value, 0xffff, 2) },
      { what: `tag ${tag} with 0`, make: put(value, 0, 4) },
      {
        what: `tag ${tag} that points to its own directory`,
        make: put(value, first.at - start, sizes.offset),
      },
      { what: `tag ${tag} as a pointer to its own directory`, make: () => pointing(bytes, at, value, found) },
    );
  }
  return lies;
}

function pointing(bytes, at, value, { littleEndian, sizes, start, directories }) {
  const named = overwritten(bytes, at, integerBytes(0x8769n, 2, littleEndian));
  const typed = overwritten(named, at + 2, integerBytes(4n, 2, littleEndian));
  const counted = overwritten(typed, at + 4, integerBytes(1n, sizes.offset, littleEndian));
  return overwritten(
    counted,
    value,
    integerBytes(BigInt(directories[0].at - start), sizes.offset, littleEndian),
  );
}

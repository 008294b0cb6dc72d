// TIFF and BigTIFF cubes, plain and packed, samples of one page or pages of one band.
import { deflateSync } from 'node:zlib';
import { packedZeros } from '../bombs.mjs';
import { cubeTarget, smallCube, writtenCube } from '../cubes.mjs';
import { mutateBytes, oneOf, overwritten } from '../mutate-bytes.mjs';
import { mutateText } from '../mutate-text.mjs';
import { mutateTiff, tiffDirectories, tiffLies } from '../mutate-tiff.mjs';
import { integerBytes } from '../numbers.mjs';
import { page, tiffsOfOthers } from '../tiff-bytes.mjs';

const NAME = 'cube.tif';
const STRIP_OFFSETS = 273;
const STRIP_BYTES = 279;
const DESCRIPTION = 270;
const GDAL_METADATA = 42112;

/** The bytes of a field put at the end of the file and its entry led there. */
function moved(bytes, entry, found, content) {
  const { littleEndian, sizes } = found;
  const longer = new Uint8Array(bytes.length + content.length);
  longer.set(bytes);
  longer.set(content, bytes.length);
  const valueAt = entry.at + sizes.entry - sizes.offset;
  return overwritten(longer, valueAt, integerBytes(BigInt(bytes.length), sizes.offset, littleEndian));
}

/** Another description, or other samples packed again, behind the rest of the file. */
function mutateContent(random, bytes) {
  const found = tiffDirectories(bytes);
  const entries = found?.directories[0]?.entries ?? [];
  const named = (tag) => entries.find((entry) => entry.tag === tag);
  const description = named(DESCRIPTION) ?? named(GDAL_METADATA);
  if (description !== undefined && random.integer(2) === 0) {
    const text = Buffer.from(bytes).toString('latin1');
    const [open, close] = description.tag === DESCRIPTION ? ['{', '}'] : ['<', '>'];
    const [from, to] = [text.indexOf(open), text.lastIndexOf(close) + 1];
    const content = mutateText(random, bytes.subarray(Math.max(0, from), Math.max(from, to)));
    const counted = overwritten(
      bytes,
      description.at + 4,
      integerBytes(BigInt(content.length), found.sizes.offset, found.littleEndian),
    );
    return moved(counted, description, found, content);
  }
  const [offsets, counts] = [named(STRIP_OFFSETS), named(STRIP_BYTES)];
  if (offsets === undefined || counts === undefined) return bytes;
  const raw = new Uint8Array(oneOf(random, [24, 96, 192, 5000]));
  const content = new Uint8Array(deflateSync(mutateBytes(random, raw, raw)));
  const countAt = counts.at + found.sizes.entry - found.sizes.offset;
  const counted = overwritten(
    bytes,
    countAt,
    integerBytes(BigInt(content.length), found.sizes.offset, found.littleEndian),
  );
  return moved(counted, offsets, found, content);
}

/** A file with one strip of zeros packed a thousand to one, its sizes as given. */
const bomb = (width, height, unpacked) =>
  page({ width, height, compression: 8 }, packedZeros(Buffer.alloc(0), unpacked));
const gdal = (text) =>
  page({ width: 2, height: 2, samples: 2, compression: 1, gdal: text }, new Uint8Array(8));

const named = (what, make) => ({ what, make: () => new Map([[NAME, make()]]) });

const VARIANTS = [
  {},
  { dataType: 'uint16', byteOrder: 'big' },
  { compress: true },
  { dataType: 'uint8', compress: true, cube: smallCube({ bands: 31, height: 2, width: 2 }) },
];

export const target = cubeTarget({
  name: 'tiff',
  reads: 'TIFF and BigTIFF cube',
  files: { open: NAME },
  variants: VARIANTS,
  seeds: async () => [
    ...(await Promise.all(VARIANTS.map((variant) => writtenCube(NAME, variant)))),
    ...tiffsOfOthers().map((bytes) => new Map([[NAME, bytes]])),
  ],
  crafted: (seeds) => [
    ...seeds
      .slice(0, 3)
      .flatMap((files) => tiffLies(files.get(NAME)).map(({ what, make }) => named(what, make))),
    named('an honest picture of a megabyte of zeros', () => bomb(1024, 1024, 2 ** 20)),
    named('sixteen pixels that unpack to 64 MiB', () => bomb(4, 4, 2 ** 26)),
    named('2^32 pixels in a strip of 64 MiB', () => bomb(65_536, 65_536, 2 ** 26)),
    named('a GDAL text of a million digits', () =>
      gdal(`<Item name="DESCRIPTION" sample="0">${'9'.repeat(1_000_000)}`),
    ),
    named('a GDAL item of a million digits', () =>
      gdal(`<Item name="DESCRIPTION" sample="0" role="description">${'9'.repeat(1_000_000)}</Item>`),
    ),
    named('a GDAL item of a million spaces', () =>
      gdal(`<Item name="DESCRIPTION" sample="0" role="description">1${' '.repeat(1_000_000)}x</Item>`),
    ),
    named('GDAL items that never end', () => gdal('<Item name="a"'.repeat(100_000))),
    named('a hundred thousand GDAL items', () =>
      gdal('<Item name="wavelength" sample="0">450</Item>'.repeat(100_000)),
    ),
    named('2^62 pixels', () => bomb(2 ** 31, 2 ** 31, 64)),
  ],
  mutate: (random, bytes) =>
    random.integer(3) === 0 ? mutateContent(random, bytes) : mutateTiff(random, bytes),
});

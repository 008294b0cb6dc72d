/**
 * Strips and tiles of the pages of a file. Of blocks that are not packed only the rows that are wanted are read;
 * packed ones stay unpacked for the next window as far as a fixed room goes.
 */
import { CubeError } from '../../spectral-cube.ts';
import { withinMemory } from '../deflate.ts';
import { formatCount, type SampleView } from '../raw/sample-type.ts';
import { toHostOrder } from './predictor.ts';
import { type TiffFile, tagNumbers } from './tiff-directory.ts';
import type { TiffPage } from './tiff-page.ts';
import { COMPRESSION, TAGS } from './tiff-tags.ts';
import { blockRowBytes, unpackBlock, viewHost } from './tiff-unpack.ts';

/** Room for unpacked blocks, bytes. */
const KEPT_BYTES = 2 ** 26;

/** A block and the rows of it that are wanted, counted from its first. */
export interface BlockPlace {
  readonly page: TiffPage;
  /** Position of the block in the page's lists. */
  readonly index: number;
  readonly offset: number;
  readonly byteCount: number;
  /** Rows that the block has; the last strip may have fewer than the others. */
  readonly rows: number;
  readonly firstRow: number;
  readonly lastRow: number;
}

/** Numbers of a block. */
export interface BlockRows {
  /** Every sample of a pixel beside the others; undefined where the file has no data, which means 0. */
  readonly samples: SampleView | undefined;
  /** The row of the block that `samples` begins with. */
  readonly firstRow: number;
}

/** Offsets and sizes of blocks that follow one another in a page's lists. @throws CubeError if there are fewer. */
export async function blockPlaces(
  file: TiffFile,
  page: TiffPage,
  range: { readonly first: number; readonly count: number },
): Promise<{ readonly offsets: readonly number[]; readonly byteCounts: readonly number[] }> {
  const { tiled } = page.blocks;
  const [offsetTag, sizeTag] = tiled
    ? [TAGS.tileOffsets, TAGS.tileByteCounts]
    : [TAGS.stripOffsets, TAGS.stripByteCounts];
  const offsets = await tagNumbers(file, page.directory, offsetTag, range);
  const byteCounts = await tagNumbers(file, page.directory, sizeTag, range);
  if (offsets !== undefined && byteCounts !== undefined) return { offsets, byteCounts };
  throw new CubeError(
    `expected offsets and sizes of ${tiled ? 'tiles' : 'strips'}, found none in ${file.source.name}`,
  );
}

/** Reads blocks of one file. */
export class BlockReader {
  readonly #file: TiffFile;
  /** Unpacked blocks with their bytes, the one that was used longest ago first. */
  readonly #kept = new Map<string, { readonly samples: Promise<SampleView>; readonly bytes: number }>();
  #room = KEPT_BYTES;

  constructor(file: TiffFile) {
    this.#file = file;
  }

  /**
   * Reads rows of a block.
   *
   * @throws CubeError if it lies beyond the file, is damaged, or has fewer rows.
   */
  async read(place: BlockPlace): Promise<BlockRows> {
    const { page, byteCount, firstRow, lastRow } = place;
    const rowBytes = blockRowBytes(page);
    const needed = (lastRow + 1) * rowBytes;
    if (page.compression === COMPRESSION.none) {
      if (byteCount < needed) throw this.#tooShort(place, byteCount);
      const from = firstRow * rowBytes;
      const bytes = new Uint8Array(await this.#file.source.read(place.offset + from, needed - from));
      toHostOrder(bytes, page.sampleBytes, this.#file.littleEndian);
      return { samples: viewHost(bytes, page), firstRow };
    }
    if (byteCount === 0) return { samples: undefined, firstRow };
    const samples = await this.#unpacked(place);
    const found = samples.length * page.sampleBytes;
    if (found < needed) throw this.#tooShort(place, found);
    return { samples, firstRow: 0 };
  }

  #unpacked(place: BlockPlace): Promise<SampleView> {
    const { page, index } = place;
    const key = `${page.index}/${index}`;
    const known = this.#kept.get(key);
    if (known !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known.samples;
    }
    const samples = this.#unpack(place);
    const bytes = page.blocks.height * blockRowBytes(page) * (page.type === 'float16' ? 2 : 1);
    if (bytes > KEPT_BYTES) return samples;
    for (const [oldest, { bytes: freed }] of this.#kept) {
      if (this.#room >= bytes) break;
      this.#kept.delete(oldest);
      this.#room += freed;
    }
    this.#room -= bytes;
    this.#kept.set(key, { samples, bytes });
    samples.catch(() => {
      if (this.#kept.get(key)?.samples !== samples) return;
      this.#kept.delete(key);
      this.#room += bytes;
    });
    return samples;
  }

  async #unpack(place: BlockPlace): Promise<SampleView> {
    const { page, offset, byteCount, rows } = place;
    const { source, littleEndian } = this.#file;
    const rowBytes = blockRowBytes(page);
    const whole = page.blocks.height * rowBytes;
    if (rows * rowBytes > byteCount * page.ratio) throw this.#tooShort(place, byteCount * page.ratio);
    // No packing makes samples much larger than they are; what lies beyond is none of this block.
    const packed = new Uint8Array(await source.read(offset, Math.min(byteCount, 2 * whole + 1024)));
    return withinMemory(source.name, () => unpackBlock(packed, page, { littleEndian, name: source.name }));
  }

  #tooShort({ page, lastRow }: BlockPlace, found: number): CubeError {
    const { tiled, width } = page.blocks;
    return new CubeError(
      `expected ${formatCount((lastRow + 1) * blockRowBytes(page))} bytes for ${lastRow + 1} rows of ${width} pixels in a ${tiled ? 'tile' : 'strip'}, found at most ${formatCount(found)} in ${this.#file.source.name}`,
      { hint: 'the file was cut short or changed: copy or download it again' },
    );
  }
}

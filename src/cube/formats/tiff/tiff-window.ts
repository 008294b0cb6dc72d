/**
 * Windows of a TIFF file. Its samples are taken as planes of rows and columns: the samples of one page, or the pages
 * of a stack. Only the blocks that hold the window are read, of the planes that are wanted.
 */
import { allocateWindow, type CubeWindow, checkWindow, windowBands } from '../../cube-source.ts';
import type { Axis, RawLayout } from '../raw/raw-layout.ts';
import { type BlockPlace, BlockReader, type BlockRows, blockPlaces } from './tiff-blocks.ts';
import type { TiffFile } from './tiff-directory.ts';
import type { TiffPage } from './tiff-page.ts';
import { blockSamples } from './tiff-unpack.ts';

/** Blocks that are unpacked at the same time. */
const TOGETHER = 8;

/** One plane of a volume. */
export interface TiffPlane {
  readonly page: TiffPage;
  readonly sample: number;
}

/** What is wanted along one axis of the file: places that follow one another. */
interface Wanted {
  readonly first: number;
  readonly count: number;
  /** What a place adds to the index in the result, for each step from the first. */
  readonly step: number;
  /** The same for bands, which come in any order: a list with -1 where a place is passed over. */
  readonly targets?: readonly number[];
}

/** What the place that is `index` steps from the first adds to the index in the result; negative if nothing. */
function targetOf({ step, targets }: Wanted, index: number): number {
  return targets === undefined ? index * step : targets[index];
}

/** Planes that stand in the same blocks, with what each adds to the index in the result. */
interface Layer {
  readonly page: TiffPage;
  readonly firstBlock: number;
  readonly planes: readonly LayerPlane[];
}

interface LayerPlane {
  /** Position in a pixel of the blocks. */
  readonly sample: number;
  readonly target: number;
  readonly gain: number;
  readonly offset: number;
}

/** Samples of a file as a cube. */
export class TiffVolume {
  readonly #file: TiffFile;
  readonly #planes: readonly TiffPlane[];
  /** Of the axes plane, row, column; `gain` and `offset` differ between bands only where planes are bands. */
  readonly #layout: RawLayout;
  readonly #blocks: BlockReader;

  constructor(file: TiffFile, planes: readonly TiffPlane[], layout: RawLayout) {
    this.#file = file;
    this.#planes = planes;
    this.#layout = layout;
    this.#blocks = new BlockReader(file);
  }

  /**
   * Reads a window, planar `[band, row, column]`, scaled.
   *
   * @throws CubeError if the window does not lie within the cube, memory does not suffice or the file is damaged.
   */
  async readWindow(window: CubeWindow, signal?: AbortSignal): Promise<Float32Array> {
    signal?.throwIfAborted();
    checkWindow(this.#layout, window);
    const result = allocateWindow(this.#layout, window);
    const [planes, rows, columns] = this.#layout.axes.map((axis) => wanted(axis, this.#layout, window));
    for (const layer of this.#layers(planes)) {
      const places = await this.#places(layer, rows, columns);
      for (let at = 0; at < places.length; at += TOGETHER) {
        signal?.throwIfAborted();
        const some = places.slice(at, at + TOGETHER);
        const read = await Promise.all(some.map((place) => this.#blocks.read(place)));
        for (const [index, { samples, firstRow }] of read.entries()) {
          scatter(result, layer, some[index], { samples, firstRow, rows, columns });
        }
      }
    }
    return result;
  }

  #layers(wantedPlanes: Wanted): Layer[] {
    const layers: { page: TiffPage; firstBlock: number; planes: LayerPlane[] }[] = [];
    const { axes, fileBands, gain, offset } = this.#layout;
    const bandOf = axes[0] === 'band' ? new Map(fileBands.map((plane, band) => [plane, band])) : undefined;
    for (let index = 0; index < wantedPlanes.count; index++) {
      const target = targetOf(wantedPlanes, index);
      if (target < 0) continue;
      const plane = wantedPlanes.first + index;
      const { page, sample } = this.#planes[plane];
      const band = bandOf?.get(plane) ?? 0;
      const { across, down } = page.blocks;
      const entry = { sample: page.separate ? 0 : sample, target, gain: gain[band], offset: offset[band] };
      const last = layers.at(-1);
      if (last?.page === page && !page.separate) last.planes.push(entry);
      else layers.push({ page, firstBlock: page.separate ? sample * across * down : 0, planes: [entry] });
    }
    return layers;
  }

  /** The blocks of a layer that hold something of what is wanted. */
  async #places({ page, firstBlock }: Layer, rows: Wanted, columns: Wanted): Promise<BlockPlace[]> {
    const { blocks } = page;
    const top = Math.floor(rows.first / blocks.height);
    const bottom = Math.floor((rows.first + rows.count - 1) / blocks.height);
    const left = Math.floor(columns.first / blocks.width);
    const right = Math.floor((columns.first + columns.count - 1) / blocks.width);
    const first = firstBlock + top * blocks.across + left;
    const count = (bottom - top) * blocks.across + right - left + 1;
    const { offsets, byteCounts } = await blockPlaces(this.#file, page, { first, count });
    const places: BlockPlace[] = [];
    for (let down = top; down <= bottom; down++) {
      const start = down * blocks.height;
      const blockRows = blocks.tiled ? blocks.height : Math.min(blocks.height, page.height - start);
      const firstRow = Math.max(0, rows.first - start);
      const lastRow = Math.min(blockRows, rows.first + rows.count - start) - 1;
      for (let across = left; across <= right; across++) {
        const at = (down - top) * blocks.across + across - left;
        places.push({
          page,
          index: first + at,
          offset: offsets[at],
          byteCount: byteCounts[at],
          rows: blockRows,
          firstRow,
          lastRow,
        });
      }
    }
    return places;
  }
}

/** What a window wants along an axis of the file. */
function wanted(axis: Axis, layout: RawLayout, window: CubeWindow): Wanted {
  const plane = window.width * window.height;
  if (axis === 'row') return { first: window.y, count: window.height, step: window.width };
  if (axis === 'column') return { first: window.x, count: window.width, step: 1 };
  const { first, count } = windowBands(layout, window);
  const places = layout.fileBands.slice(first, first + count);
  const lowest = places.reduce((least, place) => Math.min(least, place));
  const highest = places.reduce((most, place) => Math.max(most, place));
  const targets: number[] = new Array(highest - lowest + 1).fill(-1);
  for (const [band, place] of places.entries()) targets[place - lowest] = band * plane;
  return { first: lowest, count: targets.length, step: plane, targets };
}

/** Numbers of a block, and what is wanted of them. */
interface ReadRows extends BlockRows {
  readonly rows: Wanted;
  readonly columns: Wanted;
}

/** Puts what is wanted of a block to its places in the result. */
function scatter(
  result: Float32Array,
  { page, firstBlock, planes }: Layer,
  place: BlockPlace,
  { samples, firstRow, rows, columns }: ReadRows,
): void {
  const { blocks } = page;
  const stride = blockSamples(page);
  const within = place.index - firstBlock;
  const startRow = Math.floor(within / blocks.across) * blocks.height;
  const startColumn = (within % blocks.across) * blocks.width;
  const from = Math.max(columns.first, startColumn);
  const to = Math.min(columns.first + columns.count, startColumn + blocks.width);
  for (let row = place.firstRow; row <= place.lastRow; row++) {
    const rowTarget = targetOf(rows, startRow + row - rows.first);
    if (rowTarget < 0) continue;
    const line = (row - firstRow) * blocks.width - startColumn;
    for (const { sample, target, gain, offset } of planes) {
      const base = target + rowTarget;
      for (let column = from; column < to; column++) {
        const add = targetOf(columns, column - columns.first);
        if (add < 0) continue;
        const stored = samples === undefined ? 0 : Number(samples[(line + column) * stride + sample]);
        result[base + add] = stored * gain + offset;
      }
    }
  }
}

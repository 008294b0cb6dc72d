/**
 * A cube of any size in pieces of bounded memory: whole rows of a window, from the top.
 */
import { type CubeSource, type CubeWindow, checkWindow } from './cube-source.ts';

/** Memory for the samples of one block, bytes, unless another limit is given. */
const BLOCK_BYTES = 16_777_216;

/** Some rows of a window. */
export interface RowBlock {
  /** First row of the block, counted from the top of the window. */
  readonly y: number;
  readonly rows: number;
  /** Planar `[band, row, column]` over all bands of the cube and all columns of the window. */
  readonly data: Float32Array;
}

/** Which pixels are read, and how. */
export interface RowBlockOptions {
  /** The whole cube unless given. */
  readonly window?: CubeWindow;
  /** Largest size of a block in bytes, 16 MiB unless given; a block holds at least one row. */
  readonly blockBytes?: number;
  readonly signal?: AbortSignal;
}

/**
 * Reads a window of a cube block by block.
 *
 * @throws CubeError if the window does not lie within the cube or the file is not what it says.
 * @throws the reason of the signal once it is aborted.
 */
export async function* rowBlocks(
  source: CubeSource,
  options: RowBlockOptions = {},
): AsyncGenerator<RowBlock, void, void> {
  const { window = { x: 0, y: 0, width: source.width, height: source.height }, signal } = options;
  checkWindow(source, window);
  const rowBytes = 4 * source.bands * window.width;
  const most = Math.max(1, Math.floor((options.blockBytes ?? BLOCK_BYTES) / rowBytes));
  for (let y = 0; y < window.height; y += most) {
    const rows = Math.min(most, window.height - y);
    const block = { x: window.x, y: window.y + y, width: window.width, height: rows };
    yield { y, rows, data: await source.readWindow(block, signal) };
  }
}

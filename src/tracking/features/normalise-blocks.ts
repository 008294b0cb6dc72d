/** Histograms of cells, normalised over blocks of 2 x 2 cells (L2-Hys). */
import { MARGIN } from './cell-weights.ts';

/** No part of a block may count for more. */
const CLIP = 0.2;
/** Square of a length under which a block holds nothing but rounding. */
const BLANK = 1e-12;

/**
 * Stacks the histograms of each cell, its right, lower and lower right neighbours (the last column and row stand for
 * those beyond them), brings the stack to length 1, clips at 0.2 and brings it to length 1 again.
 *
 * @param histograms `[cells + 2, cells + 2, bins]`, with a margin of one cell. @param planes receives `[4 * bins, cells, cells]`.
 * Source: N. Dalal, B. Triggs, "Histograms of Oriented Gradients for Human Detection", CVPR 2005.
 */
export function normaliseBlocks(
  histograms: Float32Array,
  bins: number,
  cells: number,
  planes: Float32Array,
): void {
  const wide = cells + 2 * MARGIN;
  const plane = cells * cells;
  const block = new Float64Array(4 * bins);
  for (let row = 0; row < cells; row++) {
    const rows = [row, Math.min(row + 1, cells - 1)];
    for (let column = 0; column < cells; column++) {
      const columns = [column, Math.min(column + 1, cells - 1)];
      let square = 0;
      for (let part = 0; part < 4; part++) {
        const from = ((rows[part >> 1] + MARGIN) * wide + columns[part & 1] + MARGIN) * bins;
        for (let bin = 0; bin < bins; bin++) {
          const value = histograms[from + bin];
          block[part * bins + bin] = value;
          square += value * value;
        }
      }
      const to = row * cells + column;
      if (square < BLANK) {
        for (let index = 0; index < block.length; index++) planes[index * plane + to] = 0;
        continue;
      }
      let scale = 1 / Math.sqrt(square);
      square = 0;
      for (let index = 0; index < block.length; index++) {
        const value = Math.min(CLIP, block[index] * scale);
        block[index] = value;
        square += value * value;
      }
      scale = 1 / Math.sqrt(square);
      for (let index = 0; index < block.length; index++) planes[index * plane + to] = block[index] * scale;
    }
  }
}

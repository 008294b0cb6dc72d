/**
 * Boxes of tracked objects, as `groundtruth_rect.txt` files give them: `x y width height` a line, with commas, tabs or
 * spaces between. The files count pixels from 1, as MATLAB does; here they count from 0.
 */
import { DatasetError } from './dataset.ts';

/** A box in pixels; `x` and `y` of its top left pixel count from 0. */
export interface TrackBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Longest file of boxes, bytes: some 300,000 frames. */
export const MOST_BOX_BYTES = 8_388_608;

/**
 * Reads the boxes of a file. Lines of zeros or NaN stand for frames in which the object is not to be seen; they are
 * kept, with a size of 0 or NaN.
 *
 * @throws DatasetError if a line does not hold four numbers.
 */
export function parseTrackBoxes(text: string, file: string): TrackBox[] {
  const lines = text.split(/\r\n|\r|\n/);
  const boxes: TrackBox[] = [];
  let blank: number | undefined;
  for (const [index, line] of lines.entries()) {
    const cells = line.split(/[\s,;]+/).filter((cell) => cell !== '');
    if (cells.length === 0) {
      if (boxes.length > 0) blank ??= index;
      continue;
    }
    if (blank !== undefined) {
      throw new DatasetError(`expected a box in every line, found line ${blank + 1} of ${file} empty`);
    }
    const numbers = cells.map((cell) => (/^-?nan$/i.test(cell) ? Number.NaN : Number(cell)));
    const broken = cells.findIndex((cell, at) => Number.isNaN(numbers[at]) && !/^-?nan$/i.test(cell));
    if (numbers.length !== 4 || broken >= 0) {
      throw new DatasetError(
        `expected four numbers (x, y, width, height), found '${line.trim().slice(0, 60)}' in line ${index + 1} of ${file}`,
      );
    }
    const [x, y, width, height] = numbers;
    boxes.push({ x: x - 1, y: y - 1, width, height });
  }
  return boxes;
}

/** How a box lies in a frame: `outside` has no pixel in common with it, `none` is no box at all. */
export function boxPlace(
  { x, y, width, height }: TrackBox,
  frame: { readonly width: number; readonly height: number },
): 'inside' | 'across' | 'outside' | 'none' {
  if (!(width > 0 && height > 0 && Number.isFinite(x) && Number.isFinite(y))) return 'none';
  if (x >= frame.width || y >= frame.height || x + width <= 0 || y + height <= 0) return 'outside';
  const inside = x >= 0 && y >= 0 && x + width <= frame.width && y + height <= frame.height;
  return inside ? 'inside' : 'across';
}

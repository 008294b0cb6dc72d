/** Pictures of tracking: frames with boxes, a few of them side by side. */
import type { TrackBox } from '../datasets/track-boxes.ts';
import { Canvas } from '../evaluation/plots/canvas.ts';
import type { Rgb } from '../evaluation/plots/colour-scale.ts';
import type { SrgbImage } from '../spectra/srgb.ts';

/** The true box, if it is known, and the one that was found. */
export const BOX_COLOURS: { readonly truth: Rgb; readonly found: Rgb } = {
  truth: [60, 220, 60],
  found: [235, 60, 40],
};

/** A frame with what is drawn on it. */
export interface BoxedFrame {
  readonly picture: SrgbImage;
  /** Its number, written into the corner. */
  readonly label: string;
  readonly boxes: readonly { readonly box: TrackBox; readonly colour: Rgb }[];
}

const GAP = 4;
const LINE = 2;

/** Frames of one size side by side, `columns` in a row. */
export function frameStrip(frames: readonly BoxedFrame[], columns: number): SrgbImage {
  const [width, height] = [frames[0]?.picture.width ?? 1, frames[0]?.picture.height ?? 1];
  const across = Math.max(1, Math.min(columns, frames.length));
  const rows = Math.ceil(frames.length / across);
  const canvas = new Canvas(across * (width + GAP) - GAP, Math.max(1, rows * (height + GAP) - GAP));
  for (const [index, { picture, label, boxes }] of frames.entries()) {
    const one = new Canvas(width, height); // boxes end where their frame does
    one.put(picture, 0, 0);
    for (const { box, colour } of boxes) outline(one, box, colour);
    one.writeEdged(label, { x: 4, y: 4, scale: 2 });
    canvas.put(one.image, (index % across) * (width + GAP), Math.floor(index / across) * (height + GAP));
  }
  return canvas.image;
}

function outline(canvas: Canvas, box: TrackBox, colour: Rgb): void {
  if (![box.x, box.y, box.width, box.height].every(Number.isFinite)) return;
  const [x, y] = [Math.round(box.x), Math.round(box.y)];
  const [width, height] = [Math.round(box.width), Math.round(box.height)];
  for (const side of [
    { x, y, width, height: LINE },
    { x, y: y + height - LINE, width, height: LINE },
    { x, y, width: LINE, height },
    { x: x + width - LINE, y, width: LINE, height },
  ]) {
    canvas.fill(side, () => colour);
  }
}

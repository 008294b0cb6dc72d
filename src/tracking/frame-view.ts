/** A frame as a tracker looks at it: the part around the object is read and prepared once, not the whole frame. */
import type { FeatureExtractor } from './features/feature-extractor.ts';
import type { FrameCrop, FrameSquare } from './sample-patch.ts';
import type { FrameWindow, TrackingFrame } from './sequences/sequence.ts';

/** Sides of what is read are multiples of this, so that a network meets few sizes. */
const STEP = 16;
/** Share of the square that is read beyond it, so that it may move without another reading. */
const SPARE = 0.06;

/** The whole pixels to read for a square: it and some more, of a size that seldom changes, within the frame. */
export function windowAround(
  { centreX, centreY, side }: FrameSquare,
  frame: { readonly width: number; readonly height: number },
): FrameWindow {
  const wanted = STEP * Math.ceil((side * (1 + SPARE) + 2) / STEP);
  const along = (centre: number, length: number): { from: number; size: number } => {
    const size = Math.min(wanted, length);
    const from = Math.round(centre - (size - 1) / 2);
    return { from: Math.min(Math.max(0, from), length - size), size };
  };
  const [across, down] = [along(centreX, frame.width), along(centreY, frame.height)];
  return { x: across.from, y: down.from, width: across.size, height: down.size };
}

/** Reads bands of a frame around a square. */
export async function readBands(frame: TrackingFrame, square: FrameSquare): Promise<FrameCrop> {
  const window = windowAround(square, frame);
  return { ...window, planes: frame.planes, data: await frame.readWindow(window) };
}

/** Prepared parts of one frame. */
export class FrameView {
  readonly #frame: TrackingFrame;
  readonly #extractor: FeatureExtractor;
  #crop: FrameCrop | undefined;

  constructor(frame: TrackingFrame, extractor: FeatureExtractor) {
    this.#frame = frame;
    this.#extractor = extractor;
  }

  /** A prepared part that covers what of the square lies in the frame; the one at hand where that does. */
  async covering(square: FrameSquare): Promise<FrameCrop> {
    if (this.#crop !== undefined && covers(this.#crop, square, this.#frame)) return this.#crop;
    const bands = await readBands(this.#frame, square);
    this.#crop = { ...this.#extractor.prepare(bands), x: bands.x, y: bands.y };
    return this.#crop;
  }
}

function covers(
  crop: FrameCrop,
  { centreX, centreY, side }: FrameSquare,
  frame: { readonly width: number; readonly height: number },
): boolean {
  const along = (from: number, size: number, centre: number, length: number): boolean =>
    from <= Math.max(0, Math.floor(centre - side / 2)) &&
    from + size >= Math.min(length, Math.ceil(centre + side / 2) + 1);
  return along(crop.x, crop.width, centreX, frame.width) && along(crop.y, crop.height, centreY, frame.height);
}

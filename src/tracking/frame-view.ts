/** A frame as a tracker looks at it: the part around the object is read and prepared once, not the whole frame. */
import type { FeatureExtractor } from './features/feature-extractor.ts';
import type { FrameCrop, FrameSquare } from './sample-patch.ts';
import type { FrameWindow, TrackingFrame } from './sequences/sequence.ts';

/** Sides of what is read are multiples of this. */
const STEP = 16;
/** Share of the square that is read beyond it, so that it may move without another reading. */
const SPARE = 0.06;
/** What is read may be larger than needed by this factor, before it becomes smaller. */
const LOOSE = 1.3;

/**
 * The side of what is read for a square, pixels. It stays what it was as long as that will do: a network that is ready for
 * one size has to get ready again for another.
 */
export function readingSide(square: FrameSquare, before = 0): number {
  const needed = Math.ceil(square.side + 2);
  if (before >= needed && before <= LOOSE * needed) return before;
  return STEP * Math.ceil(((1 + SPARE) * needed) / STEP);
}

/** The whole pixels to read around a square: within the frame, and of the same size wherever it lies. */
export function windowAround(
  { centreX, centreY }: FrameSquare,
  side: number,
  frame: { readonly width: number; readonly height: number },
): FrameWindow {
  const along = (centre: number, length: number): { from: number; size: number } => {
    const size = Math.min(side, length);
    const from = Math.round(centre - (size - 1) / 2);
    return { from: Math.min(Math.max(0, from), length - size), size };
  };
  const [across, down] = [along(centreX, frame.width), along(centreY, frame.height)];
  return { x: across.from, y: down.from, width: across.size, height: down.size };
}

/** Reads bands of a frame around a square. @param side of what is read, see {@link readingSide}. */
export async function readBands(
  frame: TrackingFrame,
  square: FrameSquare,
  side = readingSide(square),
): Promise<FrameCrop> {
  const window = windowAround(square, side, frame);
  return { ...window, planes: frame.planes, data: await frame.readWindow(window) };
}

/** Prepared parts of one frame. */
export class FrameView {
  readonly #frame: TrackingFrame;
  readonly #extractor: FeatureExtractor;
  #crop: FrameCrop | undefined;
  #side: number;

  /** @param side of what was read of the frame before; 0 on the first. */
  constructor(frame: TrackingFrame, extractor: FeatureExtractor, side: number) {
    this.#frame = frame;
    this.#extractor = extractor;
    this.#side = side;
  }

  /** Side of what was read. */
  get side(): number {
    return this.#side;
  }

  /** A prepared part that covers what of the square lies in the frame; the one at hand where that does. */
  async covering(square: FrameSquare): Promise<FrameCrop> {
    if (this.#crop !== undefined && covers(this.#crop, square, this.#frame)) return this.#crop;
    this.#side = readingSide(square, this.#side);
    const bands = await readBands(this.#frame, square, this.#side);
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

/** Videos to track in: frames that are read window by window, and the boxes of one object. */
import type { TrackBox } from '../../datasets/track-boxes.ts';
import type { SrgbImage } from '../../spectra/srgb.ts';

/** A rectangle of whole pixels within a frame. */
export interface FrameWindow {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One frame: planes of RGB or of bands. */
export interface TrackingFrame {
  readonly width: number;
  readonly height: number;
  /** Number of planes: 3 for RGB. */
  readonly planes: number;
  /** Centres of the bands, nm; absent for RGB. */
  readonly wavelengths?: readonly number[];
  /** Samples of a window, planar `[planes, height, width]`. */
  readWindow(window: FrameWindow): Promise<Float32Array>;
  /** The frame as it looks, to draw boxes on. */
  picture(): Promise<SrgbImage>;
  /** Frees what the frame holds open. */
  close?(): Promise<void>;
}

/** A video with an object in it. */
export interface TrackingSequence {
  readonly name: string;
  /** Number of frames; undefined where it is not known before the end. */
  readonly length: number | undefined;
  /** Known boxes of the object, by frame; the first is where the tracker starts. A size of 0 or NaN: not to be seen. */
  readonly boxes: readonly TrackBox[];
  /** What frames are, in words: "bands of 4 x 4 mosaics". */
  readonly frames: string;
  readonly notes: readonly string[];
  /** Opens frame `index`, from 0 and mostly in order; undefined after the last. */
  open(index: number): Promise<TrackingFrame | undefined>;
  close(): Promise<void>;
}

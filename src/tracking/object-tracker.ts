/**
 * A tracker: a background-aware correlation filter over whatever features it is given. In each frame the filter answers
 * patches of several scales around the last place; the largest answer tells place and size; there it learns on.
 *
 * Source: H. Kiani Galoogahi et al., ICCV 2017, with the numbers of a public port of its code, except for the side of
 * the planes: a power of two, as the Fourier transform takes it, in place of at most 50 cells.
 */
import { boxPlace, type TrackBox } from '../datasets/track-boxes.ts';
import {
  BackgroundAwareFilter,
  FILTER_DEFAULTS,
  type FilterSettings,
} from './correlation-filter/background-aware-filter.ts';
import type { HalfSpectra } from './correlation-filter/plane-transform.ts';
import { findPeak, type ResponsePeak } from './correlation-filter/sub-cell-peak.ts';
import { cosineWindow } from './correlation-filter/windows.ts';
import { CELL, type FeatureExtractor } from './features/feature-extractor.ts';
import { FrameView } from './frame-view.ts';
import { type FrameSquare, samplePatch } from './sample-patch.ts';
import type { TrackingFrame } from './sequences/sequence.ts';
import { TrackingError } from './tracking-error.ts';

/** The numbers of the tracker. */
export interface TrackerSettings {
  /** Side of the search area over the root of the object's area. */
  readonly searchScale: number;
  /** Number of scales, odd, and the factor from one to the next. */
  readonly scales: number;
  readonly scaleStep: number;
  /** Standard deviation of the wanted response over the root of the object's area. */
  readonly sigmaShare: number;
  readonly filter: FilterSettings;
}

/** Of a public port of BACF. */
export const TRACKER_DEFAULTS: TrackerSettings = {
  searchScale: 5,
  scales: 5,
  scaleStep: 1.01,
  sigmaShare: 1 / 16,
  filter: FILTER_DEFAULTS,
};

/** Sides of the planes in cells, and the size of a search area in cells from which the larger one is taken. */
const [SMALL_SIDE, LARGE_SIDE, LARGE_FROM] = [32, 64, 46];
/** The least side of a tracked object, pixels. */
const LEAST_SIDE = 4;

/** All that a tracker knows, to go on later exactly where it stopped. */
export interface TrackerState {
  /** The box of the first frame. */
  readonly first: TrackBox;
  readonly centreX: number;
  readonly centreY: number;
  /** Size of the object over that in the first frame. */
  readonly scale: number;
  /** Side of what was read of the last frame, pixels: see {@link FrameView}. */
  readonly side: number;
  readonly model: HalfSpectra;
}

/** Follows one object. */
export class ObjectTracker {
  readonly extractor: FeatureExtractor;
  readonly settings: TrackerSettings;
  readonly #first: TrackBox;
  readonly #filter: BackgroundAwareFilter;
  readonly #window: Float32Array;
  readonly #features: Float32Array;
  #patch = new Float32Array();
  #centreX: number;
  #centreY: number;
  #scale = 1;
  #side = 0;

  private constructor(first: TrackBox, extractor: FeatureExtractor, settings: TrackerSettings) {
    this.extractor = extractor;
    this.settings = settings;
    this.#first = first;
    const area = searchSquare(first, settings);
    this.#centreX = area.centreX;
    this.#centreY = area.centreY;
    const side = area.side / CELL >= LARGE_FROM ? LARGE_SIDE : SMALL_SIDE;
    const cell = area.side / side;
    const inCells = (length: number): number => Math.min(side, Math.max(1, Math.round(length / cell)));
    this.#filter = new BackgroundAwareFilter(
      {
        side,
        channels: extractor.channels,
        support: { width: inCells(first.width), height: inCells(first.height) },
        sigma: settings.sigmaShare * (Math.sqrt(first.width * first.height) / cell),
      },
      settings.filter,
    );
    this.#window = cosineWindow(side);
    this.#features = new Float32Array(extractor.channels * side * side);
  }

  /**
   * Starts on the first frame.
   *
   * @param box where the object is. @throws TrackingError if the box has no size or lies outside the frame.
   */
  static async start(
    frame: TrackingFrame,
    box: TrackBox,
    extractor: FeatureExtractor,
    settings: TrackerSettings = TRACKER_DEFAULTS,
  ): Promise<ObjectTracker> {
    checkFirstBox(box, frame);
    const tracker = new ObjectTracker(box, extractor, settings);
    await tracker.#learn(new FrameView(frame, extractor, 0));
    return tracker;
  }

  /** Goes on from a state. @throws TrackingError if it is of a tracker with other features or another object. */
  static resume(
    state: TrackerState,
    extractor: FeatureExtractor,
    settings: TrackerSettings = TRACKER_DEFAULTS,
  ): ObjectTracker {
    const tracker = new ObjectTracker(state.first, extractor, settings);
    tracker.#filter.restore(state.model);
    tracker.#centreX = state.centreX;
    tracker.#centreY = state.centreY;
    tracker.#scale = state.scale;
    tracker.#side = state.side;
    return tracker;
  }

  /** The state as it is; its arrays change with the next frame. */
  get state(): TrackerState {
    const { model } = this.#filter;
    if (model === undefined) throw new TrackingError('expected a tracker that has learned, found a new one');
    return {
      first: this.#first,
      centreX: this.#centreX,
      centreY: this.#centreY,
      scale: this.#scale,
      side: this.#side,
      model,
    };
  }

  /** Where the object is thought to be. */
  get box(): TrackBox {
    const [width, height] = [this.#first.width * this.#scale, this.#first.height * this.#scale];
    return { x: this.#centreX - (width - 1) / 2, y: this.#centreY - (height - 1) / 2, width, height };
  }

  /** Finds the object in the next frame, learns, and gives its box. */
  async next(frame: TrackingFrame): Promise<TrackBox> {
    const view = new FrameView(frame, this.extractor, this.#side);
    const { side } = this.#filter.shape;
    const factors = scaleFactors(this.settings);
    await view.covering(this.#square(this.#scale * Math.max(...factors)));
    let best: (ResponsePeak & { readonly scale: number }) | undefined;
    for (const factor of factors) {
      const scale = this.#scale * factor;
      await this.#describe(view, this.#square(scale));
      const peak = findPeak(this.#filter.respond(this.#features), side);
      if (best === undefined || peak.value > best.value) best = { ...peak, scale };
    }
    if (best !== undefined && Number.isFinite(best.value)) {
      const cell = this.#square(best.scale).side / side;
      const centreX = clamp(this.#centreX + cell * best.x, 0, frame.width - 1);
      const centreY = clamp(this.#centreY + cell * best.y, 0, frame.height - 1);
      const scale = this.#allowed(best.scale, frame);
      // All that can fail is done before anything is changed: an interrupted frame leaves the tracker as it was.
      await view.covering({ centreX, centreY, side: this.#square(scale).side });
      [this.#centreX, this.#centreY, this.#scale] = [centreX, centreY, scale];
    }
    await this.#learn(view);
    return this.box;
  }

  async #learn(view: FrameView): Promise<void> {
    await this.#describe(view, this.#square(this.#scale));
    this.#filter.learn(this.#features);
    this.#side = view.side;
  }

  /** Features of a square, faded towards its border. */
  async #describe(view: FrameView, square: FrameSquare): Promise<void> {
    const { side, channels } = this.#filter.shape;
    const crop = await view.covering(square);
    const samples = crop.planes * (CELL * side) ** 2;
    if (this.#patch.length !== samples) this.#patch = new Float32Array(samples);
    const patch = samplePatch(crop, square, CELL * side, this.#patch);
    const features = this.#features;
    this.extractor.describe(patch, side, features);
    const cells = side * side;
    for (let channel = 0; channel < channels; channel++) {
      for (let cell = 0; cell < cells; cell++) features[channel * cells + cell] *= this.#window[cell];
    }
  }

  #square(scale: number): FrameSquare {
    return {
      centreX: this.#centreX,
      centreY: this.#centreY,
      side: searchSquare(this.#first, this.settings).side * scale,
    };
  }

  /** A scale at which the object is neither a few pixels nor larger than the frame. */
  #allowed(scale: number, frame: TrackingFrame): number {
    const { width, height } = this.#first;
    const least = Math.min(1, LEAST_SIDE / Math.min(width, height));
    const most = Math.max(1, Math.min(frame.width / width, frame.height / height));
    return clamp(scale, least, most);
  }
}

/** The square that the tracker searches in around a box. */
export function searchSquare(
  box: TrackBox,
  { searchScale }: TrackerSettings = TRACKER_DEFAULTS,
): FrameSquare {
  return {
    centreX: box.x + (box.width - 1) / 2,
    centreY: box.y + (box.height - 1) / 2,
    side: searchScale * Math.sqrt(box.width * box.height),
  };
}

/** Makes sure that a tracker can start on a box. @throws TrackingError if it has no size or lies outside the frame. */
export function checkFirstBox(
  box: TrackBox,
  frame: { readonly width: number; readonly height: number },
): void {
  const place = boxPlace(box, frame);
  const text = `${box.width} x ${box.height} at ${box.x},${box.y}`;
  if (place === 'none' || box.width < 1 || box.height < 1) {
    throw new TrackingError(`expected a first box of at least one pixel, found ${text}`, {
      hint: 'the object must be in the first frame: choose the frames or give --box',
    });
  }
  if (place === 'outside') {
    throw new TrackingError(
      `expected a first box in ${frame.width} x ${frame.height} pixels, found ${text}, outside the frame`,
      { hint: 'boxes are x y width height in pixels; those in files count from 1' },
    );
  }
}

function scaleFactors({ scales, scaleStep }: TrackerSettings): number[] {
  return Array.from({ length: scales }, (_, index) => scaleStep ** (index - (scales - 1) / 2));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/**
 * How well an object was followed, from the first frame to the last without help (one-pass evaluation): how far the
 * middle of the box is from that of the true one, and how much both overlap.
 *
 * Source: Y. Wu, J. Lim, M.-H. Yang, "Object Tracking Benchmark", IEEE TPAMI 37 (2015) 1834, with thresholds and
 * comparisons as in public evaluation code of the trackers that we follow.
 */
import type { TrackBox } from '../../datasets/track-boxes.ts';
import { TrackingError } from '../tracking-error.ts';

/** Distances up to which a place counts as right, pixels. */
export const PRECISION_THRESHOLDS: readonly number[] = Array.from({ length: 50 }, (_, index) => index + 1);
/** Overlaps from which on a box counts as right. */
export const SUCCESS_THRESHOLDS: readonly number[] = Array.from(
  { length: 50 },
  (_, index) => (index + 1) / 50,
);
/** The distance of DP@20. */
const USUAL_DISTANCE = 20;

/** One frame. */
export interface FrameScore {
  /** Frame, from 0. */
  readonly frame: number;
  /** Between the middles of the boxes, pixels. */
  readonly distance: number;
  /** Intersection over union, 0..1. */
  readonly overlap: number;
}

/** Figures of one sequence, or means over several. */
export interface TrackingFigures {
  /** Share of frames whose distance is below 1..50 pixels. */
  readonly precision: readonly number[];
  /** Share of frames whose overlap is at least 0.02, 0.04, .. 1. */
  readonly success: readonly number[];
  /** Mean of the precisions: AP among all distance thresholds. */
  readonly averagePrecision: number;
  /** Precision at 20 pixels, DP@20. */
  readonly precisionAt20: number;
  /** Mean of the successes: AUC. */
  readonly successAuc: number;
  /** Mean distance, pixels. */
  readonly locationError: number;
  /** Frames that counted. */
  readonly frames: number;
}

/** Distance between the middles of two boxes, pixels. */
export function centreDistance(a: TrackBox, b: TrackBox): number {
  return Math.hypot(
    a.x + (a.width - 1) / 2 - b.x - (b.width - 1) / 2,
    a.y + (a.height - 1) / 2 - b.y - (b.height - 1) / 2,
  );
}

/** Intersection over union of two boxes, 0..1. */
export function boxOverlap(a: TrackBox, b: TrackBox): number {
  const along = (from: number, length: number, other: number, otherLength: number): number =>
    Math.max(0, Math.min(from + length, other + otherLength) - Math.max(from, other));
  const both = along(a.x, a.width, b.x, b.width) * along(a.y, a.height, b.y, b.height);
  const either = a.width * a.height + b.width * b.height - both;
  return either > 0 ? both / either : 0;
}

/** Scores frame by frame; frames without a true box do not count. */
export function scoreFrames(boxes: readonly TrackBox[], truths: readonly TrackBox[]): FrameScore[] {
  return boxes.flatMap((box, frame): FrameScore[] => {
    const truth = truths[frame];
    if (truth === undefined || !(truth.width > 0 && truth.height > 0)) return [];
    const distance = centreDistance(box, truth);
    return Number.isFinite(distance) ? [{ frame, distance, overlap: boxOverlap(box, truth) }] : [];
  });
}

/** Figures of the frames of one sequence. @throws TrackingError if there are none. */
export function trackingFigures(scores: readonly FrameScore[]): TrackingFigures {
  const frames = scores.length;
  if (frames === 0) throw new TrackingError('expected frames with true boxes, found none');
  const share = (right: (score: FrameScore) => boolean): number => scores.filter(right).length / frames;
  const precision = PRECISION_THRESHOLDS.map((most) => share(({ distance }) => distance < most));
  const success = SUCCESS_THRESHOLDS.map((least) => share(({ overlap }) => overlap >= least));
  const locationError = scores.reduce((sum, { distance }) => sum + distance, 0) / frames;
  return { ...summary(precision, success), locationError, frames };
}

/** Means over sequences, each counting alike: curves are averaged, then their figures taken. @throws TrackingError if there are none. */
export function averageFigures(sequences: readonly TrackingFigures[]): TrackingFigures {
  const count = sequences.length;
  if (count === 0) throw new TrackingError('expected sequences to average, found none');
  const mean = (values: (figures: TrackingFigures) => readonly number[]): number[] =>
    values(sequences[0]).map(
      (_, index) => sequences.reduce((sum, figures) => sum + values(figures)[index], 0) / count,
    );
  const locationError = sequences.reduce((sum, figures) => sum + figures.locationError, 0) / count;
  const frames = sequences.reduce((sum, figures) => sum + figures.frames, 0);
  return {
    ...summary(
      mean(({ precision }) => precision),
      mean(({ success }) => success),
    ),
    locationError,
    frames,
  };
}

function summary(
  precision: readonly number[],
  success: readonly number[],
): Pick<TrackingFigures, 'precision' | 'success' | 'averagePrecision' | 'precisionAt20' | 'successAuc'> {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    precision,
    success,
    averagePrecision: mean(precision),
    precisionAt20: precision[PRECISION_THRESHOLDS.indexOf(USUAL_DISTANCE)],
    successAuc: mean(success),
  };
}

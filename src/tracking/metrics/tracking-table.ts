/** Figures of tracking as the table of paper 1 has them, and frame by frame. */
import type { TrackBox } from '../../datasets/track-boxes.ts';
import { type CsvCell, csvTable } from '../../charts/csv-table.ts';
import { markdownTable } from '../../evaluation/tables/markdown-table.ts';
import type { FrameScore, TrackingFigures } from './one-pass-evaluation.ts';

/** A row of the table. */
export interface TrackingRow {
  readonly name: string;
  readonly figures: TrackingFigures;
  /** Frames tracked in a second, reading and reconstructing included. */
  readonly framesPerSecond?: number;
}

/** The table as Markdown. @param first title of the first column. */
export function trackingTable(rows: readonly TrackingRow[], first: string): string {
  return markdownTable(
    [first, 'AP %', 'DP@20 %', 'AUC', 'location error px', 'frames', 'frames/s'],
    rows.map(({ name, figures, framesPerSecond }) => [
      name,
      (100 * figures.averagePrecision).toFixed(2),
      (100 * figures.precisionAt20).toFixed(2),
      figures.successAuc.toFixed(4),
      figures.locationError.toFixed(1),
      String(figures.frames),
      framesPerSecond === undefined ? 'n/a' : framesPerSecond.toFixed(framesPerSecond < 10 ? 2 : 1),
    ]),
  );
}

/** Boxes frame by frame, with distance and overlap where the true box is known. Frames count from 1, pixels from 0. */
export function tracksCsv(boxes: readonly TrackBox[], scores: readonly FrameScore[]): string {
  const byFrame = new Map(scores.map((score) => [score.frame, score]));
  const digits = (value: number): number => Number(value.toFixed(4));
  const rows = boxes.map((box, frame): CsvCell[] => {
    const score = byFrame.get(frame);
    return [
      frame + 1,
      ...[box.x, box.y, box.width, box.height].map(digits),
      score === undefined ? '' : digits(score.distance),
      score === undefined ? '' : digits(score.overlap),
    ];
  });
  return csvTable([['frame', 'x', 'y', 'width', 'height', 'distance', 'overlap'], ...rows]);
}

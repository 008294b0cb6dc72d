import { describe, expect, it } from 'vitest';
import {
  averageFigures,
  boxOverlap,
  centreDistance,
  type FrameScore,
  scoreFrames,
  trackingFigures,
} from './one-pass-evaluation.ts';
import { precisionSvg, successSvg } from './tracking-plots.ts';
import { tracksCsv, trackingTable } from './tracking-table.ts';

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

describe('two boxes', () => {
  it('are as far apart as their middles', () => {
    expect(centreDistance(box(0, 0, 10, 10), box(3, 4, 10, 10))).toBe(5);
    expect(centreDistance(box(0, 0, 10, 10), box(1, 1, 8, 8))).toBe(0);
  });

  it('overlap by intersection over union', () => {
    expect(boxOverlap(box(0, 0, 10, 10), box(5, 0, 10, 10))).toBeCloseTo(1 / 3, 12);
    expect(boxOverlap(box(0, 0, 10, 10), box(10, 0, 10, 10))).toBe(0);
    expect(boxOverlap(box(0, 0, 4, 4), box(0, 0, 4, 4))).toBe(1);
    expect(boxOverlap(box(0, 0, 0, 0), box(0, 0, 0, 0))).toBe(0);
  });
});

describe('figures', () => {
  const scores: FrameScore[] = [
    { frame: 0, distance: 0, overlap: 1 },
    { frame: 1, distance: 5, overlap: 0.5 },
    { frame: 2, distance: 20, overlap: 0.29 },
    { frame: 3, distance: 75, overlap: 0 },
  ];
  const figures = trackingFigures(scores);

  it('count what is nearer than, and what overlaps at least', () => {
    expect(figures.precision[0]).toBe(0.25); // below 1 pixel
    expect(figures.precision[4]).toBe(0.25); // 5 is not below 5
    expect(figures.precision[5]).toBe(0.5);
    expect(figures.precisionAt20).toBe(0.5); // 20 is not below 20
    expect(figures.precision[20]).toBe(0.75);
    expect(figures.success[0]).toBe(0.75); // at least 0.02
    expect(figures.success[24]).toBe(0.5); // 0.5 is at least 0.50
    expect(figures.success[25]).toBe(0.25);
    expect(figures.success[49]).toBe(0.25);
    expect(figures.locationError).toBe(25);
    expect(figures.frames).toBe(4);
  });

  it('are means of their curves', () => {
    // Right below 1..5: 1 frame of 4; 6..20: 2; 21..50: 3.
    expect(figures.averagePrecision).toBeCloseTo((5 * 0.25 + 15 * 0.5 + 30 * 0.75) / 50, 12);
    // Right from 0.02..0.28 (14): 3 of 4; 0.30..0.50 (11): 2; 0.52..1 (25): 1.
    expect(figures.successAuc).toBeCloseTo((14 * 0.75 + 11 * 0.5 + 25 * 0.25) / 50, 12);
  });

  it('of sequences count alike, however long these are', () => {
    const perfect = trackingFigures([{ frame: 0, distance: 0, overlap: 1 }]);
    const both = averageFigures([figures, perfect]);
    expect(both.averagePrecision).toBeCloseTo((figures.averagePrecision + 1) / 2, 12);
    expect(both.successAuc).toBeCloseTo((figures.successAuc + 1) / 2, 12);
    expect(both.locationError).toBe(12.5);
    expect(both.frames).toBe(5);
  });

  it('need frames', () => {
    expect(() => trackingFigures([])).toThrow(/found none/);
    expect(() => averageFigures([])).toThrow(/found none/);
  });
});

it('frames without a true box do not count', () => {
  const boxes = [box(0, 0, 4, 4), box(1, 0, 4, 4), box(2, 0, 4, 4), box(3, 0, 4, 4)];
  const truths = [box(0, 0, 4, 4), box(0, 0, 0, 0), box(Number.NaN, 0, Number.NaN, 4)];
  expect(scoreFrames(boxes, truths)).toEqual([{ frame: 0, distance: 0, overlap: 1 }]);
});

it('tables and plots name what they show', () => {
  const figures = trackingFigures([{ frame: 0, distance: 0.5, overlap: 0.9 }]);
  expect(trackingTable([{ name: 'RGB', figures }], 'method')).toMatch(
    /\| RGB +\| 100.00 \| +100.00 \| 0.9000 \| +0.5 \| +1 \| +n\/a \|/,
  );
  expect(precisionSvg([{ name: 'RGB', figures }])).toMatch(/RGB 100.0/);
  expect(successSvg([{ name: 'RGB', figures }])).toMatch(/RGB 0.900/);
  const csv = tracksCsv([box(1, 2, 3, 4), box(5, 6, 7, 8)], [{ frame: 0, distance: 0.5, overlap: 0.9 }]);
  expect(csv).toBe('frame,x,y,width,height,distance,overlap\r\n1,1,2,3,4,0.5,0.9\r\n2,5,6,7,8,,\r\n');
});

import { expect, test } from 'vitest';
import { readingSide, windowAround } from './frame-view.ts';
import { samplePatch } from './sample-patch.ts';

/** Two planes of 12 x 10 pixels at 100, 50 of a frame, linear in the frame's own coordinates. */
const value = (plane: number, x: number, y: number): number => (plane === 0 ? 2 * x - y : 0.5 * y);
const crop = {
  x: 100,
  y: 50,
  planes: 2,
  width: 12,
  height: 10,
  data: Float32Array.from({ length: 240 }, (_, index) => {
    const pixel = index % 120;
    return value(Math.floor(index / 120), 100 + (pixel % 12), 50 + Math.floor(pixel / 12));
  }),
};

test.each([
  [6.5, 4],
  [3, 5],
  [8, 2], // shrinks to a quarter
])('a square of side %d is resampled to %d pixels between the pixels', (side, pixels) => {
  const square = { centreX: 105.3, centreY: 54.2, side };
  const patch = samplePatch(crop, square, pixels);
  for (let plane = 0; plane < 2; plane++) {
    for (let row = 0; row < pixels; row++) {
      for (let column = 0; column < pixels; column++) {
        const x = square.centreX + ((column + 0.5) / pixels - 0.5) * side;
        const y = square.centreY + ((row + 0.5) / pixels - 0.5) * side;
        expect(patch.data[(plane * pixels + row) * pixels + column]).toBeCloseTo(value(plane, x, y), 4);
      }
    }
  }
});

test('beyond the crop its border goes on', () => {
  const patch = samplePatch(crop, { centreX: 90, centreY: 54, side: 4 }, 4);
  expect(patch.data[0]).toBeCloseTo(value(0, 100, 52.5), 4);
});

test('a window covers its square, stays in the frame and keeps its size', () => {
  const frame = { width: 320, height: 240 };
  let side = 0;
  const sizes = new Set<number>();
  for (let step = 0; step < 44; step++) {
    const square = { centreX: 7.3 * step, centreY: 100.4, side: 80 + 2 * Math.sin(step) };
    side = readingSide(square, side);
    const window = windowAround(square, side, frame);
    sizes.add(window.width);
    expect(window.x).toBeGreaterThanOrEqual(0);
    expect(window.x + window.width).toBeLessThanOrEqual(320);
    expect(window.x).toBeLessThanOrEqual(Math.max(0, square.centreX - square.side / 2));
    expect(window.x + window.width).toBeGreaterThanOrEqual(
      Math.min(320, square.centreX + square.side / 2 + 1),
    );
  }
  expect(sizes.size).toBe(1);
  expect(readingSide({ centreX: 0, centreY: 0, side: 100 }, side)).toBeGreaterThan(side);
  expect(readingSide({ centreX: 0, centreY: 0, side: 40 }, side)).toBeLessThan(side);
  expect(windowAround({ centreX: 5, centreY: 5, side: 900 }, 960, frame)).toEqual({ x: 0, y: 0, ...frame });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitInto, panBy, pixelAt, rectangleBetween, reveal, toArea, toPicture, zoomAt } from './viewport.ts';

const picture = { width: 480, height: 320 };
const area = { width: 900, height: 700 };

describe('fitInto', () => {
  it('shows the whole picture in the middle, as large as it fits', () => {
    const viewport = fitInto(picture, area);
    expect(viewport).toEqual({ x: 240, y: 160, scale: 900 / 480 });
    expect(toArea(viewport, { x: 0, y: 0 }, area).x).toBeCloseTo(0);
    expect(toArea(viewport, { x: 480, y: 320 }, area).x).toBeCloseTo(900);
  });
});

describe('zoomAt', () => {
  it('keeps the place under the pointer where it is', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 300, max: 600, noNaN: true }),
        fc.double({ min: 250, max: 450, noNaN: true }),
        fc.double({ min: 1, max: 8, noNaN: true }),
        (x, y, factor) => {
          const before = fitInto(picture, area);
          const after = zoomAt(before, factor, { x, y }, picture, area);
          const moved = toPicture(after, { x, y }, area);
          const kept = toPicture(before, { x, y }, area);
          expect(moved.x).toBeCloseTo(kept.x, 6);
          expect(moved.y).toBeCloseTo(kept.y, 6);
        },
      ),
    );
  });

  it('ends at 64 screen pixels a pixel and at half the size that fits', () => {
    const middle = { x: 450, y: 350 };
    expect(zoomAt(fitInto(picture, area), 1e6, middle, picture, area).scale).toBe(64);
    expect(zoomAt(fitInto(picture, area), 1e-6, middle, picture, area).scale).toBe(0.5);
  });
});

describe('moving', () => {
  it('leaves the middle of the area on the picture', () => {
    const far = panBy(fitInto(picture, area), { x: 1e5, y: -1e5 }, picture);
    expect(far.x).toBe(0);
    expect(far.y).toBe(320);
  });

  it('reveals a place with as little movement as is needed', () => {
    const near = { ...fitInto(picture, area), scale: 10 };
    expect(reveal(near, { x: 240, y: 160 }, picture, area)).toBe(near);
    const shown = reveal(near, { x: 400, y: 160 }, picture, area);
    expect(toArea(shown, { x: 400, y: 160 }, area).x).toBeCloseTo(900 - 24);
    expect(shown.y).toBe(160);
  });
});

describe('pixels', () => {
  it('are whole and inside', () => {
    expect(pixelAt({ x: 479.9, y: 0 }, picture)).toEqual({ x: 479, y: 0 });
    expect(pixelAt({ x: 480, y: 0 }, picture)).toBeUndefined();
    expect(pixelAt({ x: -0.1, y: 5 }, picture)).toBeUndefined();
  });

  it('of a rectangle are those it touches, at least one, none outside', () => {
    expect(rectangleBetween({ x: 10.6, y: 20.2 }, { x: 8.2, y: 25.8 }, picture)).toEqual({
      x: 8,
      y: 20,
      width: 3,
      height: 6,
    });
    expect(rectangleBetween({ x: -50, y: -50 }, { x: 1000, y: 1000 }, picture)).toEqual({
      x: 0,
      y: 0,
      ...picture,
    });
    expect(rectangleBetween({ x: 5, y: 5 }, { x: 5, y: 5 }, picture)).toEqual({
      x: 5,
      y: 5,
      width: 1,
      height: 1,
    });
  });
});

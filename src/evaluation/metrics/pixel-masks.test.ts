import { describe, expect, it } from 'vitest';
import { intersectMasks, invertMask, pixelsInside, unsaturatedPixels } from './pixel-masks.ts';

describe('masks', () => {
  it('unsaturated pixels stay below the level in every band', () => {
    const truth = [0.2, 0.9, 0.9, 0.5, 0.5, 0.95]; // pixels (0.2, 0.5), (0.9, 0.5), (0.9, 0.95)
    expect([...unsaturatedPixels(truth, 2, 0.95)]).toEqual([1, 1, 0]);
    expect([...unsaturatedPixels(truth, 2, [0.9, 1])]).toEqual([1, 0, 0]);
    expect(() => unsaturatedPixels(truth, 2, [0.9])).toThrow(/2 levels of saturation, one a band, found 1/);
    expect(() => unsaturatedPixels(truth, 4, 1)).toThrow(/samples of 4 bands, found 6/);
  });

  it('pixels inside rectangles count once, those outside not', () => {
    const size = { width: 4, height: 3 };
    const mask = pixelsInside(
      [
        { x: 1, y: 0, width: 2, height: 2 },
        { x: 2, y: 1, width: 2, height: 2 },
      ],
      size,
    );
    expect([...mask]).toEqual([0, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1]);
    expect([...invertMask(mask)]).toEqual([...mask].map((value) => 1 - value));
    for (const wrong of [
      { x: 3, y: 0, width: 2, height: 1 },
      { x: -1, y: 0, width: 2, height: 1 },
      { x: 0, y: 0, width: 0, height: 1 },
      { x: 0.5, y: 0, width: 1, height: 1 },
    ]) {
      expect(() => pixelsInside([wrong], size)).toThrow(/rectangle of whole pixels within 4 x 3, found/);
    }
  });

  it('their intersection counts what all count', () => {
    const [a, b] = [Uint8Array.of(1, 1, 0, 5), Uint8Array.of(1, 0, 1, 1)];
    expect([...intersectMasks(a, b)]).toEqual([1, 0, 0, 1]);
    expect([...a]).toEqual([1, 1, 0, 5]);
    expect(() => intersectMasks(a, Uint8Array.of(1))).toThrow(/one size, found 4 and 1/);
  });
});

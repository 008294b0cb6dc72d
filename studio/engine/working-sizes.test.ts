/** Sizes to work at: about a megapixel first, then up to what a page can hold; reduced by means of linear light. */
import { describe, expect, it } from 'vitest';
import { memoryPicture } from './library.ts';
import { LARGEST_SHARED_CUBE, pictureAt, workingSizes } from './working-sizes.ts';

const sizesOf = (width: number, height: number, pixelsPerSecond?: number) =>
  workingSizes({
    ...{ width, height, bands: 31, mostBytes: LARGEST_SHARED_CUBE },
    ...(pixelsPerSecond === undefined ? {} : { pixelsPerSecond }),
  });

describe('workingSizes', () => {
  it('offers a small photo as it is', () => {
    expect(sizesOf(480, 320)).toEqual([
      { width: 480, height: 320, reduction: 1, cubeBytes: 480 * 320 * 124 },
    ]);
  });

  it('offers three quarters of a megapixel first for twelve, and never a cube of more than half a GiB', () => {
    const sizes = sizesOf(4000, 3000, 100_000);
    expect(sizes.map(({ width, height, reduction }) => [width, height, reduction])).toEqual([
      [1000, 750, 4],
      [1333, 1000, 3],
      [2000, 1500, 2],
    ]);
    expect(sizes[0].seconds).toBeCloseTo(7.5);
    for (const { cubeBytes } of sizes) expect(cubeBytes).toBeLessThanOrEqual(LARGEST_SHARED_CUBE);
  });

  it('offers one size for a photo of which no larger one fits', () => {
    const sizes = workingSizes({ width: 4000, height: 3000, bands: 31, mostBytes: 1e8 });
    expect(sizes).toHaveLength(1);
    expect(sizes[0].width * sizes[0].height).toBeLessThan(1_100_000);
  });

  it('keeps two pixels of a long photo', () => {
    expect(sizesOf(2_000_000, 2)[0]).toMatchObject({ height: 2 });
  });
});

describe('pictureAt', () => {
  it('averages linear light, and leaves a photo of that size alone', () => {
    const values = Float32Array.from({ length: 3 * 16 }, (_, index) => (index < 16 ? index % 4 : 0.5));
    const photo = memoryPicture(values, 4, 4);
    const [size] = sizesOf(4, 4);
    expect(pictureAt(photo, size)).toBe(photo);
    const half = pictureAt(photo, { ...size, width: 2, height: 2, reduction: 2 });
    const read = half.readWindow({ x: 0, y: 0, width: 2, height: 2 });
    expect([...read.subarray(0, 4)]).toEqual([0.5, 2.5, 0.5, 2.5]);
  });
});

/** The whole tracker on pictures whose objects move by known amounts. */
import { describe, expect, it } from 'vitest';
import { ValueNoise } from '../reconstruction/sample/value-noise.ts';
import { gradientHistograms } from './features/gradient-histograms.ts';
import { checkFirstBox, ObjectTracker } from './object-tracker.ts';
import { cutPlanes } from './sequences/reconstructed-frame.ts';
import type { TrackingFrame } from './sequences/sequence.ts';
import { materialTracking, rgbTracking } from './tracking-method.ts';

const [WIDTH, HEIGHT] = [160, 120];
/** Search area: 5 x 24 = 120 pixels over 32 cells, so a cell is 3.75 pixels. */
const BOX = { x: 60, y: 50, width: 24, height: 24 };
const CELL_PIXELS = (5 * 24) / 32;

type Sample = (plane: number, x: number, y: number) => number;

function frameOf(planes: number, sample: Sample): TrackingFrame {
  const data = Float32Array.from({ length: planes * WIDTH * HEIGHT }, (_, index) => {
    const pixel = index % (WIDTH * HEIGHT);
    return sample(Math.floor(index / (WIDTH * HEIGHT)), pixel % WIDTH, Math.floor(pixel / WIDTH));
  });
  return {
    width: WIDTH,
    height: HEIGHT,
    planes,
    readWindow: async (window) => cutPlanes(data, planes, { width: WIDTH, height: HEIGHT }, window),
    picture: async () => ({
      kind: 'srgb',
      width: WIDTH,
      height: HEIGHT,
      data: new Uint8Array(3 * WIDTH * HEIGHT),
    }),
  };
}

const noise = new ValueNoise(5);
/** Everything moves: a smooth texture, shifted by dx, dy. */
const moved =
  (dx: number, dy: number): Sample =>
  (plane, x, y) =>
    noise.layered((x - dx) / 9, (y - dy) / 9, 3.7 * plane, 2);

const middle = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }) => [
  x + (width - 1) / 2,
  y + (height - 1) / 2,
];

describe('an object that moved', () => {
  it.each([
    [3.3, -2.6],
    [-9.4, 6.2],
    [0.5, 0.5],
  ])('by %d, %d pixels is found to a tenth of a cell', async (dx, dy) => {
    const tracker = await ObjectTracker.start(frameOf(3, moved(0, 0)), BOX, gradientHistograms());
    const [x, y] = middle(await tracker.next(frameOf(3, moved(dx, dy))));
    const [x0, y0] = middle(BOX);
    expect(Math.abs(x - x0 - dx)).toBeLessThan(0.1 * CELL_PIXELS);
    expect(Math.abs(y - y0 - dy)).toBeLessThan(0.1 * CELL_PIXELS);
  });

  it('is found by spectra too', async () => {
    const { tracker } = await materialTracking().start(frameOf(8, moved(0, 0)), BOX);
    const [x, y] = middle(await tracker.next(frameOf(8, moved(5.2, -3.4))));
    const [x0, y0] = middle(BOX);
    expect(Math.abs(x - x0 - 5.2)).toBeLessThan(0.1 * CELL_PIXELS);
    expect(Math.abs(y - y0 + 3.4)).toBeLessThan(0.1 * CELL_PIXELS);
  });

  it('grows with what grows', async () => {
    const [x0, y0] = middle(BOX);
    const grown = (factor: number): Sample => {
      const still = moved(0, 0);
      return (plane, x, y) => still(plane, x0 + (x - x0) / factor, y0 + (y - y0) / factor);
    };
    const tracker = await ObjectTracker.start(frameOf(3, grown(1)), BOX, gradientHistograms());
    for (let frame = 1; frame <= 12; frame++) await tracker.next(frameOf(3, grown(1.01 ** frame)));
    expect(tracker.box.width / BOX.width).toBeGreaterThan(1.06);
    expect(tracker.box.width / BOX.width).toBeLessThan(1.16);
  });
});

describe('a state', () => {
  it.each(['rgb', 'spectra'] as const)('goes on as if nothing had happened: %s', async (kind) => {
    const planes = kind === 'rgb' ? 3 : 8;
    const method = kind === 'rgb' ? rgbTracking() : materialTracking();
    const frames = [0, 1, 2, 3, 4].map((index) => frameOf(planes, moved(1.7 * index, 0.9 * index)));
    const { tracker, endmembers } = await method.start(frames[0], BOX);
    await tracker.next(frames[1]);
    await tracker.next(frames[2]);
    const again = method.resume(tracker.state, endmembers);
    for (const frame of frames.slice(3)) expect(await again.next(frame)).toEqual(await tracker.next(frame));
  });

  it('of spectra needs its endmembers', async () => {
    const tracker = await ObjectTracker.start(frameOf(3, moved(0, 0)), BOX, gradientHistograms());
    expect(() => materialTracking().resume(tracker.state)).toThrow(/a saved state with endmembers/);
  });
});

describe('a frame that cannot be read', () => {
  it('leaves the tracker as it was', async () => {
    const tracker = await ObjectTracker.start(frameOf(3, moved(0, 0)), BOX, gradientHistograms());
    const before = { ...tracker.state };
    const broken = { ...frameOf(3, moved(4, 4)), readWindow: () => Promise.reject(new Error('gone')) };
    await expect(tracker.next(broken)).rejects.toThrow('gone');
    expect({ ...tracker.state }).toEqual(before);
  });
});

describe('a first box', () => {
  const frame = { width: 100, height: 80 };
  it.each([
    [{ x: 5, y: 5, width: 0, height: 10 }, /at least one pixel, found 0 x 10/],
    [{ x: Number.NaN, y: 5, width: 5, height: 10 }, /at least one pixel/],
    [{ x: 100, y: 5, width: 5, height: 10 }, /in 100 x 80 pixels, found 5 x 10 at 100,5, outside/],
    [{ x: -10, y: 5, width: 8, height: 10 }, /outside the frame/],
  ])('%o is refused', (box, message) => {
    expect(() => checkFirstBox(box, frame)).toThrow(message);
  });

  it('may reach over the border', () => {
    expect(() => checkFirstBox({ x: -3, y: 70, width: 20, height: 20 }, frame)).not.toThrow();
  });
});

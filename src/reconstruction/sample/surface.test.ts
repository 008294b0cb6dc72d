import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sheet } from './sheet.ts';
import { Solid } from './solid.ts';
import { Stalk } from './stalk.ts';
import { lightPastBall, Mixture, skyPastBall } from './surface.ts';
import { ValueNoise } from './value-noise.ts';
import { addScaled, dot, normalised } from './vector.ts';

const gloss = { strength: 0, sharpness: 1 };
const ball = new Solid({
  centre: [0.2, 0.1, -1],
  axis: [0.3, 1, 0.2],
  reach: 0.5,
  profile: () => 0.5,
  paint: (_x, _y, _z, mixture) => mixture.start(0),
  gloss,
  shade: [{ along: 0, radius: 0.5 }],
});
const offset = fc.double({ min: -0.3, max: 0.3, noNaN: true });

describe('Solid', () => {
  it('is met on its surface, where its normal points away from the centre', () => {
    fc.assert(
      fc.property(offset, offset, (x, y) => {
        const eye = [0, 0, 3] as const;
        const direction = normalised([0.2 + x, 0.1 + y, -4]);
        const distance = ball.intersect(eye, direction, 100);
        const point = addScaled(eye, direction, distance);
        const fromCentre = addScaled(point, [0.2, 0.1, -1], -1);
        expect(Math.abs(Math.hypot(...fromCentre) - 0.5)).toBeLessThan(1e-3);
        const normal = ball.describe(point, new Mixture());
        expect(dot(normal, normalised(fromCentre))).toBeGreaterThan(0.999);
      }),
    );
  });

  it('is missed beside it, behind the viewer and beyond the limit', () => {
    expect(ball.intersect([0, 0, 3], [0, 1, 0], 100)).toBe(Number.POSITIVE_INFINITY);
    expect(ball.intersect([0.2, 0.1, 3], [0, 0, 1], 100)).toBe(Number.POSITIVE_INFINITY);
    expect(ball.intersect([0.2, 0.1, 3], [0, 0, -1], 2)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('Sheet and Stalk', () => {
  it('are met where they lie', () => {
    const sheet = new Sheet({
      origin: [0, 1, 0],
      along: [1, 0, 0],
      across: [0, 0, -1],
      outline: (along, across) => Math.hypot(along, across) - 1,
      paint: (_along, _across, mixture) => mixture.start(0),
      gloss,
    });
    expect(sheet.intersect([0.5, 3, 0.5], [0, -1, 0], 100)).toBeCloseTo(2, 12);
    expect(sheet.intersect([0.9, 3, 0.9], [0, -1, 0], 100)).toBe(Number.POSITIVE_INFINITY);
    expect(dot(sheet.describe([0, 1, 0], new Mixture()), [0, 1, 0])).toBeCloseTo(1, 12);
    expect(sheet.lightPast([0, 0, 0], [0, 1, 0])).toBe(0);
    expect(sheet.lightPast([3, 0, 0], [0, 1, 0])).toBe(1);
    expect(sheet.lightPast([0, 2, 0], [0, 1, 0])).toBe(1);
    const stalk = new Stalk([0, 0, 0], [0, 2, 0], 0.25, 0);
    expect(stalk.intersect([0, 1, 5], [0, 0, -1], 100)).toBeCloseTo(4.75, 12);
    expect(stalk.intersect([0, 2.5, 5], [0, 0, -1], 100)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('light and sky past a ball', () => {
  const shade = { centre: [0, 2, 0], radius: 0.5 } as const;

  it('grow from shadow to light without a jump', () => {
    let previous = lightPastBall(shade, [0, 0, 0], [0, 1, 0]);
    expect(previous).toBe(0);
    for (let x = 0; x <= 1.5; x += 0.01) {
      const light = lightPastBall(shade, [x, 0, 0], [0, 1, 0]);
      expect(light).toBeGreaterThanOrEqual(previous);
      expect(light - previous).toBeLessThan(0.06);
      previous = light;
    }
    expect(previous).toBe(1);
    expect(lightPastBall(shade, [0, 3, 0], [0, 1, 0])).toBe(1);
  });

  it('hide the sky by the cosine-weighted size of the ball', () => {
    expect(skyPastBall(shade, [0, 0, 0], [0, 1, 0])).toBeCloseTo(1 - 0.25 / 4, 12);
    expect(skyPastBall(shade, [0, 0, 0], [0, -1, 0])).toBe(1);
  });
});

describe('Mixture', () => {
  it('keeps shares that sum to 1', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }), (shares) => {
        const mixture = new Mixture();
        mixture.start(0);
        for (const [index, share] of shares.entries()) mixture.over(index + 1, share);
        const weights = new Float64Array(8);
        mixture.addTo(weights, 2);
        expect(weights.reduce((sum, value) => sum + value, 0)).toBeCloseTo(2, 10);
        expect(weights.every((value) => value >= 0)).toBe(true);
      }),
    );
  });
});

describe('ValueNoise', () => {
  it('stays in 0..1, has no jumps, and differs by seed', () => {
    const noise = new ValueNoise(3);
    const coordinate = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, (x, y, z) => {
        const value = noise.layered(x, y, z, 3);
        expect(value >= 0 && value <= 1).toBe(true);
        expect(Math.abs(noise.at(x, y, z) - noise.at(x + 1e-4, y, z))).toBeLessThan(3e-4);
      }),
    );
    expect(new ValueNoise(4).at(0.5, 0.5)).not.toBe(noise.at(0.5, 0.5));
  });
});

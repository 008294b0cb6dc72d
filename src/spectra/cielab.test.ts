import { expect, it } from 'vitest';
import { labOf } from './cielab.ts';

/** White of D65 as sRGB profiles print it. */
const D65 = [95.047, 100, 108.883] as const;

it('gives white, grey and black', () => {
  expect(labOf(D65, D65)).toEqual([100, 0, 0]);
  const [lightness, a, b] = labOf([0.184187 * D65[0], 18.4187, 0.184187 * D65[2]], D65);
  expect(lightness).toBeCloseTo(50, 3);
  expect(Math.hypot(a, b)).toBeLessThan(1e-9);
  for (const value of labOf([0, 0, 0], D65)) expect(value).toBeCloseTo(0, 12);
});

it('gives the corners of sRGB where they are', () => {
  // XYZ of the primaries after IEC 61966-2-1, and their published coordinates.
  const corners = [
    { xyz: [41.2456, 21.2673, 1.9339], lab: [53.24, 80.09, 67.2] },
    { xyz: [35.7576, 71.5152, 11.9192], lab: [87.73, -86.18, 83.18] },
    { xyz: [18.0437, 7.2175, 95.0304], lab: [32.3, 79.19, -107.86] },
  ] as const;
  for (const { xyz, lab } of corners) {
    const found = labOf(xyz, D65);
    for (const [index, value] of lab.entries()) expect(Math.abs(found[index] - value)).toBeLessThan(0.01);
  }
});

it('has no step between root and line, and goes on below black', () => {
  const limit = 100 * (6 / 29) ** 3;
  const lightness = (y: number) => labOf([0, y, 0], D65)[0];
  expect(lightness(limit * (1 + 1e-9)) - lightness(limit * (1 - 1e-9))).toBeLessThan(1e-7);
  expect(lightness(limit / 2)).toBeCloseTo(4, 9); // 903.3 Y / Yn
  expect(lightness(-limit / 2)).toBeCloseTo(-4, 9);
});

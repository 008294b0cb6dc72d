import { describe, expect, it } from 'vitest';
import { bandPath, linePath, plotScale, roundTop, ticks, wavelengthOf, xOf, yOf } from './plot-scale.ts';

const grid = [400, 500, 600, 700];
const scale = plotScale(462, 252, grid, 1);

describe('plotScale', () => {
  it('puts the ends of the grid at the margins, and values between bottom and top', () => {
    expect(xOf(scale, 400)).toBe(50);
    expect(xOf(scale, 700)).toBe(450);
    expect(yOf(scale, 0)).toBe(212);
    expect(yOf(scale, 1)).toBe(12);
    expect(wavelengthOf(scale, xOf(scale, 543))).toBeCloseTo(543);
    expect(wavelengthOf(scale, -50)).toBe(400);
  });
});

describe('linePath', () => {
  it('goes from band to band', () => {
    expect(linePath(scale, grid, [0, 0.5, 1, 0])).toBe('M50.0 212.0L183.3 112.0L316.7 12.0L450.0 212.0');
  });

  it('leaves a gap where there is no number', () => {
    expect(linePath(scale, grid, [0, Number.NaN, 1, 0])).toBe('M50.0 212.0M316.7 12.0L450.0 212.0');
  });

  it('closes around mean and deviation', () => {
    const path = bandPath(scale, grid, [0.5, 0.5, 0.5, 0.5], [0.1, 0.1, 0.1, 0.1]);
    expect(path.match(/M/g)).toHaveLength(1);
    expect(path.endsWith('Z')).toBe(true);
    expect(path).toContain('92.0');
    expect(path).toContain('132.0');
  });
});

describe('numbers at the axis', () => {
  it('are round and do not pass the top', () => {
    expect(ticks(1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks(0.03)).toEqual([0, 0.005, 0.01, 0.015, 0.02, 0.025, 0.03]);
    expect(ticks(1.2)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1, 1.2]);
  });

  it('begin with a top that shows the value', () => {
    expect(roundTop(0.97)).toBe(1);
    expect(roundTop(1)).toBe(1.2);
    expect(roundTop(0)).toBe(1);
    for (const value of [0.0123, 0.5, 3.3, 99]) expect(roundTop(value)).toBeGreaterThan(value);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CubePair } from './cube-pair.ts';
import { bandPsnrs, psnrPerBand, psnrPerCube } from './psnr.ts';
import { rmse } from './rmse.ts';
import { sampleTreatment } from './sample-treatment.ts';
import { bandSquaredErrors } from './squared-error.ts';

const sample = fc.double({ min: 0.01, max: 1, noNaN: true });
const cubes = fc.array(sample, { minLength: 12, maxLength: 12 });
/** Two cubes of 3 bands and 4 pixels that differ. */
const pairs = fc
  .tuple(cubes, cubes)
  .map(([truth, estimate]): CubePair => ({ truth, estimate, bands: 3 }))
  .filter((pair) => bandSquaredErrors(pair).every((error) => error > 1e-9));

describe('squared error, RMSE and PSNR', () => {
  // Band 1 is off by 0.1 everywhere, band 2 by 0.01.
  const pair: CubePair = { truth: [0.5, 0.5, 0.2, 0.2], estimate: [0.6, 0.4, 0.21, 0.19], bands: 2 };

  it('follow their definitions', () => {
    expect([...bandPsnrs(pair)]).toEqual([expect.closeTo(20, 9), expect.closeTo(40, 9)]);
    expect(psnrPerBand(pair)).toBeCloseTo(30, 9);
    expect(psnrPerCube(pair)).toBeCloseTo(-10 * Math.log10((0.01 + 0.0001) / 2), 9);
    expect(rmse(pair)).toBeCloseTo(Math.sqrt(0.00505), 12);
  });

  it('PSNR grows by 20 log10 of the range', () => {
    expect(psnrPerBand(pair, { range: 10 })).toBeCloseTo(50, 9);
    expect(psnrPerCube(pair, { range: 10 }) - psnrPerCube(pair)).toBeCloseTo(20, 9);
  });

  it('PSNR does not change if samples and range grow alike, RMSE grows with them', () => {
    fc.assert(
      fc.property(pairs, fc.double({ min: 0.1, max: 65535, noNaN: true }), (one, gain) => {
        const scaled = (cube: ArrayLike<number>) => Array.from(cube, (value) => value * gain);
        const larger = { ...one, truth: scaled(one.truth), estimate: scaled(one.estimate) };
        expect(psnrPerBand(larger, { range: gain })).toBeCloseTo(psnrPerBand(one), 6);
        expect(psnrPerCube(larger, { range: gain })).toBeCloseTo(psnrPerCube(one), 6);
        expect(rmse(larger) / gain).toBeCloseTo(rmse(one), 9);
      }),
    );
  });

  it('an exact band is infinite, and so is the mean unless such bands are left out', () => {
    const half = { ...pair, estimate: [0.5, 0.5, 0.21, 0.19] };
    expect([...bandPsnrs(half)]).toEqual([Number.POSITIVE_INFINITY, expect.closeTo(40, 9)]);
    expect(psnrPerBand(half)).toBe(Number.POSITIVE_INFINITY);
    expect(psnrPerBand(half, { exactBands: 'leave-out' })).toBeCloseTo(40, 9);
    expect(psnrPerCube(half)).toBeCloseTo(-10 * Math.log10(0.0001 / 2), 9);
    const exact = { ...pair, estimate: pair.truth };
    expect(psnrPerBand(exact, { exactBands: 'leave-out' })).toBe(Number.POSITIVE_INFINITY);
    expect(psnrPerCube(exact)).toBe(Number.POSITIVE_INFINITY);
  });

  it('the mean over bands is never below the whole cube', () => {
    fc.assert(
      fc.property(pairs, (one) => {
        expect(psnrPerBand(one)).toBeGreaterThanOrEqual(psnrPerCube(one) - 1e-9);
        expect(psnrPerCube(one)).toBeCloseTo(-20 * Math.log10(rmse(one)), 9);
      }),
    );
  });
});

describe('treatment of samples', () => {
  it('clamps both cubes when asked', () => {
    const wild = { truth: [1.5, 0.5], estimate: [1, -0.5], bands: 2 };
    expect([...bandSquaredErrors(wild)]).toEqual([0.25, 1]);
    expect([...bandSquaredErrors(wild, { clamp: [0, 1] })]).toEqual([0, 0.25]);
    expect(rmse(wild, { clamp: [0, 1] })).toBeCloseTo(Math.sqrt(0.125), 12);
  });

  it('truncates to 16 bits, towards zero and without a limit', () => {
    const level = (sampleValue: number): number =>
      sampleTreatment({ truncateTo: 65535 })(Math.fround(sampleValue)) * 65535;
    expect(level(0.99999)).toBeCloseTo(65534, 6); // 65534.34
    expect(level(-1.7 / 65535)).toBeCloseTo(-1, 6);
    expect(level(2)).toBeCloseTo(131070, 6);
    // One level of difference is 1 / 65535 of the range.
    const pair = { truth: [1, 1], estimate: [0.99999, 0.99999], bands: 1 };
    expect(psnrPerBand(pair, { truncateTo: 65535 })).toBeCloseTo(20 * Math.log10(65535), 6);
    const alike = { truth: [0.5, 0.5], estimate: [0.500001, 0.500002], bands: 1 };
    expect(psnrPerBand(alike, { truncateTo: 65535 })).toBe(Number.POSITIVE_INFINITY);
    expect(psnrPerBand(alike)).toBeGreaterThan(110);
  });

  it('multiplies in float32, so that levels of 16-bit files are met again', () => {
    // In float64 the rounding of level / 65535 to float32 would cut nearly half of the levels down by one.
    const treated = sampleTreatment({ truncateTo: 65535 });
    const lost = Array.from({ length: 65536 }, (_, level) => level).filter(
      (level) => Math.round(treated(Math.fround(level / 65535)) * 65535) !== level,
    );
    expect(lost).toEqual([]);
  });

  it('clamps before it truncates', () => {
    expect(sampleTreatment({ clamp: [0, 1], truncateTo: 255 })(1.7)).toBe(1);
    expect(sampleTreatment({ clamp: [0, 1], truncateTo: 255 })(0.9999)).toBe(254 / 255);
  });

  it('refuses what is none', () => {
    expect(() => sampleTreatment({ clamp: [1, 0] })).toThrow(/from low to high, found 1 to 0/);
    expect(() => sampleTreatment({ truncateTo: 0.5 })).toThrow(/at least 1 to truncate to, found 0.5/);
  });
});

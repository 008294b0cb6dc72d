import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CameraError, CameraResponse } from '../../camera/camera-response.ts';
import { catalogueCamera } from '../../camera/catalogue.ts';
import { srfAuc } from './srf-auc.ts';
import { srfError } from './srf-error.ts';

const GRID = [400, 500, 600, 700];
const response = (rows: readonly number[], wavelengths: readonly number[] = GRID, name = 'test') =>
  new CameraResponse(rows, wavelengths, { name, quantity: 'radiance', assumption: '' });

describe('SRF error', () => {
  // Red (2, 2, 0, 0) against (3, 1, 0, 0): (1/2, 1/2) against (3/4, 1/4) once normalised. Green, blue equal.
  const truth = response([2, 2, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1]);
  const estimate = response([3, 1, 0, 0, 0, 5, 0, 0, 0, 0, 0.1, 0.1]);

  it('compares curves that are scaled to sum 1', () => {
    const { channels, mean } = srfError(truth, estimate);
    const cosine = 0.5 / Math.sqrt(0.5 * 0.625);
    expect(channels[0].relativeL1).toBeCloseTo(0.5, 12);
    expect(channels[0].oneMinusCosine).toBeCloseTo(1 - cosine, 12);
    expect(channels[0].angle).toBeCloseTo((Math.acos(cosine) * 180) / Math.PI, 9);
    expect(channels[0].relativeRmse).toBeCloseTo(Math.sqrt(0.125 / 0.5), 12);
    for (const channel of [1, 2]) {
      expect(channels[channel].relativeL1).toBeCloseTo(0, 12);
      expect(channels[channel].relativeRmse).toBeCloseTo(0, 12);
    }
    expect(mean.relativeL1).toBeCloseTo(0.5 / 3, 12);
  });

  it('is none between a camera and itself, some between two cameras', () => {
    const camera = catalogueCamera('Nikon D700');
    expect(srfError(camera, camera).mean.relativeL1).toBe(0);
    const { mean } = srfError(camera, catalogueCamera('Canon 5D Mark II'));
    expect(mean.relativeL1).toBeGreaterThan(0.05);
    expect(mean.angle).toBeGreaterThan(2);
  });

  it('refuses other grids and curves without a sum', () => {
    expect(() => srfError(truth, response([...truth.matrix], [400, 500, 601, 700], 'other'))).toThrow(
      /other on the grid of test: expected band 3 at 600 nm \(within 0\.5 nm\), found 601 nm/,
    );
    expect(() => srfError(truth, response([1, 0, 0, 0, 1, 0, 0, 0, 1], [400, 500, 600]))).toThrow(
      /expected 4 bands of 400\.\.700 nm, found 3 bands of 400\.\.600 nm/,
    );
    expect(srfError(truth, response([...truth.matrix], [400.4, 500, 600, 700])).mean.relativeL1).toBe(0);
    const negative = response([-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1]);
    expect(() => srfError(truth, negative)).toThrow(CameraError);
  });
});

describe('SRF AUC', () => {
  it('is the mean share of errors below thresholds of an even grid', () => {
    const { auc, thresholds, accuracies } = srfAuc([0.1, 0.55, 3], { steps: 4 });
    expect([...thresholds]).toEqual([0.25, 0.5, 0.75, 1]);
    expect([...accuracies]).toEqual([1 / 3, 1 / 3, 2 / 3, 2 / 3]);
    expect(auc).toBeCloseTo(0.5, 12);
    expect(srfAuc([0.5], { steps: 4 }).auc).toBe(0.5); // 0.5 is not below 0.5
  });

  it('is 1 without error, 0 from errors of 1 on, and falls as errors grow', () => {
    expect(srfAuc([0, 0]).auc).toBe(1);
    expect(srfAuc([1, 2]).auc).toBe(0);
    expect(srfAuc([0]).thresholds).toHaveLength(100);
    const errors = fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(errors, fc.double({ min: 1, max: 3, noNaN: true }), (values, factor) => {
        expect(srfAuc(values.map((value) => value * factor)).auc).toBeLessThanOrEqual(srfAuc(values).auc);
      }),
    );
  });

  it('refuses what it cannot count', () => {
    expect(() => srfAuc([])).toThrow(/found none/);
    expect(() => srfAuc([0.1, Number.NaN])).toThrow(/at least 0, found NaN at place 2/);
    expect(() => srfAuc([0.1], { steps: 0 })).toThrow(/at least 1 threshold, found 0/);
  });
});

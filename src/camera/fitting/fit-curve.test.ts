import { describe, expect, it } from 'vitest';
import { gaussianSum } from '../gaussian-sum.ts';
import { catalogueReport, catalogueSource, fitCatalogue } from './fit-catalogue.ts';
import { fitCurve, rootMeanSquare } from './fit-curve.ts';
import { levenbergMarquardt } from './levenberg-marquardt.ts';

const grid = Array.from({ length: 33 }, (_, band) => 400 + 10 * band);
const goal = { error: 0.001, fewest: 1, most: 6 };

describe('levenbergMarquardt', () => {
  it('finds the minimum of the Rosenbrock valley', () => {
    const { parameters, cost } = levenbergMarquardt(
      ([x, y], residuals, jacobian) => {
        residuals.set([10 * (y - x * x), 1 - x]);
        jacobian.set([-20 * x, 10, -1, 0]);
      },
      [-1.2, 1],
      2,
      500,
    );
    expect(parameters[0]).toBeCloseTo(1, 5);
    expect(parameters[1]).toBeCloseTo(1, 5);
    expect(cost).toBeLessThan(1e-9);
  });

  it('solves a straight line at once', () => {
    const { parameters } = levenbergMarquardt(
      ([slope, rise], residuals, jacobian) => {
        for (let i = 0; i < 4; i++) {
          residuals[i] = slope * i + rise - (3 * i - 2);
          jacobian.set([i, 1], 2 * i);
        }
      },
      [0, 0],
      4,
    );
    expect([...parameters]).toEqual([expect.closeTo(3, 8), expect.closeTo(-2, 8)]);
  });
});

describe('fitCurve', () => {
  it('finds the Gaussians that made the samples, and no more of them', () => {
    const truth = [0.6, 480, 18, 1, 560, 30];
    const samples = grid.map((wavelength) => gaussianSum(truth, wavelength));
    const { triples, error } = fitCurve(grid, samples, goal);
    expect(triples).toHaveLength(6);
    for (const [index, value] of truth.entries()) {
      expect(Math.abs(triples[index] / value - 1)).toBeLessThan(0.02);
    }
    expect(error).toBeLessThan(1e-3);
    expect(error).toBeCloseTo(rootMeanSquare(grid, samples, triples), 12);
  });

  it('keeps amplitudes positive and widths within bounds on jagged samples', () => {
    const samples = grid.map((_, band) => (band % 3 === 0 ? 1 : 0.3));
    const { triples } = fitCurve(grid, samples, goal);
    for (let i = 0; i < triples.length; i += 3) {
      expect(triples[i]).toBeGreaterThan(0);
      expect(triples[i + 2]).toBeGreaterThanOrEqual(7);
      expect(triples[i + 2]).toBeLessThanOrEqual(150);
    }
    expect(triples.length).toBeLessThanOrEqual(18);
  });
});

describe('fitCatalogue', () => {
  const line = (centre: number) => grid.map((at) => gaussianSum([1, centre, 30], at).toFixed(6)).join('\t');
  const text = ['One', line(600), line(540), line(450), 'Two', line(610), line(530), line(460)].join('\n');

  it('writes source and report of every camera, the same every time', () => {
    const cameras = fitCatalogue(text);
    expect(cameras.map(({ name }) => name)).toEqual(['One', 'Two']);
    const source = catalogueSource(cameras, 'the command');
    expect(source).toContain("name: 'Two'");
    expect(source).toContain('`the command`');
    const report = catalogueReport(cameras, 'the command');
    expect(report.split('\n').filter((row) => /^\| (One|Two) \|/.test(row))).toHaveLength(2);
    expect(catalogueSource(fitCatalogue(text), 'the command')).toBe(source);
  });
});

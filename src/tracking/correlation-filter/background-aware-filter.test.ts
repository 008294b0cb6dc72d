/** The filter against the solution of its own equations by elimination, on planes that are small enough for that. */
import { describe, expect, it } from 'vitest';
import { factorise, solveFactorised } from '../../networks/cholesky.ts';
import { Random } from '../../random.ts';
import { BackgroundAwareFilter, FILTER_DEFAULTS, type FilterShape } from './background-aware-filter.ts';
import { findPeak } from './sub-cell-peak.ts';
import { gaussianLabel } from './windows.ts';

const SIDE = 8;
const CELLS = SIDE * SIDE;
const SHAPE: FilterShape = { side: SIDE, channels: 3, support: { width: 3, height: 2 }, sigma: 0.9 };

function randomFeatures(channels: number, side: number, seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: channels * side * side }, () => random.normal());
}

/** The filter that minimises 1/2 |y - sum x * h|^2 + lambda/2 |h|^2 over its support, by the normal equations. */
function closedForm(features: Float32Array, lambda: number): Float64Array {
  const { channels, support, sigma } = SHAPE;
  const label = gaussianLabel(SIDE, sigma);
  const [left, top] = [Math.floor((SIDE - support.width) / 2), Math.floor((SIDE - support.height) / 2)];
  const unknowns: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    for (let y = top; y < top + support.height; y++) {
      for (let x = left; x < left + support.width; x++) unknowns.push(channel * CELLS + y * SIDE + x);
    }
  }
  const size = unknowns.length;
  // Column u: what a filter of 1 at that cell answers to every circular shift.
  const columns = unknowns.map((at) => {
    const [channel, cell] = [Math.floor(at / CELLS), at % CELLS];
    return Float64Array.from({ length: CELLS }, (_, shift) => {
      const x = ((cell % SIDE) + (shift % SIDE)) % SIDE;
      const y = (Math.floor(cell / SIDE) + Math.floor(shift / SIDE)) % SIDE;
      return features[channel * CELLS + y * SIDE + x];
    });
  });
  const product = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
    Array.from({ length: CELLS }, (_, index) => a[index] * b[index]).reduce((sum, value) => sum + value, 0);
  const normal = Float64Array.from({ length: size * size }, (_, index) => {
    const [row, column] = [Math.floor(index / size), index % size];
    return product(columns[row], columns[column]) + (row === column ? lambda : 0);
  });
  const solution = Float64Array.from(columns, (column) => product(column, label));
  solveFactorised(factorise(normal, size), size, solution, 1);
  const filter = new Float64Array(channels * CELLS);
  for (const [index, at] of unknowns.entries()) filter[at] = solution[index];
  return filter;
}

describe('the filter', () => {
  it('is the closed form, once ADMM has come to rest', () => {
    const features = randomFeatures(SHAPE.channels, SIDE, 1);
    const lambda = 2;
    const settings = { ...FILTER_DEFAULTS, lambda, penalty: 0.3, growth: 1, iterations: 600 };
    const filter = new BackgroundAwareFilter(SHAPE, settings);
    filter.learn(features);
    const expected = closedForm(features, lambda);
    const found = filter.cells();
    const largest = Math.max(...expected.map(Math.abs));
    for (let index = 0; index < expected.length; index++) {
      expect(Math.abs(found[index] - expected[index]) / largest).toBeLessThan(2e-4);
    }
  });

  it('answers what it has learned near the label, after two iterations too', () => {
    const shape = { side: 32, channels: 8, support: { width: 9, height: 7 }, sigma: 0.6 };
    const features = randomFeatures(8, 32, 2);
    const filter = new BackgroundAwareFilter(shape);
    filter.learn(features);
    const response = filter.respond(features);
    const peak = findPeak(response, 32);
    expect(Math.hypot(peak.x, peak.y)).toBeLessThan(0.05);
    const others = response.plane.filter((_, index) => index % 32 > 3 && index % 32 < 29);
    expect(Math.max(...others)).toBeLessThan(0.5 * peak.value);
  });

  it('blends new frames into its model at the learning rate', () => {
    const [one, other] = [randomFeatures(3, SIDE, 3), randomFeatures(3, SIDE, 4)];
    const filter = new BackgroundAwareFilter(SHAPE);
    filter.learn(one);
    const first = Float32Array.from(filter.model?.re ?? []);
    filter.learn(other);
    const alone = new BackgroundAwareFilter(SHAPE);
    alone.learn(other);
    const rate = FILTER_DEFAULTS.learningRate;
    for (const [index, value] of (filter.model?.re ?? []).entries()) {
      expect(value).toBeCloseTo((1 - rate) * first[index] + rate * (alone.model?.re[index] ?? 0), 4);
    }
  });

  it('is the same to the bit when its model is put back', () => {
    const filter = new BackgroundAwareFilter(SHAPE);
    filter.learn(randomFeatures(3, SIDE, 5));
    filter.learn(randomFeatures(3, SIDE, 6));
    const again = new BackgroundAwareFilter(SHAPE);
    if (filter.model !== undefined) again.restore(filter.model);
    expect(again.cells()).toEqual(filter.cells());
  });

  it('refuses what does not fit', () => {
    const support = { width: 9, height: 1 };
    expect(() => new BackgroundAwareFilter({ ...SHAPE, support })).toThrow(/1..8 cells a side, found 9 x 1/);
    const filter = new BackgroundAwareFilter(SHAPE);
    expect(() => filter.learn(new Float32Array(5))).toThrow(/3 planes of 8 x 8 features, found 5/);
    const short = { re: new Float32Array(4), im: new Float32Array(4) };
    expect(() => filter.restore(short)).toThrow(/a model of 120 numbers, found 4/);
  });
});

describe('a shift between cells', () => {
  it.each([
    [0.3, -0.4],
    [2.5, 1.25],
    [-6.8, 5.1],
  ])('of %d, %d is found to a tenth of a cell', (right, down) => {
    const side = 32;
    const shape = { side, channels: 4, support: { width: 8, height: 8 }, sigma: 0.5 };
    const random = new Random(7);
    // Planes of a few waves each, which can be shifted by any amount.
    const waves = Array.from({ length: 4 * 12 }, () => ({
      kx: random.integer(9) - 4,
      ky: random.integer(9) - 4,
      phase: random.uniform(0, 2 * Math.PI),
    }));
    const planes = (dx: number, dy: number): Float32Array =>
      Float32Array.from({ length: 4 * side * side }, (_, index) => {
        const [channel, cell] = [Math.floor(index / side ** 2), index % side ** 2];
        const [x, y] = [(cell % side) - dx, Math.floor(cell / side) - dy];
        let sum = 0;
        for (const { kx, ky, phase } of waves.slice(12 * channel, 12 * channel + 12)) {
          sum += Math.cos((2 * Math.PI * (kx * x + ky * y)) / side + phase);
        }
        return sum;
      });
    const filter = new BackgroundAwareFilter(shape);
    filter.learn(planes(0, 0));
    const peak = findPeak(filter.respond(planes(right, down)), side);
    expect(Math.abs(peak.x - right)).toBeLessThan(0.1);
    expect(Math.abs(peak.y - down)).toBeLessThan(0.1);
  });
});

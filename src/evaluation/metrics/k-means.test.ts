import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../random.ts';
import { Centroids, kMeans } from './k-means.ts';

describe('the nearest centroid', () => {
  const bruteForce = (centroids: Centroids, points: Float64Array, offset: number): number =>
    Math.min(
      ...Array.from({ length: centroids.count }, (_, index) =>
        centroids.squaredDistance(points, offset, index),
      ),
    );

  it('is as near as any, whatever the guess', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 60 }), (seed, count) => {
        const random = new Random(seed);
        const draw = (length: number) => Float64Array.from({ length }, () => random.normal());
        const centroids = new Centroids(draw(3 * count), 3);
        const points = draw(30);
        for (let offset = 0; offset < 30; offset += 3) {
          const nearest = centroids.nearest(points, offset, random.integer(count));
          expect(centroids.squaredDistance(points, offset, nearest)).toBe(
            bruteForce(centroids, points, offset),
          );
        }
      }),
    );
  });

  it('is found among equally near and among equal ones', () => {
    // A grid, each centroid twice, and points in the middle between four of them.
    const grid = Array.from({ length: 25 }, (_, index) => [(index % 5) / 3, Math.floor(index / 5) / 3]);
    const centroids = new Centroids(Float64Array.from([...grid, ...grid].flat()), 2);
    const points = Float64Array.from(grid.flat(), (value) => value + 1 / 6);
    for (let offset = 0; offset < points.length; offset += 2) {
      for (let guess = 0; guess < 50; guess += 7) {
        const nearest = centroids.nearest(points, offset, guess);
        expect(centroids.squaredDistance(points, offset, nearest)).toBe(
          bruteForce(centroids, points, offset),
        );
      }
    }
  });
});

describe('k-means', () => {
  it('finds clusters that are far apart, and their means', () => {
    const random = new Random(1);
    const centres = [0, 10, 20, 30, 40];
    const points = Float64Array.from(
      { length: 500 },
      (_, index) => centres[index % 5] + random.uniform(-1, 1),
    );
    const mean = (cluster: number): number => {
      const own = points.filter((_, index) => index % 5 === cluster);
      return own.reduce((sum, value) => sum + value, 0) / own.length;
    };
    const { values } = kMeans(points, { dimensions: 1, count: 5, random: new Random(7), rounds: 20 });
    const sorted = [...values].sort((a, b) => a - b);
    centres.forEach((_, cluster) => {
      expect(sorted[cluster]).toBeCloseTo(mean(cluster), 9);
    });
  });

  it('never lets the sum of squares grow with more rounds', () => {
    const random = new Random(3);
    const points = Float64Array.from({ length: 800 }, () => random.normal());
    const loss = (rounds: number): number => {
      const centroids = kMeans(points, { dimensions: 2, count: 20, random: new Random(5), rounds });
      let sum = 0;
      for (let offset = 0; offset < points.length; offset += 2) {
        sum += centroids.squaredDistance(points, offset, centroids.nearest(points, offset, 0));
      }
      return sum;
    };
    const losses = [0, 1, 2, 5, 20].map(loss);
    for (let step = 1; step < losses.length; step++)
      expect(losses[step]).toBeLessThanOrEqual(losses[step - 1]);
    expect(losses[4]).toBeLessThan(0.9 * losses[0]);
  });

  it('gives fewer centroids where there are fewer distinct points, and the same for the same seed', () => {
    const few = Float64Array.from({ length: 40 }, (_, index) => index % 3);
    const found = kMeans(few, { dimensions: 1, count: 10, random: new Random(0), rounds: 5 });
    expect([...found.values].sort()).toEqual([0, 1, 2]);
    const again = kMeans(few, { dimensions: 1, count: 10, random: new Random(0), rounds: 5 });
    expect(again.values).toEqual(found.values);
  });

  it('refuses what it cannot group', () => {
    const options = { dimensions: 1, random: new Random(0), rounds: 1 };
    expect(() => kMeans(new Float64Array(), { ...options, count: 2 })).toThrow(/points to group, found none/);
    expect(() => kMeans(new Float64Array(9), { ...options, count: 0 })).toThrow(/1\.\.4096, found 0/);
    expect(() => kMeans(new Float64Array(9), { ...options, count: 5000 })).toThrow(/1\.\.4096, found 5000/);
    expect(() => new Centroids(new Float64Array(), 3)).toThrow(/1\.\.4096 centroids, found 0/);
  });
});

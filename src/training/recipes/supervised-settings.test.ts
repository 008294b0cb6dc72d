import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/reference-evaluator.ts';
import { input } from '../../graph/index.ts';
import { ALIKE, AS_PUBLISHED, DARKEST, type SupervisedLoss, supervisedLoss } from './supervised-settings.ts';

describe('published rates', () => {
  it('of HSCNN-D fall from 1e-3 to 1e-5 with power 1.5', () => {
    const rate = AS_PUBLISHED['hscnn-d'].schedule(1000);
    expect(rate(1)).toBeCloseTo(1e-3, 12);
    expect(rate(501)).toBeCloseTo(0.99e-3 * 0.5 ** 1.5 + 1e-5, 12);
    expect(rate(1000)).toBeCloseTo(1e-5, 7);
  });

  it('of FM-Net are halved after every fifth', () => {
    const rate = AS_PUBLISHED['fm-net'].schedule(100);
    expect([1, 20, 21, 40, 41, 100].map(rate)).toEqual([1e-4, 1e-4, 5e-5, 5e-5, 2.5e-5, 6.25e-6]);
    expect(AS_PUBLISHED['fm-net'].weightDecay).toBe(1e-6);
  });

  it('of MST++ fall along a cosine from 4e-4 to 1e-6', () => {
    const rate = AS_PUBLISHED['mst-plus-plus'].schedule(1000);
    expect(rate(500)).toBeCloseTo((4e-4 + 1e-6) / 2, 12);
    expect(rate(1000)).toBeCloseTo(1e-6, 12);
    expect(rate(1)).toBeCloseTo(4e-4, 8);
  });

  it('that all share climb over a twentieth of the run, at most 100 steps', () => {
    const [short, long] = [ALIKE.schedule(200), ALIKE.schedule(10_000)];
    expect([1, 10].map(short)).toEqual([1e-4, 1e-3]);
    expect([50, 100].map(long)).toEqual([5e-4, 1e-3]);
    expect(long(10_000)).toBeCloseTo(1e-5, 12);
    expect(ALIKE.schedule(1)(1)).toBeCloseTo(1e-5, 12);
  });
});

describe('supervised losses', () => {
  const [cube, truth] = ['cube', 'truth'].map((name) => input(name, [1, 2, 1, 3]));
  const weight = input('weight', [1, 1, 1, 3]);
  const feeds = {
    cube: { shape: [1, 2, 1, 3], data: [0.5, 9, 0.2, 0.1, 9, 0.004] },
    truth: { shape: [1, 2, 1, 3], data: [0.4, 1, 0.25, 0.2, 0, 0] },
    weight: { shape: [1, 1, 1, 3], data: [0.25, 0, 0.25] }, // two pixels of two bands count
  };

  it.each<[SupervisedLoss, number]>([
    ['absolute', (0.1 + 0.05 + 0.1 + 0.004) / 4],
    ['relative', (0.25 + 0.2 + 0.5 + 0.004 / DARKEST) / 4],
  ])('are means over the samples that count: %s', (kind, expected) => {
    const [[found]] = evaluate([supervisedLoss(cube, truth, weight, kind)], feeds);
    expect(found).toBeCloseTo(expected, 12);
  });
});

import { describe, expect, it } from 'vitest';
import { deviation, differenceGradient } from '../../test/finite-differences.ts';
import { evaluate } from '../../test/reference-evaluator.ts';
import { gradients, input } from '../graph/index.ts';
import { crossEntropy, oneHot } from './cross-entropy.ts';

const shape = [1, 3, 1, 2];
const [logits, labels] = [input('logits', shape), input('labels', shape)];
const value = (scores: readonly number[], classes: readonly number[]): number =>
  evaluate([crossEntropy(logits, labels)], {
    logits: { shape, data: scores },
    labels: { shape, data: oneHot(classes, 1, 3) },
  })[0][0];

describe('cross-entropy', () => {
  it('is -log softmax, over the pixels that have a label', () => {
    const first = -Math.log(Math.exp(2) / (Math.exp(1) + Math.exp(2) + Math.exp(0.5)));
    const second = -Math.log(Math.exp(3) / (Math.exp(0) + Math.exp(-1) + Math.exp(3)));
    const scores = [1, 0, 2, -1, 0.5, 3];
    expect(value(scores, [1, 2])).toBeCloseTo((first + second) / 2, 12);
    expect(value(scores, [1, 255])).toBeCloseTo(first, 12);
    expect(value(scores, [-1, 2])).toBeCloseTo(second, 12);
    expect(value(scores, [255, 255])).toBe(0);
  });

  it('does not overflow, and its gradient is softmax minus label', () => {
    expect(value([1000, 0, -1000, 0, 0, 0], [0, 0])).toBeCloseTo(Math.log(3) / 2, 12);
    const feeds = {
      logits: { shape, data: Float32Array.of(1, 0, 2, -1, 0.5, 3) },
      labels: { shape, data: oneHot([1, 7], 1, 3) },
    };
    const loss = crossEntropy(logits, labels);
    const [found] = evaluate(gradients(loss, [logits]), feeds);
    expect(deviation(found, differenceGradient(loss, feeds, 'logits', 1e-5))).toBeLessThan(1e-6);
    expect([found[1], found[3], found[5]]).toEqual([0, 0, 0]);
  });
});

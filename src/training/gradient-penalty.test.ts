import { describe, expect, it } from 'vitest';
import { deviation, differenceGradient } from '../../test/finite-differences.ts';
import { evaluate } from '../../test/reference-evaluator.ts';
import { add, gradients, input, multiply, reduceSum, reshape, square } from '../graph/index.ts';
import { gradientPenalty, imagesBetween } from './gradient-penalty.ts';

const shape = [2, 1, 1, 3];
const [made, measured, share, weight] = [
  input('made', shape),
  input('measured', shape),
  input('share', [2, 1, 1, 1]),
  input('weight', [1, 1, 1, 3]),
];
const between = imagesBetween(made, measured, share);
// Its gradient by an image is w + 2 x.
const judgement = reshape(reduceSum(add(multiply(between, weight), square(between)), [1, 2, 3]), [2, 1]);
const feeds = {
  made: { shape, data: Float32Array.of(0, 0, 0, 1, 2, 3) },
  measured: { shape, data: Float32Array.of(1, 1, 1, 5, 6, 7) },
  share: { shape: [2, 1, 1, 1], data: Float32Array.of(0.5, 0.25) },
  weight: { shape: [1, 1, 1, 3], data: Float32Array.of(1, -1, 2) },
};

describe('gradient penalties', () => {
  it('are what their papers say, at images between', () => {
    expect([...evaluate([between], feeds)[0]]).toEqual([0.5, 0.5, 0.5, 2, 3, 4]);
    const norms = [Math.hypot(2, 0, 3), Math.hypot(5, 5, 10)];
    const value = (kind: 'one-centred' | 'zero-centred'): number =>
      evaluate([gradientPenalty(judgement, between, kind)], feeds)[0][0];
    expect(value('zero-centred')).toBeCloseTo((norms[0] ** 2 + norms[1] ** 2) / 2, 9);
    expect(value('one-centred')).toBeCloseTo(((norms[0] - 1) ** 2 + (norms[1] - 1) ** 2) / 2, 9);
  });

  it.each(['one-centred', 'zero-centred'] as const)('have a gradient by the weights (%s)', (kind) => {
    const penalty = gradientPenalty(judgement, between, kind);
    const [found] = evaluate(gradients(penalty, [weight]), feeds);
    expect(deviation(found, differenceGradient(penalty, feeds, 'weight', 1e-5))).toBeLessThan(1e-6);
  });

  it('stay finite where the gradient is zero', () => {
    const flat = reshape(reduceSum(multiply(between, multiply(weight, 0)), [1, 2, 3]), [2, 1]);
    const penalty = gradientPenalty(flat, between, 'one-centred');
    const [value, slope] = evaluate([penalty, ...gradients(penalty, [weight])], feeds);
    expect(value[0]).toBeCloseTo(1, 5);
    expect([...slope].every(Number.isFinite)).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/reference-evaluator.ts';
import * as graph from '../index.ts';
import { input, type Tensor } from '../tensor.ts';

/** Gradients of the sum of a result by its operands, fed with `data`. */
function gradientsAt(
  build: (...operands: Tensor[]) => Tensor,
  shape: number[],
  ...data: number[][]
): number[][] {
  const operands = data.map((_, index) => input(`x${index}`, shape));
  const feeds = Object.fromEntries(data.map((values, index) => [`x${index}`, { shape, data: values }]));
  const results = graph.gradients(graph.sumOfAll(build(...operands)), operands);
  return evaluate(results, feeds).map((values) => [...values].map((value) => value + 0)); // -0 to 0
}

describe('where there is no derivative', () => {
  it.each<readonly [string, (x: Tensor) => Tensor, number[]]>([
    ['absolute', graph.absolute, [0, 1, -1]],
    ['relu', graph.relu, [0, 1, 0]],
    ['leakyRelu', (x) => graph.leakyRelu(x, 0.25), [0.25, 1, 0.25]],
    ['sign', graph.sign, [0, 0, 0]],
  ])('%s has its stated gradient at 0', (_, build, expected) => {
    expect(gradientsAt(build, [3], [0, 2, -2])).toEqual([expected]);
  });

  it.each([
    ['maximum', graph.maximum, [1, 1, 0], [0, 0, 1]],
    ['minimum', graph.minimum, [1, 0, 1], [0, 1, 0]],
  ] as const)('%s gives the gradient of equal operands to the first', (_, build, first, second) => {
    expect(gradientsAt(build, [3], [5, 2, 1], [5, 1, 2])).toEqual([first, second]);
  });

  it('reduceMaximum shares the gradient among equal maxima', () => {
    const found = gradientsAt((x) => graph.reduceMaximum(x, [1]), [2, 4], [7, 1, 7, 7, 2, 3, 3, 0]);
    expect(found).toEqual([[1 / 3, 0, 1 / 3, 1 / 3, 0, 0.5, 0.5, 0]]);
  });

  it('maxPool gives the gradient of equal maxima to the first in row-major order', () => {
    const pooled = (x: Tensor): Tensor => graph.maxPool(x, [2, 2], 2);
    const found = gradientsAt(pooled, [1, 1, 2, 6], [1, 4, 0, 3, 5, 5, 4, 4, 3, 3, 5, 5]);
    expect(found).toEqual([[0, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0]]);
  });

  it('maxPool of equal values gives each window one gradient, where windows overlap too', () => {
    const found = gradientsAt((x) => graph.maxPool(x, [3, 3], 2), [1, 1, 5, 5], new Array(25).fill(2));
    const expected = new Array(25).fill(0);
    for (const corner of [0, 2, 10, 12]) expected[corner] = 1;
    expect(found).toEqual([expected]);
  });
});

describe('maxPoolToHalf', () => {
  it.each([2, 3, 4, 5, 6, 7, 8, 9, 31, 64])('takes the windows of adaptive pooling of %i rows', (rows) => {
    const out = Math.floor(rows / 2);
    // ascending values: the maximum of a window is its last element, descending: its first
    const pool = (sign: number): number[] => {
      const x = input('x', [1, 1, rows, 2]);
      const data = Array.from({ length: 2 * rows }, (_, index) => sign * Math.floor(index / 2));
      return [...evaluate([graph.maxPoolToHalf(x)], { x: { shape: [1, 1, rows, 2], data } })[0]];
    };
    const windows = Array.from({ length: out }, (_, i) => i);
    expect(pool(1)).toEqual(windows.map((i) => Math.ceil(((i + 1) * rows) / out) - 1));
    expect(pool(-1).map((value) => 0 - value)).toEqual(windows.map((i) => Math.floor((i * rows) / out)));
  });
});

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/reference-evaluator.ts';
import * as graph from '../index.ts';
import { constant, input } from '../tensor.ts';

const counting = (shape: readonly number[]): number[] =>
  Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, index) => index + 1);

describe('transposedConvolution', () => {
  it('puts a scaled kernel in the place of every pixel', () => {
    const x = constant([1, 2], [1, 1, 1, 2]);
    const kernel = constant([1, 2, 3, 4], [1, 1, 2, 2]);
    const y = graph.transposedConvolution(x, kernel);
    expect(y.shape).toEqual([1, 1, 2, 4]);
    expect([...evaluate([y], {})[0]]).toEqual([1, 2, 2, 4, 3, 4, 6, 8]);
  });

  it.each([2, 3])('is the adjoint of the convolution by stride %i', (factor) => {
    const [image, small, kernel] = [
      [2, 2, 3 * factor, 2 * factor],
      [2, 3, 3, 2],
      [3, 2, factor, factor],
    ];
    const u = constant(counting(image), image);
    const v = constant(counting(small), small);
    const k = constant(
      counting(kernel).map((value) => Math.sin(value)),
      kernel,
    );
    const down = graph.convolution(u, k, { stride: factor, padding: [0, 0, 0, 0] });
    const up = graph.transposedConvolution(v, k);
    const [[left], [right]] = evaluate(
      [graph.sumOfAll(graph.multiply(down, v)), graph.sumOfAll(graph.multiply(u, up))],
      {},
    );
    expect(Math.abs(left)).toBeGreaterThan(1);
    expect(left).toBeCloseTo(right, 6);
  });
});

describe('reflectEnd', () => {
  it('mirrors at the last element, which stands once', () => {
    const x = constant([1, 2, 3, 4, 5, 6], [2, 3]);
    expect([...evaluate([graph.reflectEnd(x, 1, 2)], {})[0]]).toEqual([1, 2, 3, 2, 1, 4, 5, 6, 5, 4]);
    expect([...evaluate([graph.reflectEnd(x, 0, 1)], {})[0]]).toEqual([1, 2, 3, 4, 5, 6, 1, 2, 3]);
    expect(graph.reflectEnd(x, 0, 0)).toBe(x);
  });
});

describe('GELU', () => {
  it('is exact: x times the cumulative standard normal distribution', () => {
    const x = input('x', [5]);
    const feeds = { x: { shape: [5], data: [-3, -1, 0, 0.5, 8] } };
    // from tables of the normal distribution: -3 x 0.00134990, -1 x 0.15865525, 0.5 x 0.69146246, 8 x 1
    const expected = [-0.0040496941, -0.1586552539, 0, 0.3457312306, 8];
    const [found] = evaluate([graph.gelu(x)], feeds);
    for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(value, 9);
  });
});

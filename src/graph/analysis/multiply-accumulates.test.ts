import { describe, expect, it } from 'vitest';
import * as graph from '../index.ts';
import { constant, GraphError, input, type Tensor } from '../tensor.ts';
import { multiplyAccumulates } from './multiply-accumulates.ts';

let next = 0;
const of = (...shape: (number | string)[]): Tensor => input(`t${next++}`, shape);

describe('multiply-accumulates', () => {
  it.each<readonly [string, Tensor, number]>([
    [
      'a 3 x 3 convolution, taps on the border too',
      graph.convolution(of(1, 3, 4, 5), of(7, 3, 3, 3)),
      20 * 7 * 27,
    ],
    ['each picture', graph.convolution(of(2, 3, 4, 5), of(7, 3, 1, 1)), 2 * 20 * 7 * 3],
    ['a depth-wise convolution', graph.depthwiseConvolution(of(1, 6, 4, 4), of(6, 1, 3, 3)), 16 * 6 * 9],
    ['a strided one', graph.depthwiseConvolution(of(1, 6, 4, 4), of(6, 1, 3, 3), 2), 4 * 6 * 9],
    ['an enlarging one', graph.transposedConvolution(of(1, 5, 3, 2), of(5, 4, 2, 2)), 6 * 5 * 4 * 4],
    ['a product', graph.matmul(of(3, 4), of(4, 5)), 60],
    ['products of stacks', graph.matmul(of(2, 1, 3, 4), of(6, 4, 5)), 2 * 6 * 60],
    ['no sums and activations', graph.softmax(graph.add(graph.square(of(8, 8)), graph.gelu(of(8)))), 0],
  ])('of %s', (_, tensor, count) => {
    expect(multiplyAccumulates([tensor])).toBe(count);
  });

  it('of known matrices are those of their entries that are not zero', () => {
    const half = constant([0.5, 0.5, 0, 0, 0, 0, 0.5, 0.5], [2, 4]);
    const rows = graph.resample(of(1, 3, 4, 4), half, half); // columns 4 x 2 by 2 taps, rows 2 x 2 by 2
    expect(multiplyAccumulates([rows])).toBe(3 * (16 + 8));
    const kernel = constant([1, 0, 0, 2, 3, 0], [2, 3, 1, 1]);
    expect(multiplyAccumulates([graph.convolution(of(1, 3, 4, 5), kernel)])).toBe(20 * 3);
  });

  it('of what is used or made twice count once', () => {
    const [x, k] = [of(1, 3, 4, 4), of(3, 3, 3, 3)];
    const once = graph.convolution(x, k);
    const again = graph.convolution(graph.stopGradient(x), k);
    expect(multiplyAccumulates([graph.add(once, again), once])).toBe(16 * 81);
  });

  it('need known sizes', () => {
    expect(() => multiplyAccumulates([graph.convolution(of(1, 3, 'H', 'W'), of(3, 3, 3, 3))])).toThrow(
      GraphError,
    );
  });
});

import { describe, expect, it } from 'vitest';
import * as graph from '../src/graph/index.ts';
import { constant, input, makeTensor, type Tensor } from '../src/graph/tensor.ts';
import { evaluate, evaluatedOperators } from './reference-evaluator.ts';

const counting = (...shape: number[]): Tensor =>
  constant(
    Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, index) => index + 1),
    shape,
  );

describe('the reference evaluator', () => {
  it('knows every operator', () => {
    expect(evaluatedOperators()).toEqual(graph.operatorNames());
  });

  it.each<readonly [string, Tensor, readonly number[]]>([
    ['add', graph.add(counting(2, 1), counting(2)), [2, 3, 3, 4]],
    ['matmul', graph.matmul(counting(2, 2), counting(2, 2)), [7, 10, 15, 22]],
    ['matmul, broadcast', graph.matmul(counting(2, 1, 2), counting(2, 2)), [1 + 6, 2 + 8, 3 + 12, 6 + 16]],
    ['transpose', graph.transpose(counting(1, 2, 3), [2, 0, 1]), [1, 4, 2, 5, 3, 6]],
    ['slice', graph.slice(counting(2, 5), 1, 1, 5, 2), [2, 4, 7, 9]],
    ['pad', graph.pad(counting(1, 2), [1, 0], [0, 1]), [0, 0, 0, 1, 2, 0]],
    ['flip', graph.flip(counting(2, 2), [1]), [2, 1, 4, 3]],
    ['concatenate', graph.concatenate([counting(2, 1), counting(2, 2)], 1), [1, 1, 2, 2, 3, 4]],
    ['broadcastTo', graph.broadcastTo(counting(2, 1), [2, 2]), [1, 1, 2, 2]],
    ['reduceMean', graph.reduceMean(counting(2, 2, 2), [0, 2]), [3.5, 5.5]],
    ['reduceMaximum', graph.reduceMaximum(graph.negate(counting(2, 2)), [1]), [-1, -3]],
    ['softmax', graph.softmax(constant([0, Math.log(3), 5, 5], [2, 2])), [0.25, 0.75, 0.5, 0.5]],
    ['maxPool', graph.maxPool(counting(1, 1, 3, 5), [2, 3], 2), [8, 10]],
    [
      'convolution, as cross-correlation',
      graph.convolution(counting(1, 1, 2, 2), counting(1, 1, 2, 2), { padding: [0, 0, 1, 0] }),
      [1 + 4 + 9 + 16, 3 + 8],
    ],
    [
      'depth-wise convolution with a stride',
      graph.depthwiseConvolution(counting(1, 2, 2, 3), counting(2, 1, 1, 1), 2),
      [1, 3, 2 * 7, 2 * 9],
    ],
  ])('computes %s as by hand', (_, tensor, expected) => {
    const [values] = evaluate([tensor], {});
    expect(values).toHaveLength(expected.length);
    expected.forEach((value, index) => {
      expect(values[index]).toBeCloseTo(value, 12);
    });
  });

  it('refuses operators, feeds and shapes that it cannot take', () => {
    const x = input('x', ['H', 'H']);
    expect(() => evaluate([makeTensor('unheardOf', [x], [2])], { x: { shape: [1, 1], data: [1] } })).toThrow(
      "does not know operator 'unheardOf'",
    );
    expect(() => evaluate([x], {})).toThrow("no feed for input 'x'");
    expect(() => evaluate([x], { x: { shape: [2, 3], data: [1, 2, 3, 4, 5, 6] } })).toThrow(
      "'input' says [H, H]",
    );
    const wrong = makeTensor('negate', [counting(2)], [3]);
    expect(() => evaluate([wrong], {})).toThrow("'negate' says [3], its 2 values [2]");
  });
});

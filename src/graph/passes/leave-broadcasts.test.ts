import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/reference-evaluator.ts';
import { add, broadcastTo, gradients, input, reduceMean, square, subtract, sumOfAll } from '../index.ts';
import { topologicalOrder } from '../traversal.ts';
import { leaveBroadcasts } from './leave-broadcasts.ts';

const x = input('x', [2, 3]);
const feeds = { x: { shape: [2, 3], data: [1, 5, 2, 7, -1, 3] }, row: { shape: [1, 3], data: [1, 2, 4] } };

describe('leaveBroadcasts', () => {
  it('takes repetitions out of the gradient of a centring', () => {
    const roots = gradients(sumOfAll(square(square(subtract(x, reduceMean(x, [1]))))), [x]);
    const left = leaveBroadcasts(roots);
    const repeated = (tensors: typeof roots): string[] =>
      topologicalOrder(tensors)
        .filter(({ operator }) => operator === 'broadcastTo')
        .map(({ shape }) => shape.join());
    expect(repeated(roots).length).toBeGreaterThan(repeated(left).length);
    expect([...evaluate(left, feeds)[0]]).toEqual([...evaluate(roots, feeds)[0]]);
  });

  it('keeps a repetition that gives the result its shape', () => {
    const row = input('row', [1, 3]);
    const tall = broadcastTo(row, [2, 3]);
    const both = leaveBroadcasts([add(tall, tall), add(tall, row)]);
    expect(both.map(({ shape }) => shape)).toEqual([
      [2, 3],
      [2, 3],
    ]);
    expect([...evaluate(both, feeds)[0]]).toEqual([2, 4, 8, 2, 4, 8]);
  });
});

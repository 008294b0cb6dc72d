import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/reference-evaluator.ts';
import * as graph from '../index.ts';
import { input, type Tensor } from '../tensor.ts';
import { topologicalOrder } from '../traversal.ts';
import { dropIdentities } from './drop-identities.ts';

const x = input('x', [2, 3]);
const feeds = { x: { shape: [2, 3], data: [1, 2, 3, 4, 5, 6] } };
const operators = (roots: readonly Tensor[]): string[] =>
  topologicalOrder(roots).map(({ operator }) => operator);

describe('dropIdentities', () => {
  it('takes out operators that act on gradients alone, also as roots', () => {
    const stopped = graph.stopGradient(graph.customGradient(x, (g) => g));
    const roots = dropIdentities([graph.negate(stopped), stopped]);
    expect(operators(roots)).toEqual(['input', 'negate']);
    expect(roots[1]).toBe(x);
  });

  it('merges reshapes, through operators that it takes out too', () => {
    const chain = graph.reshape(graph.stopGradient(graph.reshape(graph.reshape(x, [6]), [3, 2])), [6, 1]);
    const roots = dropIdentities([chain]);
    expect(operators(roots)).toEqual(['input', 'reshape']);
    expect(roots[0].shape).toEqual([6, 1]);
    expect(evaluate(roots, feeds)).toEqual(evaluate([chain], feeds));
    expect(dropIdentities([graph.reshape(graph.reshape(x, [6]), [2, 3])])).toEqual([x]);
  });

  it('keeps a reshape that others use, and graphs without anything to drop', () => {
    const row = graph.reshape(x, [6]);
    const roots = [graph.negate(row), graph.reshape(row, [3, 2])];
    const kept = dropIdentities(roots);
    expect(operators(kept).sort()).toEqual(['input', 'negate', 'reshape', 'reshape']);
    expect(evaluate(kept, feeds)).toEqual(evaluate(roots, feeds));
    const plain = graph.add(graph.negate(row), 1);
    expect(dropIdentities([plain])[0]).toBe(plain);
  });
});

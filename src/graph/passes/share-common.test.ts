import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/reference-evaluator.ts';
import * as graph from '../index.ts';
import { constant, input, type Tensor } from '../tensor.ts';
import { topologicalOrder } from '../traversal.ts';
import { shareCommonSubexpressions } from './share-common.ts';

const x = input('x', [2, 2]);
const feeds = { x: { shape: [2, 2], data: [0.5, -1, 2, -0.25] } };
const nodeCount = (roots: readonly Tensor[]): number => topologicalOrder(roots).length;

/** An expression as a program: each step combines two earlier values by one of the operators below. */
const programs = fc.array(fc.tuple(fc.nat(4), fc.nat(50), fc.nat(50)), { minLength: 1, maxLength: 25 });
const steps: readonly ((a: Tensor, b: Tensor) => Tensor)[] = [
  graph.add,
  graph.subtract,
  (a, b) => graph.sigmoid(graph.multiply(a, b)),
  (a, b) => graph.maximum(graph.transpose(a, [1, 0]), graph.leakyRelu(b, 0.5)),
  (a) => graph.matmul(a, constant([1, 2, 3, 4], [2, 2])),
];

function build(program: readonly (readonly [number, number, number])[]): Tensor[] {
  const values: Tensor[] = [input('x', [2, 2])];
  for (const [step, left, right] of program) {
    values.push(steps[step](values[left % values.length], values[right % values.length]));
  }
  return values.slice(-2);
}

describe('shareCommonSubexpressions', () => {
  it('makes two copies of any expression one, of the same value', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const [first, second] = [build(program), build(program)];
        const shared = shareCommonSubexpressions([...first, ...second]);
        expect(shared.slice(2)).toEqual(shared.slice(0, 2));
        first.forEach((_, index) => {
          expect(shared[index]).toBe(shared[index + 2]);
        });
        expect(nodeCount(shared)).toBe(nodeCount(shareCommonSubexpressions(first)));
        expect(evaluate(shared, feeds)).toEqual(evaluate([...first, ...second], feeds));
      }),
      { numRuns: 100 },
    );
  });

  it('changes nothing the second time, and nothing that is shared already', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const once = shareCommonSubexpressions(build(program));
        const twice = shareCommonSubexpressions(once);
        once.forEach((root, index) => {
          expect(twice[index]).toBe(root);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('keeps apart what differs in operator, order, attributes, shape, constant or name', () => {
    const distinct = [
      graph.add(x, 1),
      graph.add(x, 2),
      graph.add(x, constant([1], [1])),
      graph.subtract(x, 1),
      graph.subtract(1, x),
      graph.leakyRelu(x, 0.1),
      graph.leakyRelu(x, 0.2),
      graph.slice(x, 0, 0, 1),
      graph.slice(x, 0, 1, 2),
      graph.slice(x, 1, 0, 1),
      graph.reshape(x, [4]),
      graph.reshape(x, [4, 1]),
      graph.broadcastTo(input('x', [2, 2]), [2, 2, 2]),
      graph.broadcastTo(x, [3, 2, 2]),
      graph.customGradient(x, (g) => g),
      graph.customGradient(x, (g) => g),
      input('y', [2, 2]),
    ];
    expect(new Set(shareCommonSubexpressions(distinct)).size).toBe(distinct.length);
  });

  it('keeps zeros of different sign apart', () => {
    const infinities = [0, -0].map((zero) => graph.divide(1, constant(zero)));
    expect(evaluate(shareCommonSubexpressions(infinities), {}).map(([value]) => value)).toEqual([
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
  });

  it('shares equal rewrites and large constants only if they are the same object', () => {
    const rewrite = (g: Tensor): Tensor => graph.negate(g);
    const [first, second] = shareCommonSubexpressions([
      graph.customGradient(x, rewrite),
      graph.customGradient(x, rewrite),
    ]);
    expect(first).toBe(second);
    const large = (): Tensor => constant(new Float64Array(65), [65]);
    expect(new Set(shareCommonSubexpressions([large(), large()])).size).toBe(2);
    const once = large();
    expect(new Set(shareCommonSubexpressions([graph.negate(once), graph.negate(once)])).size).toBe(1);
  });

  it('makes many equal terms of a sum one', () => {
    const terms = Array.from({ length: 50 }, () => graph.exponential(graph.negate(x)));
    const [sum] = shareCommonSubexpressions([terms.reduce((total, term) => graph.add(total, term))]);
    expect(topologicalOrder([sum]).filter(({ operator }) => operator === 'exponential')).toHaveLength(1);
  });
});

/** Merged depth-wise convolutions and their kernel gradients compute the same, in the form that they promise. */
import { describe, expect, it } from 'vitest';
import { type GraphCase, graphCases, prepare } from '../../../test/graph-cases/index.ts';
import { evaluate } from '../../../test/reference-evaluator.ts';
import { attribute, type Tensor } from '../tensor.ts';
import { topologicalOrder } from '../traversal.ts';
import { mergeDepthwise } from './merge-depthwise.ts';

const label = ({ operator, title }: GraphCase): string => `${operator}: ${title}`;
const depthwiseCases = graphCases.filter((one) => /depth-wise|depthwise/.test(label(one)));

function depthwiseOf(roots: readonly Tensor[]): Tensor[] {
  return topologicalOrder(roots).filter(
    (tensor) => tensor.operator === 'convolution' && attribute(tensor, 'groups', 'number') > 1,
  );
}

describe('mergeDepthwise', () => {
  it.each(depthwiseCases.map((one) => [label(one), one] as const))('%s', (_, graphCase) => {
    const { feeds, output, gradients, secondGradients } = prepare(graphCase);
    const roots = [output, ...gradients, ...secondGradients];
    const merged = mergeDepthwise(roots);
    const expected = evaluate(roots, feeds);
    evaluate(merged, feeds).forEach((values, root) => {
      values.forEach((value, index) => {
        expect(value).toBeCloseTo(expected[root][index], 10);
      });
    });
    for (const { shape } of depthwiseOf(merged)) expect(shape[0]).toBe(1);
  });

  it('makes a kernel gradient one convolution, where the stride allows it', () => {
    const gradient = (stride: number): Tensor[] => {
      const graphCase = graphCases.find(({ title }) => title === `of a 3 x 3 kernel by stride ${stride}`);
      if (graphCase === undefined) throw new Error('the case is gone');
      return mergeDepthwise([prepare(graphCase).output]);
    };
    const left = (roots: Tensor[]): number =>
      topologicalOrder(roots).filter(({ operator }) => operator === 'depthwiseKernelGradient').length;
    expect(left(gradient(1))).toBe(0);
    expect(left(gradient(2))).toBe(1);
  });
});

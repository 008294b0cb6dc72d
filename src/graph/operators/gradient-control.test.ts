import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/reference-evaluator.ts';
import * as graph from '../index.ts';
import { GraphError, input, type Tensor } from '../tensor.ts';

const x = input('x', [2, 2]);
const feeds = { x: { shape: [2, 2], data: [1, -2, 3, -4] } };
const valuesOf = (...tensors: Tensor[]): number[][] => evaluate(tensors, feeds).map((data) => [...data]);

describe('stopGradient', () => {
  it('keeps values and lets no gradient through', () => {
    const stopped = graph.stopGradient(graph.square(x));
    const [byX] = graph.gradients(graph.sumOfAll(graph.multiply(stopped, 5)), [x]);
    expect(valuesOf(stopped, byX)).toEqual([
      [1, 4, 9, 16],
      [0, 0, 0, 0],
    ]);
  });

  it('leaves the gradients of other paths as they are', () => {
    const product = graph.multiply(x, graph.stopGradient(x));
    expect(valuesOf(...graph.gradients(graph.sumOfAll(product), [x]))).toEqual([[1, -2, 3, -4]]);
  });
});

describe('customGradient', () => {
  /** Divides a gradient by its L1 norm where that is above 1. */
  const clip = (g: Tensor): Tensor => graph.divide(g, graph.maximum(graph.reduceSum(graph.absolute(g)), 1));

  it('keeps values', () => {
    expect(valuesOf(graph.customGradient(x, clip))).toEqual([[1, -2, 3, -4]]);
  });

  it('rewrites the gradient that comes back, once, before it goes on', () => {
    const seen: Tensor[] = [];
    const loss = (middle: Tensor): Tensor => graph.sumOfAll(graph.square(middle));
    const inner = graph.multiply(x, 10);
    const rewritten = graph.customGradient(inner, (g) => {
      seen.push(g);
      return clip(g);
    });
    const [byInner, byX] = graph.gradients(loss(rewritten), [inner, x]);
    expect(seen).toHaveLength(1);
    // d loss / d inner is 20 x, whose L1 norm is 200; d inner / d x is 10
    const clipped = [1, -2, 3, -4].map((value) => value / 10);
    expect(valuesOf(seen[0])).toEqual([[20, -40, 60, -80]]);
    expect(valuesOf(byInner, byX)).toEqual([clipped, clipped.map((value) => value * 10)]);
  });

  it('rewrites the sum of the gradients of all uses', () => {
    const doubled = graph.customGradient(x, (g) => graph.add(g, 100));
    const [byX] = graph.gradients(graph.sumOfAll(graph.add(doubled, graph.multiply(doubled, 2))), [x]);
    expect(valuesOf(byX)).toEqual([[103, 103, 103, 103]]);
  });

  it('passes on the rewritten gradient when that is differentiated', () => {
    // the rewrite makes 3 g^2 of g = 2 x: differentiated again, 24 x
    const rewritten = graph.customGradient(x, (g) => graph.multiply(graph.square(g), 3));
    const [first] = graph.gradients(graph.sumOfAll(graph.square(rewritten)), [x]);
    expect(valuesOf(first)).toEqual([[12, 48, 108, 192]]);
    // the value side of `square` passes the rewrite a second time: 24 x becomes 3 (24 x)^2
    expect(valuesOf(...graph.gradients(graph.sumOfAll(first), [x]))).toEqual([[1728, 6912, 15552, 27648]]);
  });

  it('refuses a rewrite that changes the shape', () => {
    const scalar = graph.sumOfAll(graph.customGradient(x, (g) => graph.reduceSum(g)));
    expect(() => graph.gradients(scalar, [x])).toThrow(GraphError);
    expect(() => graph.gradients(scalar, [x])).toThrow(
      "the gradient of 'customGradient' has shape [1, 1] for an input of [2, 2]",
    );
  });
});

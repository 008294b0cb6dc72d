import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviation, differenceGradient, directionalDifference } from '../../test/finite-differences.ts';
import { type GraphCase, graphCases, prepare } from '../../test/graph-cases/index.ts';
import { evaluate } from '../../test/reference-evaluator.ts';
import { Random } from '../random.ts';
import { add, convolution, gradients, maximum, multiply, operatorNames, reshape, sumOfAll } from './index.ts';
import { constant, input, type Tensor } from './tensor.ts';
import { topologicalOrder } from './traversal.ts';

const TOLERANCE = 1e-6;
const smoothCases = graphCases.filter(({ kink }) => kink !== true);
const label = ({ operator, title }: GraphCase): string => `${operator}: ${title}`;

/** Largest deviation of the gradients of a case from finite differences, element by element. */
function firstOrderDeviation(graphCase: GraphCase, seed?: number): number {
  const { feeds, variables, loss, gradients: symbolic } = prepare(graphCase, seed);
  const values = evaluate(symbolic, feeds);
  const deviations = variables.map((variable, index) =>
    deviation(values[index], differenceGradient(loss, feeds, String(variable.attributes['name']))),
  );
  return Math.max(...deviations);
}

/** Deviation of the gradients of the gradients of a case from finite differences, along random directions. */
function secondOrderDeviation(graphCase: GraphCase, seed?: number): number {
  const { feeds, variables, gradientLoss, secondGradients } = prepare(graphCase, seed);
  const values = evaluate(secondGradients, feeds);
  const random = new Random(77);
  const pairs = Array.from({ length: 3 }, () => {
    const directions = values.map((value) => Float64Array.from(value, () => random.uniform(-1, 1)));
    const named = Object.fromEntries(
      variables.map((variable, index) => [String(variable.attributes['name']), directions[index]]),
    );
    const along = directions.map((direction, index) =>
      direction.reduce((sum, step, element) => sum + step * values[index][element], 0),
    );
    return [along.reduce((sum, part) => sum + part, 0), directionalDifference(gradientLoss, feeds, named)];
  });
  return deviation(
    pairs.map(([found]) => found),
    pairs.map(([, expected]) => expected),
  );
}

describe('gradients agree with finite differences', () => {
  it.each(smoothCases.map((graphCase) => [label(graphCase), graphCase] as const))('%s', (_, graphCase) => {
    expect(firstOrderDeviation(graphCase)).toBeLessThanOrEqual(TOLERANCE);
  });

  it('for every operator', () => {
    for (const { operator, output } of smoothCases.map((one) => ({ ...one, ...prepare(one) }))) {
      expect(topologicalOrder([output]).map((tensor) => tensor.operator)).toContain(operator);
    }
    expect([...new Set(smoothCases.map(({ operator }) => operator))].sort()).toEqual(operatorNames());
  });
});

describe('gradients of gradients agree with finite differences', () => {
  it.each(smoothCases.map((graphCase) => [label(graphCase), graphCase] as const))('%s', (_, graphCase) => {
    expect(secondOrderDeviation(graphCase)).toBeLessThanOrEqual(TOLERANCE);
  });
});

describe('gradients of random shapes', () => {
  const size = fc.integer({ min: 1, max: 3 });

  it('broadcast in any way', () => {
    const shapes = fc.array(fc.record({ size, left: fc.boolean(), right: fc.boolean() }), { maxLength: 4 });
    fc.assert(
      fc.property(shapes, fc.nat(2), fc.nat(2), fc.nat(1000), (axes, dropLeft, dropRight, seed) => {
        const left = axes.map((axis) => (axis.left ? axis.size : 1)).slice(dropLeft);
        const right = axes.map((axis) => (axis.right ? axis.size : 1)).slice(dropRight);
        const build = (a: Tensor, b: Tensor): Tensor => add(multiply(a, b), maximum(a, b));
        const graphCase = { operator: 'multiply', title: 'random', shapes: [left, right], build };
        expect(firstOrderDeviation(graphCase, seed)).toBeLessThanOrEqual(TOLERANCE);
      }),
      { numRuns: 40 },
    );
  });

  it('convolve with any geometry', () => {
    const padding = fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2));
    const extent = fc.integer({ min: 3, max: 6 });
    fc.assert(
      fc.property(
        fc.record({
          batch: fc.constantFrom(1, 2),
          channels: size,
          outputs: size,
          height: extent,
          width: extent,
        }),
        fc.record({ rows: size, columns: size, stride: size, padding, depthwise: fc.boolean() }),
        ({ batch, channels, outputs, height, width }, { rows, columns, stride, padding, depthwise }) => {
          const groups = depthwise ? channels : 1;
          const graphCase: GraphCase = {
            operator: 'convolution',
            title: 'random',
            shapes: [
              [batch, channels, height, width],
              depthwise ? [channels, 1, rows, columns] : [outputs, channels, rows, columns],
            ],
            build: (x, kernel) => convolution(x, kernel, { stride, padding, groups }),
          };
          expect(secondOrderDeviation(graphCase)).toBeLessThanOrEqual(TOLERANCE);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('gradients', () => {
  const x = input('x', [2, 2]);
  const feeds = { x: { shape: [2, 2], data: [1, 2, 3, 4] } };

  it('are zeros by what the scalar does not depend on', () => {
    const other = input('other', [3]);
    const [byX, byOther] = gradients(sumOfAll(multiply(x, 3)), [x, other]);
    expect(evaluate([byX, byOther], feeds).map((values) => [...values])).toEqual([
      [3, 3, 3, 3],
      [0, 0, 0],
    ]);
  });

  it('are taken by intermediate tensors and by the scalar itself', () => {
    const middle = multiply(x, 2);
    const scalar = sumOfAll(multiply(middle, middle));
    const [byMiddle, byX, byItself] = gradients(scalar, [middle, x, scalar]);
    expect(byItself.shape).toEqual([]);
    expect(evaluate([byMiddle, byX, byItself], feeds).map((values) => [...values])).toEqual([
      [4, 8, 12, 16],
      [8, 16, 24, 32],
      [1],
    ]);
  });

  it('are taken by a reshaped tensor that is reshaped again', () => {
    const row = reshape(x, [1, 4]);
    const [byRow] = gradients(sumOfAll(multiply(reshape(row, [4, 1]), constant([1, 2, 3, 4], [4, 1]))), [
      row,
    ]);
    expect([...evaluate([byRow], feeds)[0]]).toEqual([1, 2, 3, 4]);
  });

  it('add up over every use of a tensor', () => {
    let sum = x;
    for (let use = 0; use < 9; use++) sum = add(sum, x);
    expect([...evaluate(gradients(sumOfAll(sum), [x]), feeds)[0]]).toEqual([10, 10, 10, 10]);
  });

  it('refuse what is no single number', () => {
    expect(() => gradients(x, [x])).toThrow('gradients: expected a scalar, found shape [2, 2]');
  });
});

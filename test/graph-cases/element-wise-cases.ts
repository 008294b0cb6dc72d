/** Cases of element-wise operators: one operand, two operands with every way of broadcasting. */
import * as graph from '../../src/graph/index.ts';
import { constant, type Tensor } from '../../src/graph/tensor.ts';
import type { GraphCase } from './graph-case.ts';

type Binary = (a: Tensor, b: Tensor) => Tensor;

const binaryOperators: readonly (readonly [string, Binary, 'positive'?])[] = [
  ['add', graph.add],
  ['subtract', graph.subtract],
  ['multiply', graph.multiply],
  ['divide', graph.divide, 'positive'],
  ['maximum', graph.maximum],
  ['minimum', graph.minimum],
  ['greater', graph.greater],
];

const broadcasts: readonly (readonly [string, readonly number[], readonly number[]])[] = [
  ['equal shapes', [2, 3], [2, 3]],
  ['a column and a row', [2, 1], [1, 3]],
  ['a missing leading axis', [2, 2, 3], [2, 3]],
  ['a matrix and one number', [], [2, 3]],
  ['a bias for each channel', [2, 3, 2, 2], [3, 1, 1]],
  ['axes of size 1 in both', [1, 2, 1], [3, 1, 1, 1]],
];

const binaryCases = binaryOperators.flatMap(([operator, build, values]) =>
  broadcasts.flatMap(([title, left, right]): GraphCase[] =>
    [[left, right] as const, [right, left] as const].map((shapes, turned) => ({
      operator,
      title: turned === 0 ? title : `${title}, turned`,
      shapes,
      build,
      ...(values === undefined ? {} : { values }),
    })),
  ),
);

const unaryOperators: readonly (readonly [string, (x: Tensor) => Tensor, 'positive'?])[] = [
  ['negate', graph.negate],
  ['absolute', graph.absolute],
  ['sign', graph.sign],
  ['squareRoot', graph.squareRoot, 'positive'],
  ['exponential', graph.exponential],
  ['logarithm', graph.logarithm, 'positive'],
  ['errorFunction', graph.errorFunction],
  ['relu', graph.relu],
  ['sigmoid', graph.sigmoid],
  ['leakyRelu', (x) => graph.leakyRelu(x, 0.2)],
];

const unaryCases = unaryOperators.map(
  ([operator, build, values]): GraphCase => ({
    operator,
    title: 'each element',
    shapes: [[2, 5]],
    build,
    ...(values === undefined ? {} : { values }),
  }),
);

export const elementWiseCases: readonly GraphCase[] = [
  ...binaryCases,
  ...unaryCases,
  { operator: 'sigmoid', title: 'within swish', shapes: [[3, 4]], build: graph.swish },
  { operator: 'errorFunction', title: 'within GELU', shapes: [[3, 4]], build: graph.gelu },
  { operator: 'multiply', title: 'within square', shapes: [[3, 4]], build: graph.square },
  { operator: 'add', title: 'a number on the right', shapes: [[3]], build: (x) => graph.add(x, 0.75) },
  { operator: 'divide', title: 'a number on the left', shapes: [[3]], build: (x) => graph.divide(0.75, x) },
  { operator: 'add', title: 'a tensor with itself', shapes: [[3]], build: (x) => graph.add(x, x) },
  {
    operator: 'maximum',
    title: 'equal operands',
    shapes: [[3], [3]],
    data: [
      [1, 2, -1],
      [1, 0, -1],
    ],
    kink: true,
    build: graph.maximum,
  },
  {
    operator: 'minimum',
    title: 'equal operands',
    shapes: [[3], [3]],
    data: [
      [1, 2, -1],
      [1, 0, -1],
    ],
    kink: true,
    build: graph.minimum,
  },
  ...unaryOperators
    .filter(([operator]) => ['relu', 'leakyRelu', 'absolute', 'sign'].includes(operator))
    .map(
      ([operator, build]): GraphCase => ({
        operator,
        title: 'at zero',
        shapes: [[3]],
        data: [[0, 0.5, -0.5]],
        kink: true,
        build,
      }),
    ),
  { operator: 'input', title: 'alone', shapes: [[2, 2]], build: (x) => x },
  {
    operator: 'constant',
    title: 'as a factor',
    shapes: [[2, 2]],
    build: (x) => graph.multiply(x, constant([1, -2, 3, 0.5], [2, 2])),
  },
  {
    operator: 'stopGradient',
    title: 'on a factor that is not differentiated by',
    shapes: [[3], [3]],
    by: [0],
    build: (x, y) => graph.multiply(x, graph.stopGradient(y)),
  },
  {
    operator: 'customGradient',
    title: 'with a rewrite that keeps the gradient',
    shapes: [[3]],
    build: (x) => graph.customGradient(graph.square(x), (g) => g),
  },
];

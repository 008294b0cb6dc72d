/** Cases of reductions over every set of axes, of matrix products, softmax and resampling. */
import * as graph from '../../src/graph/index.ts';
import { constant, type Tensor } from '../../src/graph/tensor.ts';
import type { GraphCase } from './graph-case.ts';

const axisSets = [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2], [-1]];

const reductions: readonly (readonly [string, (x: Tensor, axes: number[]) => Tensor])[] = [
  ['reduceSum', graph.reduceSum],
  ['reduceMean', graph.reduceMean],
  ['reduceMaximum', graph.reduceMaximum],
];

const products: readonly (readonly [string, readonly number[], readonly number[]])[] = [
  ['two matrices', [2, 3], [3, 4]],
  ['a row by a column', [1, 3], [3, 1]],
  ['two equal stacks', [2, 2, 3], [2, 3, 2]],
  ['a stack by one matrix', [3, 2, 3], [3, 2]],
  ['one matrix by a stack', [2, 3], [2, 2, 3, 2]],
  ['leading axes that broadcast', [2, 1, 2, 3], [3, 3, 2]],
  ['leading axes that broadcast both ways', [2, 1, 1, 2], [1, 3, 2, 2]],
];

/** Rows of a resize from 3 to 5: not square, not symmetric, so that a wrong transposition shows. */
const threeToFive = constant([1, 0, 0, 0.5, 0.5, 0, 0, 1, 0, 0, 0.25, 0.75, 0, 0, 1], [5, 3]);
const fourToTwo = constant([0.5, 0.5, 0, 0, 0, 0.25, 0.25, 0.5], [2, 4]);

export const reductionCases: readonly GraphCase[] = [
  ...reductions.flatMap(([operator, build]) =>
    axisSets.map(
      (axes): GraphCase => ({
        operator,
        title: `axes ${axes.join(', ')}`,
        shapes: [[2, 3, 2]],
        build: (x) => build(x, axes),
      }),
    ),
  ),
  { operator: 'reduceSum', title: 'of all', shapes: [[2, 3]], build: (x) => graph.sumOfAll(x) },
  { operator: 'reduceMean', title: 'of all', shapes: [[2, 3]], build: (x) => graph.meanOfAll(x) },
  { operator: 'reduceSum', title: 'to a shape', shapes: [[4, 2, 3]], build: (x) => graph.sumTo(x, [2, 1]) },
  {
    operator: 'reduceMaximum',
    title: 'with equal maxima',
    shapes: [[2, 4]],
    data: [[3, 1, 3, 3, 0, 0, -1, -2]],
    kink: true,
    build: (x) => graph.reduceMaximum(x, [1]),
  },
  ...products.map(
    ([title, left, right]): GraphCase => ({
      operator: 'matmul',
      title,
      shapes: [left, right],
      build: (a, b) => graph.matmul(a, b),
    }),
  ),
  {
    operator: 'matmul',
    title: 'a matrix by itself, transposed',
    shapes: [[3, 2]],
    build: (x) => graph.matmul(x, graph.transposeMatrix(x)),
  },
  {
    operator: 'matmul',
    title: 'within resample',
    shapes: [[2, 2, 3, 4]],
    build: (x) => graph.resample(x, threeToFive, fourToTwo),
  },
  {
    operator: 'matmul',
    title: 'within resample, by the matrices too',
    shapes: [
      [1, 2, 3, 2],
      [2, 3],
      [4, 2],
    ],
    build: (x, rows, columns) => graph.resample(x, rows, columns),
  },
  { operator: 'softmax', title: 'of rows', shapes: [[2, 2, 4]], build: (x) => graph.softmax(x) },
  { operator: 'softmax', title: 'of one row', shapes: [[5]], build: (x) => graph.softmax(x) },
  { operator: 'softmax', title: 'of single elements', shapes: [[3, 1]], build: (x) => graph.softmax(x) },
];

/** Cases of operators that move numbers: reshape, transpose, slice, pad, flip, concatenate, broadcast. */
import * as graph from '../../src/graph/index.ts';
import type { GraphCase } from './graph-case.ts';

const slices: readonly (readonly [axis: number, start: number, end: number, step: number])[] = [
  [0, 1, 2, 1],
  [1, 0, 2, 1],
  [2, 2, 6, 1],
  [2, 0, 7, 2],
  [2, 1, 7, 2],
  [2, 0, 7, 3],
  [2, 2, 6, 3],
  [2, 1, 6, 7],
];

const pads: readonly (readonly [before: readonly number[], after: readonly number[]])[] = [
  [
    [1, 0],
    [0, 2],
  ],
  [
    [0, 3],
    [0, 0],
  ],
  [
    [2, 1],
    [1, 2],
  ],
];

export const layoutCases: readonly GraphCase[] = [
  {
    operator: 'reshape',
    title: 'splits axes',
    shapes: [[6, 4]],
    build: (x) => graph.reshape(x, [2, 3, 2, 2]),
  },
  { operator: 'reshape', title: 'to a scalar', shapes: [[1, 1]], build: (x) => graph.reshape(x, []) },
  {
    operator: 'reshape',
    title: 'twice, around a change of order',
    shapes: [[2, 6]],
    build: (x) => graph.reshape(graph.transpose(graph.reshape(x, [2, 3, 2]), [2, 0, 1]), [4, 3]),
  },
  ...[
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ].map(
    (permutation): GraphCase => ({
      operator: 'transpose',
      title: `to axes ${permutation.join(', ')}`,
      shapes: [[2, 3, 4]],
      build: (x) => graph.transpose(x, permutation),
    }),
  ),
  {
    operator: 'transpose',
    title: 'of stacked matrices',
    shapes: [[2, 2, 3]],
    build: (x) => graph.transposeMatrix(x),
  },
  ...slices.map(
    ([axis, start, end, step]): GraphCase => ({
      operator: 'slice',
      title: `axis ${axis}, ${start}..${end} by ${step}`,
      shapes: [[2, 3, 7]],
      build: (x) => graph.slice(x, axis, start, end, step),
    }),
  ),
  ...pads.map(
    ([before, after]): GraphCase => ({
      operator: 'pad',
      title: `before ${before.join(', ')}, after ${after.join(', ')}`,
      shapes: [[2, 3]],
      build: (x) => graph.pad(x, before, after),
    }),
  ),
  {
    operator: 'pad',
    title: 'as the adjoint of a strided slice',
    shapes: [[2, 3]],
    build: (x) => graph.unslice(x, 1, 1, 3, 9),
  },
  ...[[0], [1], [0, 2], [0, 1, 2]].map(
    (axes): GraphCase => ({
      operator: 'flip',
      title: `axes ${axes.join(', ')}`,
      shapes: [[2, 3, 2]],
      build: (x) => graph.flip(x, axes),
    }),
  ),
  {
    operator: 'flip',
    title: 'within padding by reflection',
    shapes: [[2, 4, 3]],
    build: (x) => graph.reflectEnd(graph.reflectEnd(x, 1, 3), 2, 1),
  },
  ...[0, 1, 2].map(
    (axis): GraphCase => ({
      operator: 'concatenate',
      title: `three parts along axis ${axis}`,
      shapes: [1, 2, 3].map((size) => [2, 2, 2].map((other, k) => (k === axis ? size : other))),
      build: (...parts) => graph.concatenate(parts, axis),
    }),
  ),
  {
    operator: 'concatenate',
    title: 'the same part twice',
    shapes: [[2, 2]],
    build: (x) => graph.concatenate([x, graph.negate(x), x], 0),
  },
  ...[13, 30].map(
    (count): GraphCase => ({
      operator: 'concatenate',
      title: `${count} parts`,
      shapes: Array.from({ length: count }, (_, index) => [2, 1 + (index % 2)]),
      build: (...parts) => graph.concatenate(parts, 1),
    }),
  ),
  ...[
    [
      [1, 3],
      [2, 3],
    ],
    [[3], [2, 2, 3]],
    [
      [2, 1, 1],
      [4, 2, 3, 2],
    ],
    [[], [2, 2]],
  ].map(
    ([from, to]): GraphCase => ({
      operator: 'broadcastTo',
      title: `[${from.join(', ')}] to [${to.join(', ')}]`,
      shapes: [from],
      build: (x) => graph.broadcastTo(x, to),
    }),
  ),
];

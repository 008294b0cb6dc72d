/** Where the picture reaches, held against what moves when rows and columns of a picture are changed. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/reference-evaluator.ts';
import { Random } from '../../random.ts';
import * as graph from '../index.ts';
import { constant, GraphError, input, type Tensor } from '../tensor.ts';
import { followedOperators } from './dependence.ts';
import { dependenceOn, receptiveField } from './receptive-field.ts';

const random = new Random(8);
const SIDE = 12;

/** Positive numbers, so that nothing cancels. */
const weights = (...shape: number[]): Tensor =>
  graph.multiply(
    constant(
      Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () =>
        random.uniform(0.5, 1.5),
      ),
      shape,
    ),
    input('one', []), // numbers that the graph does not know
  );

/** Averages neighbours two by two, and puts the last row first: a known matrix with zeros. */
const matrix = constant(
  Array.from({ length: 36 }, (_, k) => {
    const [row, column] = [Math.floor(k / 6), k % 6];
    return row === 0 ? Number(column === 5) : Number(column === row || column === row - 1) / 2;
  }),
  [6, 6],
);

const half = (x: Tensor): Tensor =>
  graph.convolution(x, weights(2, 2, 4, 4), { stride: 2, padding: [1, 1, 1, 1] });

const GRAPHS: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  'a 3 x 3 convolution': (x) => graph.convolution(x, weights(3, 2, 3, 3)),
  'a 3 x 1 convolution with zeros at the end': (x) =>
    graph.convolution(x, weights(3, 2, 3, 1), { padding: [0, 0, 2, 0] }),
  'a strided depth-wise convolution': (x) => graph.depthwiseConvolution(x, weights(2, 1, 5, 5), 3),
  'halving and enlarging': (x) => graph.transposedConvolution(half(half(x)), weights(2, 3, 2, 2)),
  'overlapping maxima': (x) => graph.maxPool(x, [3, 2], 2),
  'padding, cutting and turning': (x) =>
    graph.flip(graph.slice(graph.pad(x, [0, 0, 2, 0], [0, 0, 0, 1]), 2, 1, 13, 3), [2]),
  'mirror images at the end': (x) => graph.reflectEnd(graph.reflectEnd(x, 2, 5), 3, 2),
  'a part beside the whole': (x) =>
    graph.concatenate([x, graph.convolution(graph.slice(x, 2, 3, 9), weights(2, 2, 3, 3))], 2),
  'a resize by known matrices': (x) =>
    graph.resample(half(x), matrix, constant([1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0], [2, 6])),
  'a mix of flattened pixels': (x) =>
    graph.reshape(graph.matmul(weights(1, 3, 2), graph.reshape(x, [1, 2, SIDE * SIDE])), [1, 3, SIDE, SIDE]),
  'rows as columns': (x) => graph.convolution(graph.transpose(x, [0, 1, 3, 2]), weights(1, 2, 1, 3)),
  'normalised channels': (x) =>
    graph.divide(graph.convolution(x, weights(2, 2, 3, 3)), graph.reduceSum(graph.square(x), [1])),
  'a row for all': (x) => graph.add(x, graph.broadcastTo(graph.slice(x, 2, 4, 5), [1, 2, SIDE, SIDE])),
};

/** The lowest and highest row (axis 2) or column (axis 3) that moves any output, for each place along an axis. */
function moved(build: (x: Tensor) => Tensor, axis: number, along: number): [number[], number[]] {
  const picture = input('picture', [1, 2, SIDE, SIDE]);
  const result = build(picture);
  const shape = result.shape.map(Number);
  const data = Float64Array.from({ length: 2 * SIDE * SIDE }, () => random.uniform(0.5, 1.5));
  const one = { shape: [], data: [1] };
  const run = (values: Float64Array): Float64Array =>
    evaluate([result], { picture: { shape: picture.shape.map(Number), data: values }, one })[0];
  const before = run(data);
  const low = new Array<number>(shape[along]).fill(Number.POSITIVE_INFINITY);
  const high = new Array<number>(shape[along]).fill(Number.NEGATIVE_INFINITY);
  const inner = shape.slice(along + 1).reduce((product, size) => product * size, 1);
  for (let line = 0; line < SIDE; line++) {
    const lit = data.map((value, k) => {
      const place = axis === 2 ? Math.floor(k / SIDE) % SIDE : k % SIDE;
      return place === line ? value + random.uniform(10, 20) : value;
    });
    run(lit).forEach((value, k) => {
      if (value === before[k]) return;
      const place = Math.floor(k / inner) % shape[along];
      low[place] = Math.min(low[place], line);
      high[place] = Math.max(high[place], line);
    });
  }
  return [low, high];
}

describe('what the places of a result depend on', () => {
  it.each(Object.entries(GRAPHS))('is what moves them, through %s', (_, build) => {
    for (const axis of [2, 3]) {
      const picture = input('picture', [1, 2, SIDE, SIDE]);
      const dependence = dependenceOn(picture, build(picture), axis);
      if (dependence === 'whole') throw new Error('expected places, found the whole picture');
      expect(dependence.size).toBe(1);
      for (const [along, places] of dependence) {
        const [low, high] = moved(build, axis, along);
        const bounds = (values: Int32Array, none: number): number[] =>
          Array.from(values, (value, k) => (places.low[k] > places.high[k] ? none : value));
        expect(bounds(places.low, Number.POSITIVE_INFINITY)).toEqual(low);
        expect(bounds(places.high, Number.NEGATIVE_INFINITY)).toEqual(high);
      }
    }
  });

  it.each<readonly [string, (x: Tensor) => Tensor]>([
    ['the mean of the picture', (x) => graph.add(x, graph.reduceMean(x, [2, 3]))],
    ['attention among channels', (x) => graph.matmul(flat(x), graph.transposeMatrix(flat(x)))],
    ['a softmax over columns', graph.softmax],
    [
      'a kernel made of the picture',
      (x) => graph.convolution(x, graph.slice(graph.slice(x, 2, 0, 3), 3, 0, 3)),
    ],
  ])('is everything for %s', (_, build) => {
    const picture = input('picture', [1, 2, SIDE, SIDE]);
    expect([2, 3].map((axis) => dependenceOn(picture, build(picture), axis))).toContain('whole');
  });

  it('is known for every operator', () => {
    expect([...followedOperators(), 'input'].sort()).toEqual(graph.operatorNames());
  });

  it('is refused where a reshape mixes rows', () => {
    const picture = input('picture', [1, 2, SIDE, SIDE]);
    const mixed = graph.reshape(picture, [1, 2, SIDE / 2, 2, SIDE]);
    expect(() => dependenceOn(picture, mixed, 2)).toThrow(GraphError);
    expect(() => dependenceOn(picture, mixed, 2)).toThrow(/axis 2 of \[1, 2, 12, 12\]/);
  });
});

const flat = (x: Tensor): Tensor => graph.reshape(x, [1, 2, SIDE * SIDE]);

describe('the receptive field', () => {
  it('of n convolutions in a row is known by hand', () => {
    const chain = (sizes: readonly (readonly [number, number])[]) => (x: Tensor) =>
      sizes.reduce((y, [rows, columns]) => graph.convolution(y, weights(3, 3, rows, columns)), x);
    expect(receptiveField(chain([]))).toEqual({ rows: 1, columns: 1 });
    expect(receptiveField(chain([[3, 3]]))).toEqual({ rows: 3, columns: 3 });
    expect(receptiveField(chain(new Array(40).fill([3, 5])))).toEqual({ rows: 81, columns: 161 });
  });

  it('of halving twice and enlarging is that of the widest pixel', () => {
    // two halvings by 4 x 4: 4, then 4 + 3 x 2 = 10; enlarging adds nothing, each pixel of 4 x 4 sees the same
    const twice = (x: Tensor): Tensor => {
      const halved = (y: Tensor): Tensor =>
        graph.convolution(y, weights(3, 3, 4, 4), { stride: 2, padding: [1, 1, 1, 1] });
      const enlarged = (y: Tensor): Tensor => graph.transposedConvolution(y, weights(3, 3, 2, 2));
      return enlarged(enlarged(halved(halved(x))));
    };
    expect(receptiveField(twice)).toEqual({ rows: 10, columns: 10 });
    // with the pixel itself beside it nothing more is seen: it lies within
    expect(receptiveField((x) => graph.add(twice(x), x))).toEqual({ rows: 10, columns: 10 });
  });

  it('is the whole picture where its mean is used, and is not stated where it is not found', () => {
    expect(receptiveField((x) => graph.reduceMean(x, [2, 3]))).toBe('whole picture');
    const far = (x: Tensor): Tensor =>
      Array.from({ length: 200 }).reduce<Tensor>(
        (y) => graph.depthwiseConvolution(y, weights(3, 1, 7, 7)),
        x,
      );
    expect(() => receptiveField(far)).toThrow('does not fit into 1024 pixels');
    expect(() => receptiveField((x) => graph.maxPool(x, [2, 2], 2))).toThrow(
      /expected a result of 128 pixels/,
    );
  });
});

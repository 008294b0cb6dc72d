import { describe, expect, it } from 'vitest';
import * as graph from './index.ts';
import {
  constant,
  elementCount,
  GraphError,
  input,
  listAttribute,
  staticShape,
  type Tensor,
} from './tensor.ts';

let next = 0;
const of = (...shape: (number | string)[]): Tensor => input(`t${next++}`, shape);

describe('shapes that do not fit are refused with both shapes in the message', () => {
  it.each<readonly [string, () => Tensor, readonly string[]]>([
    ['add', () => graph.add(of(2, 3), of(4)), ['[2, 3]', '[4]']],
    ['multiply', () => graph.multiply(of(2, 3), of(3, 2)), ['[2, 3]', '[3, 2]']],
    ['add, symbolic by number', () => graph.add(of('H'), of(4)), ['[H]', '[4]']],
    ['add, two symbols', () => graph.add(of('H'), of('W')), ['[H]', '[W]']],
    ['matmul, inner', () => graph.matmul(of(2, 3), of(4, 5)), ['[2, 3]', '[4, 5]', '3 is not 4']],
    ['matmul, leading', () => graph.matmul(of(2, 1, 3), of(4, 3, 5)), ['[2]', '[4]']],
    ['matmul, vector', () => graph.matmul(of(3), of(3, 5)), ['[3]']],
    ['reshape', () => graph.reshape(of(2, 3), [7]), ['[2, 3]', '[7]']],
    ['reshape, symbolic', () => graph.reshape(of(2, 'W'), [6]), ['[2, W]']],
    ['reshape, fractional', () => graph.reshape(of(3), [2, 1.5]), ['[2, 1.5]']],
    ['transpose, too few axes', () => graph.transpose(of(2, 3), [0]), ['[0]', '2 axes']],
    ['transpose, an axis twice', () => graph.transpose(of(2, 3), [1, 1]), ['[1, 1]', '2 axes']],
    ['slice, past the end', () => graph.slice(of(2, 3), 1, 1, 4), ['1..4', 'axis 1', '[2, 3]']],
    ['slice, empty', () => graph.slice(of(2, 3), 1, 2, 2), ['2..2', '[2, 3]']],
    ['slice, backwards', () => graph.slice(of(5), 0, 0, 4, -1), ['by -1', '[5]']],
    ['slice, fractional', () => graph.slice(of(5), 0, 0.5, 2.5), ['0.5..2.5', '[5]']],
    ['slice, no such axis', () => graph.slice(of(5), 1, 0, 1), ['axis 1', '[5]']],
    ['slice, symbolic axis', () => graph.slice(of('H'), 0, 0, 1), ['axis 0', '[H]']],
    ['pad, too few counts', () => graph.pad(of(2, 3), [1], [1]), ['[2, 3]', '[1]']],
    ['pad, negative', () => graph.pad(of(2, 3), [0, -1], [0, 1]), ['[2, 3]', '[0, -1]', '[0, 1]']],
    ['pad, symbolic axis', () => graph.pad(of('H'), [1], [0]), ['1 and 0', 'size H']],
    ['flip', () => graph.flip(of(2, 3), [2]), ['axis 2', '[2, 3]']],
    ['reflectEnd, more than there is', () => graph.reflectEnd(of(2, 3), 1, 3), ['0..2', 'axis 1', '[2, 3]']],
    ['reflectEnd, negative', () => graph.reflectEnd(of(2, 3), 0, -1), ['0..1', '[2, 3]', 'found -1']],
    ['reflectEnd, symbolic', () => graph.reflectEnd(of('H', 3), 1, 1), ['[H, 3]']],
    [
      'transposedConvolution, channels',
      () => graph.transposedConvolution(of(1, 3, 2, 2), of(4, 3, 2, 2)),
      ['[1, 3, 2, 2]', '[4, 3, 2, 2]'],
    ],
    [
      'transposedConvolution, not square',
      () => graph.transposedConvolution(of(1, 3, 2, 2), of(3, 3, 2, 3)),
      ['[3, 3, 2, 3]'],
    ],
    ['concatenate', () => graph.concatenate([of(2, 3), of(3, 3)], 1), ['[2, 3]', '[3, 3]', 'axis 1']],
    ['concatenate, ranks', () => graph.concatenate([of(2, 3), of(2)], 0), ['[2, 3]', '[2]']],
    ['concatenate, no such axis', () => graph.concatenate([of(2), of(2)], 1), ['[2]', 'axis 1']],
    ['concatenate, nothing', () => graph.concatenate([], 0), ['at least one part']],
    ['reduceSum', () => graph.reduceSum(of(2, 3), [2]), ['axis 2', '[2, 3]']],
    ['reduceMean, negative', () => graph.reduceMean(of(2, 3), [-3]), ['axis -1', '[2, 3]']],
    ['broadcastTo', () => graph.broadcastTo(of(2), [2, 3]), ['[2]', '[2, 3]']],
    ['broadcastTo, smaller', () => graph.broadcastTo(of(2, 3), [1, 3]), ['[2, 3]', '[1, 3]']],
    ['broadcastTo, fewer axes', () => graph.broadcastTo(of(1, 3), [3]), ['[1, 3]', '[3]']],
    ['sumTo', () => graph.sumTo(of(2, 3), [3, 2]), ['[2, 3]', '[3, 2]']],
    ['softmax of a scalar', () => graph.softmax(of()), ['scalar']],
    ['maxPool, window too large', () => graph.maxPool(of(1, 1, 2, 5), [3, 3], 2), ['3 x 3', '[1, 1, 2, 5]']],
    ['maxPool, rank', () => graph.maxPool(of(2, 5), [2, 2], 2), ['2 x 2', '[2, 5]']],
    ['maxPool, stride', () => graph.maxPool(of(1, 1, 4, 4), [2, 2], 0.5), ['by 0.5', '[1, 1, 4, 4]']],
    ['maxPoolToHalf of one row', () => graph.maxPoolToHalf(of(1, 1, 1, 4)), ['3 x 2', '[1, 1, 1, 4]']],
  ])('%s', (_, build, parts) => {
    expect(build).toThrow(GraphError);
    for (const part of parts) expect(build).toThrow(part);
  });

  const image = (): Tensor => of(1, 3, 4, 4);
  it.each<readonly [string, Tensor, Tensor, graph.ConvolutionOptions]>([
    ['channels', image(), of(2, 4, 3, 3), {}],
    ['rank of the image', of(3, 4, 4), of(2, 3, 3, 3), {}],
    ['rank of the kernel', image(), of(2, 3, 3), {}],
    ['groups that are not depth-wise', image(), of(6, 1, 3, 3), { groups: 3 }],
    ['groups that do not divide', image(), of(2, 1, 3, 3), { groups: 2 }],
    ['no groups', image(), of(2, 3, 3, 3), { groups: 0 }],
    ['a kernel larger than the image', image(), of(2, 3, 5, 5), { padding: [0, 0, 0, 0] }],
    ['a kernel wider than the image', image(), of(2, 3, 1, 7), { padding: [0, 1, 0, 1] }],
    ['an even kernel without a padding', image(), of(2, 3, 2, 2), {}],
    ['a negative padding', image(), of(2, 3, 3, 3), { padding: [1, -1, 1, 1] }],
    ['a fractional stride', image(), of(2, 3, 3, 3), { stride: 0.5 }],
    ['no stride', image(), of(2, 3, 3, 3), { stride: 0 }],
  ])('convolution: %s', (_, x, kernel, options) => {
    const build = (): Tensor => graph.convolution(x, kernel, options);
    expect(build).toThrow(GraphError);
    expect(build).toThrow(`image [${x.shape.join(', ')}] and kernel [${kernel.shape.join(', ')}]`);
  });

  it('convolution of symbolic size that would change it', () => {
    const build = (options: graph.ConvolutionOptions) => (): Tensor =>
      graph.convolution(of(1, 3, 'H', 'W'), of(2, 3, 3, 3), options);
    expect(build({})().shape).toEqual([1, 2, 'H', 'W']);
    expect(build({ stride: 2 })).toThrow(/size 'H' is symbolic/);
    expect(build({ padding: [1, 0, 1, 0] })).toThrow(/size 'W' is symbolic/);
  });
});

describe('tensors', () => {
  it('have sizes that are whole numbers or names', () => {
    expect(input('x', [0, 3, 'H']).shape).toEqual([0, 3, 'H']);
    expect(() => input('x', [-1])).toThrow('input: expected sizes that are whole numbers, found [-1]');
    expect(() => input('x', [2, 1.5])).toThrow('found [2, 1.5]');
    expect(() => input('x', [Number.NaN])).toThrow(GraphError);
  });

  it('hold as many constants as the shape says', () => {
    expect(constant([1, 2, 3, 4], [2, 2]).shape).toEqual([2, 2]);
    expect(constant(3).shape).toEqual([]);
    expect(() => constant([1, 2, 3], [2, 2])).toThrow('expected 4 values for shape [2, 2], found 3');
    expect(() => constant(1, [2])).toThrow('expected 2 values for shape [2], found 1');
  });

  it('do not follow the array they were made from', () => {
    const values = new Float64Array([1, 2]);
    const tensor = constant(values, [2]);
    values[0] = 9;
    expect(tensor.attributes['value']).toEqual(new Float64Array([1, 2]));
  });

  it('tell their shape in numbers, or say which is symbolic', () => {
    expect(staticShape(of(2, 3), 'this')).toEqual([2, 3]);
    expect(elementCount(of(2, 3), 'this')).toBe(6);
    expect(elementCount(of(), 'this')).toBe(1);
    expect(() => staticShape(of(2, 'W'), 'this test')).toThrow('this test needs a known shape, found [2, W]');
  });

  it('say which attribute is missing', () => {
    expect(() => listAttribute(of(2), 'axes')).toThrow(
      "input: expected attribute 'axes' to be a list of numbers",
    );
  });
});

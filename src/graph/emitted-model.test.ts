import { fromBinary } from '@bufbuild/protobuf';
import { type GraphProto, ModelProtoSchema } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { runOnnx } from '../../test/run-onnx.ts';
import * as graph from './index.ts';
import { constant, GraphError, input, type Tensor } from './tensor.ts';

function parse(model: Uint8Array): GraphProto {
  const { graph: parsed } = fromBinary(ModelProtoSchema, model);
  if (parsed === undefined) throw new Error('the model has no graph');
  return parsed;
}

/** Node types in order, without the Identity that names each output. */
const nodeTypes = (model: Uint8Array): string[] =>
  parse(model)
    .node.map(({ opType }) => opType)
    .filter((type) => type !== 'Identity');

const x = input('x', [2, 3]);
const feeds = { x: { shape: [2, 3], data: [1, 2, 3, -1, -2, -3] } };

describe('an emitted model', () => {
  it('states opset, inputs and outputs with shapes', () => {
    const model = graph.emitOnnx({ y: graph.relu(input('image', [1, 'H', 3])) });
    const { opsetImport, irVersion } = fromBinary(ModelProtoSchema, model);
    expect(opsetImport.map(({ domain, version }) => [domain, version])).toEqual([['', 21n]]);
    expect(irVersion).toBe(10n);
    const dimensions = [...parse(model).input, ...parse(model).output].map(({ name, type }) => [
      name,
      type?.value.case === 'tensorType' ? type.value.value.shape?.dim.map(({ value }) => value.value) : [],
    ]);
    expect(dimensions).toEqual([
      ['image', [1n, 'H', 3n]],
      ['y', [1n, 'H', 3n]],
    ]);
  });

  it('holds no node that no output needs', () => {
    graph.exponential(x);
    const unusedWeight = new Map([['unused', Float32Array.of(1)]]);
    const model = graph.emitOnnx({ y: graph.negate(x) }, { weights: unusedWeight });
    expect(nodeTypes(model)).toEqual(['Neg']);
    expect(parse(model).initializer).toEqual([]);
    // the gradient of a sum does not need the operand
    const [byX] = graph.gradients(graph.sumOfAll(graph.add(graph.exponential(x), x)), [x]);
    expect(nodeTypes(graph.emitOnnx({ byX })).filter((type) => type === 'ReduceSum')).toEqual([]);
  });

  it('computes equal subexpressions once', () => {
    const build = (): Tensor =>
      graph.sigmoid(graph.matmul(graph.multiply(x, 3), constant([1, 2, 3], [3, 1])));
    const model = graph.emitOnnx({ y: graph.add(build(), build()), z: build() });
    expect(nodeTypes(model)).toEqual(['Mul', 'MatMul', 'Sigmoid', 'Add']);
    expect(parse(model).initializer).toHaveLength(2);
  });

  it('treats as equal what differs only by operators on gradients', () => {
    const plain = graph.exponential(x);
    const stopped = graph.exponential(graph.stopGradient(x));
    const rewritten = graph.exponential(graph.customGradient(x, (g) => graph.negate(g)));
    const model = graph.emitOnnx({ y: graph.add(graph.add(plain, stopped), rewritten) });
    expect(nodeTypes(model)).toEqual(['Exp', 'Add', 'Add']);
  });

  it('writes a chain of reshapes as one, and none where the shape returns', () => {
    const chain = graph.reshape(graph.reshape(graph.reshape(x, [6]), [3, 2]), [1, 6]);
    expect(nodeTypes(graph.emitOnnx({ y: graph.negate(chain) }))).toEqual(['Reshape', 'Neg']);
    const there = graph.reshape(graph.reshape(x, [6]), [2, 3]);
    expect(nodeTypes(graph.emitOnnx({ y: graph.negate(there) }))).toEqual(['Neg']);
  });

  it.each([
    [12, 1],
    [13, 2],
    [24, 3],
    [150, 15],
  ])('joins %i parts in %i nodes of at most 12 inputs', async (count, nodes) => {
    const parts = Array.from({ length: count }, (_, index) => graph.multiply(x, index + 2));
    const model = graph.emitOnnx({ y: graph.concatenate(parts, 0) });
    const joins = parse(model).node.filter(({ opType }) => opType === 'Concat');
    expect(joins).toHaveLength(nodes); // a lone last part is passed on without a node
    expect(Math.max(...joins.map((node) => node.input.length))).toBeLessThanOrEqual(12);
    const { y } = await runOnnx(model, feeds);
    expect(y.shape).toEqual([2 * count, 3]);
    expect([...y.data]).toEqual(
      parts.flatMap((_, index) => feeds.x.data.map((value) => value * (index + 2))),
    );
  });

  it('takes the same tensor under two names, and an input as output', async () => {
    const y = graph.negate(x);
    const results = await runOnnx(graph.emitOnnx({ first: y, second: y, same: x }), feeds);
    expect([...results['first'].data]).toEqual([...results['second'].data]);
    expect([...results['same'].data]).toEqual(feeds.x.data);
  });

  it('keeps its own names apart from those of inputs and outputs', async () => {
    const names = ['v0', 'c0', 'c1', 'v1'];
    const inputs = names.map((name) => input(name, [1]));
    const sum = inputs.reduce((total, next) => graph.add(graph.multiply(total, 10), next));
    const fed = Object.fromEntries(names.map((name, index) => [name, { shape: [1], data: [index + 1] }]));
    const results = await runOnnx(graph.emitOnnx({ v2: sum, c2: graph.negate(sum) }), fed);
    expect([...results['v2'].data, ...results['c2'].data]).toEqual([1234, -1234]);
  });
});

describe('weights', () => {
  const scaled = graph.multiply(x, input('weight', [3]));

  it('are baked in, and are no input of the model', async () => {
    const weights = new Map([['weight', Float32Array.of(0, 9, 10, 0.5, 0).subarray(1, 4)]]);
    const model = graph.emitOnnx({ y: scaled }, { weights });
    expect(parse(model).input.map(({ name }) => name)).toEqual(['x']);
    expect([...(await runOnnx(model, feeds))['y'].data]).toEqual([9, 20, 1.5, -9, -20, -1.5]);
  });

  it.each([
    [Float32Array.of(1, 2), "weight 'weight': expected 3 values for [3], found 2"],
    [new Float32Array(4), "weight 'weight': expected 3 values for [3], found 4"],
  ])('of a wrong size are refused (%#)', (values, message) => {
    const emit = (): Uint8Array => graph.emitOnnx({ y: scaled }, { weights: new Map([['weight', values]]) });
    expect(emit).toThrow(GraphError);
    expect(emit).toThrow(message);
  });

  it('of symbolic shape are refused', () => {
    const y = graph.negate(input('image', ['H']));
    const weights = new Map([['image', new Float32Array(4)]]);
    expect(() => graph.emitOnnx({ y }, { weights })).toThrow(
      /weight 'image' needs a known shape, found \[H\]/,
    );
  });
});

describe('names', () => {
  it('that two different inputs share are refused', () => {
    const y = graph.matmul(x, input('x', [3, 4]));
    expect(() => graph.emitOnnx({ y })).toThrow("two inputs are named 'x': [2, 3] and [3, 4]");
    const weights = new Map([['x', new Float32Array(6)]]);
    expect(() => graph.emitOnnx({ y }, { weights })).toThrow(GraphError);
  });

  it('that equal inputs share mean one input', () => {
    const model = graph.emitOnnx({ y: graph.add(x, input('x', [2, 3])) });
    expect(parse(model).input).toHaveLength(1);
  });

  it('that an input and an output share are refused', () => {
    expect(() => graph.emitOnnx({ x: graph.negate(x) })).toThrow("'x' names an input and an output");
  });
});

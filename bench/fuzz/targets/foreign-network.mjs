// ONNX files of others: what is looked at before an engine is given them, which is a stand-in here.
import { constant, convolution, emitOnnx, input } from '../../../dist/graph/index.js';
import { openForeignNetwork } from '../../../dist/reconstruction/foreign-network.js';
import { Unbelievable } from '../judge.mjs';
import { mutateOnnx, sized, varint } from '../mutate-onnx.mjs';

/** Models under this name have their weights in other files: to accept one is a failure. */
const [NAME, FOREIGN] = ['model.onnx', 'weights-elsewhere.onnx'];
const picture = { name: 'rgb', type: 'float32', shape: [1, 3, undefined, undefined] };
const runtime = {
  createSession: async () => ({
    inputs: [picture],
    outputs: [{ ...picture, name: 'bands' }],
    run: async () => ({ bands: { data: new Float32Array(4), shape: [1, 4, 1, 1] } }),
    release: async () => {},
  }),
};

// Numbers of fields in onnx.proto: ModelProto.graph, GraphProto.node and .initializer and .sparse_initializer,
// NodeProto.attribute, AttributeProto.t and .g, TensorProto.data_location, ModelProto.functions, FunctionProto.node.
const [GRAPH, NODE, INITIALIZER, SPARSE, ATTRIBUTE, TENSOR, SUBGRAPH, LOCATION, FUNCTIONS, FUNCTION_NODE] = [
  7, 1, 5, 15, 5, 5, 6, 14, 25, 7,
];
const elsewhere = Buffer.concat([varint(8 * LOCATION), varint(1)]);
const path = (body, ...numbers) => numbers.reduceRight((inner, number) => sized(number, inner), body);

/** Messages within messages, from the outside in; built without copying the inner ones again and again. */
function nested(numbers, times) {
  const parts = [];
  let length = 0;
  for (let level = 0; level < times; level++) {
    for (const number of numbers) {
      const head = Buffer.concat([varint(8 * number + 2), varint(length)]);
      parts.push(head);
      length += head.length;
    }
  }
  return Buffer.concat(parts.reverse());
}

const crafted = (what, make, name = NAME) => ({
  what,
  make: () => new Map([[name, new Uint8Array(make())]]),
});
const foreign = (what, ...numbers) =>
  crafted(`weights elsewhere: ${what}`, () => path(elsewhere, ...numbers), FOREIGN);

export const target = {
  name: 'foreign-network',
  reads: 'network of others (ONNX), before the engine',
  errors: ['NetworkError'],
  memoryBytes: 512 * 2 ** 20,
  seeds: async () =>
    [
      ['H', 'W'],
      [8, 8],
    ].map(
      (sizes) =>
        new Map([
          [
            NAME,
            emitOnnx({
              bands: convolution(input('rgb', [1, 3, ...sizes]), constant([1, 0, 0, 0, 1, 0], [2, 3, 1, 1])),
            }),
          ],
        ]),
    ),
  crafted: () => [
    foreign('an initializer', GRAPH, INITIALIZER),
    foreign('the values of a sparse one', GRAPH, SPARSE, 1),
    foreign('the places of a sparse one', GRAPH, SPARSE, 2),
    foreign('an attribute', GRAPH, NODE, ATTRIBUTE, TENSOR),
    foreign('one of the tensors of an attribute', GRAPH, NODE, ATTRIBUTE, 10),
    foreign('a graph within a node', GRAPH, NODE, ATTRIBUTE, SUBGRAPH, INITIALIZER),
    foreign('one of the graphs of a node', GRAPH, NODE, ATTRIBUTE, 11, INITIALIZER),
    foreign('a function', FUNCTIONS, FUNCTION_NODE, ATTRIBUTE, TENSOR),
    foreign('twenty graphs down', GRAPH, ...Array(20).fill([NODE, ATTRIBUTE, SUBGRAPH]).flat(), INITIALIZER),
    crafted('forty thousand graphs within graphs', () => {
      const inner = nested([SUBGRAPH, ATTRIBUTE, NODE], 40_000);
      return sized(GRAPH, inner);
    }),
    crafted('half a million empty nodes', () =>
      sized(GRAPH, Buffer.alloc(1_000_000, Buffer.from([0x0a, 0]))),
    ),
    crafted('a group within a group', () => Buffer.alloc(1_000_000, 0x0b)),
    crafted('a length of 2^63', () => Buffer.concat([varint(8 * GRAPH + 2), varint(2n ** 63n - 1n)])),
    crafted('nothing', () => Buffer.alloc(0)),
  ],
  async parse(files) {
    const bytes = files.get(NAME) ?? files.get(FOREIGN);
    const network = await openForeignNetwork(runtime, bytes);
    await network.release();
    if (files.has(FOREIGN))
      throw new Unbelievable('a network that was taken with its weights in other files');
  },
  mutate: mutateOnnx,
};

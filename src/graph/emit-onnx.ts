/** Writes a graph as an ONNX model (opset 21, IR 10), the form in which ONNX Runtime computes it. */
import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  type AttributeProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  TensorProto_DataType,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import type { OnnxAttributes, OnnxScope } from './operator.ts';
import { operatorOf } from './operator.ts';
import { dropIdentities } from './passes/drop-identities.ts';
import { shareCommonSubexpressions } from './passes/share-common.ts';
import { attribute, GraphError, type Shape, staticShape, type Tensor } from './tensor.ts';
import { topologicalOrder } from './traversal.ts';

const OPSET = 21n;
const IR_VERSION = 10n;

export interface EmitOptions {
  /** Values of inputs that are baked in as weights; the rest are fed at run time. */
  readonly weights?: ReadonlyMap<string, Float32Array>;
  /** Texts about the model that go with the file (ONNX `metadata_props`). */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Emits the graph that computes `outputs`, by name. Nodes that no output needs are not written; equal
 * subexpressions are written once.
 *
 * @throws GraphError if two different inputs, or an input and an output, share a name, or a weight does not
 *   fit its input.
 */
export function emitOnnx(outputs: Readonly<Record<string, Tensor>>, options: EmitOptions = {}): Uint8Array {
  const names = Object.keys(outputs);
  const roots = shareCommonSubexpressions(dropIdentities(Object.values(outputs)));
  const order = topologicalOrder(roots);
  const declared = declaredInputs(order);
  const clash = names.find((name) => declared.has(name));
  if (clash !== undefined) throw new GraphError(`'${clash}' names an input and an output`);
  const writer = new ModelWriter(new Set([...names, ...declared.keys()]));
  const values = new Map<Tensor, string>();
  const inputs = new Map<string, ValueInfoProto>();
  for (const tensor of order) {
    if (tensor.operator === 'input') {
      const name = attribute(tensor, 'name', 'string');
      const weight = options.weights?.get(name);
      if (weight === undefined) inputs.set(name, valueInfo(name, tensor.shape));
      else writer.weight(name, weight, staticShape(tensor, `weight '${name}'`));
      values.set(tensor, name);
      continue;
    }
    const inputNames = tensor.inputs.map((child) => values.get(child) ?? '');
    values.set(tensor, operatorOf(tensor).emit(tensor, inputNames, writer));
  }
  roots.forEach((root, index) => {
    writer.output(values.get(root) ?? '', names[index]);
  });
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: IR_VERSION,
      producerName: 'spectralift',
      opsetImport: [{ domain: '', version: OPSET }],
      metadataProps: Object.entries(options.metadata ?? {}).map(([key, value]) => ({ key, value })),
      graph: {
        name: 'spectralift',
        node: writer.nodes,
        initializer: writer.initializers,
        input: [...inputs.values()],
        output: roots.map((root, index) => valueInfo(names[index], root.shape)),
      },
    }),
  );
}

/** Inputs by name. @throws GraphError if two that differ share one. */
function declaredInputs(order: readonly Tensor[]): Map<string, Tensor> {
  const declared = new Map<string, Tensor>();
  for (const tensor of order.filter(({ operator }) => operator === 'input')) {
    const name = attribute(tensor, 'name', 'string');
    const other = declared.get(name);
    if (other !== undefined) {
      throw new GraphError(
        `two inputs are named '${name}': [${other.shape.join(', ')}] and [${tensor.shape.join(', ')}]`,
      );
    }
    declared.set(name, tensor);
  }
  return declared;
}

class ModelWriter implements OnnxScope {
  readonly nodes: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];
  readonly #integerNames = new Map<string, string>();
  readonly #reserved: ReadonlySet<string>;
  /** Values that have become outputs, and the names they go by since. */
  readonly #outputs = new Map<string, string>();
  #count = 0;

  /** @param reserved names of inputs and outputs, which nothing else may take. */
  constructor(reserved: ReadonlySet<string>) {
    this.#reserved = reserved;
  }

  #freshName(prefix: string): string {
    const name = `${prefix}${this.#count++}`;
    return this.#reserved.has(name) ? this.#freshName(prefix) : name;
  }

  node(type: string, inputs: readonly string[], attributes: OnnxAttributes = {}): string {
    return this.named(type, inputs, this.#freshName('v'), attributes);
  }

  named(type: string, inputs: readonly string[], output: string, attributes: OnnxAttributes = {}): string {
    this.nodes.push(
      create(NodeProtoSchema, {
        opType: type,
        input: [...inputs],
        output: [output],
        attribute: protoAttributes(attributes),
      }),
    );
    return output;
  }

  /** Gives a value the name of an output: that of the node that makes it, or a copy's if that is taken. */
  output(value: string, name: string): void {
    const maker = this.nodes.find(({ output }) => output[0] === value);
    if (maker === undefined) {
      this.named('Identity', [this.#outputs.get(value) ?? value], name);
      return;
    }
    for (const node of this.nodes) {
      node.input = node.input.map((input) => (input === value ? name : input));
    }
    maker.output = [name];
    this.#outputs.set(value, name);
  }

  floats(values: ArrayLike<number>, shape: readonly number[]): string {
    const name = this.#freshName('c');
    this.weight(name, Float32Array.from(values), shape);
    return name;
  }

  integers(values: readonly number[]): string {
    const key = values.join(',');
    const known = this.#integerNames.get(key);
    if (known !== undefined) return known;
    const name = this.#freshName('c');
    const data = BigInt64Array.from(values, BigInt);
    this.#add(name, TensorProto_DataType.INT64, [values.length], new Uint8Array(data.buffer));
    this.#integerNames.set(key, name);
    return name;
  }

  weight(name: string, values: Float32Array, shape: readonly number[]): void {
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    if (values.length !== size) {
      throw new GraphError(
        `weight '${name}': expected ${size} values for [${shape.join(', ')}], found ${values.length}`,
      );
    }
    this.#add(name, TensorProto_DataType.FLOAT, shape, new Uint8Array(values.slice().buffer));
  }

  #add(
    name: string,
    dataType: TensorProto_DataType,
    shape: readonly number[],
    rawData: Uint8Array<ArrayBuffer>,
  ): void {
    this.initializers.push(create(TensorProtoSchema, { name, dataType, dims: shape.map(BigInt), rawData }));
  }
}

function protoAttributes({ ints = {}, floats = {} }: OnnxAttributes): AttributeProto[] {
  const integer = Object.entries(ints).map(([name, value]) =>
    typeof value === 'number'
      ? create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) })
      : create(AttributeProtoSchema, {
          name,
          type: AttributeProto_AttributeType.INTS,
          ints: value.map(BigInt),
        }),
  );
  const real = Object.entries(floats).map(([name, value]) =>
    create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.FLOAT, f: value }),
  );
  return [...integer, ...real];
}

function valueInfo(name: string, shape: Shape): ValueInfoProto {
  const dim = shape.map((size) => ({
    value:
      typeof size === 'number'
        ? { case: 'dimValue' as const, value: BigInt(size) }
        : { case: 'dimParam' as const, value: size },
  }));
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType: TensorProto_DataType.FLOAT, shape: { dim } } } },
  });
}

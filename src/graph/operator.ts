/**
 * What the graph must know of an operator beside its shape rule: its gradient, built from operators again
 * (so that differentiating twice works), and its form in ONNX.
 */
import { GraphError, type Tensor } from './tensor.ts';

export type OnnxAttribute = number | string | readonly number[];
export interface OnnxAttributes {
  readonly ints?: Readonly<Record<string, number | readonly number[]>>;
  readonly floats?: Readonly<Record<string, number>>;
}

/** What an operator may ask of the ONNX writer while it writes itself. */
export interface OnnxScope {
  /** Adds a node and returns the name of its output. */
  node(type: string, inputs: readonly string[], attributes?: OnnxAttributes): string;
  /** A float32 initializer. */
  floats(values: ArrayLike<number>, shape: readonly number[]): string;
  /** An int64 initializer, one-dimensional. */
  integers(values: readonly number[]): string;
}

export interface Operator {
  readonly name: string;
  /** One gradient an input, `undefined` where none flows. */
  gradient(tensor: Tensor, outputGradient: Tensor): readonly (Tensor | undefined)[];
  /** Writes ONNX nodes and returns the output's name; `inputs` are the names of the input values. */
  emit(tensor: Tensor, inputs: readonly string[], scope: OnnxScope): string;
}

const operators = new Map<string, Operator>();

/** Registers an operator; each is defined once, in its own file. */
export function defineOperator(operator: Operator): void {
  if (operators.has(operator.name)) throw new GraphError(`operator '${operator.name}' is defined twice`);
  operators.set(operator.name, operator);
}

export function operatorOf(tensor: Tensor): Operator {
  const operator = operators.get(tensor.operator);
  if (operator === undefined) throw new GraphError(`unknown operator '${tensor.operator}'`);
  return operator;
}

/** Names of all operators, for tests that must cover each of them. */
export function operatorNames(): string[] {
  return [...operators.keys()].sort();
}

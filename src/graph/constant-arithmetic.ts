/**
 * Values of operators on known numbers, in float64: what can be worked out when a graph is written need not be
 * worked out whenever it runs. Covers what the passes do to weights; images never come here.
 */
import { attribute, constantValue, listAttribute, staticShape, type Tensor } from './tensor.ts';

/** Known numbers, row-major. */
interface Known {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** `undefined` where a rule does not cover a case. */
type Rule = (tensor: Tensor, inputs: readonly Known[], shape: readonly number[]) => Float64Array | undefined;

/**
 * The values of a tensor whose inputs are all constants; `undefined` for operators that are not covered.
 *
 * @throws GraphError if an input is no constant.
 */
export function constantResult(tensor: Tensor): Float64Array | undefined {
  const rule = RULES.get(tensor.operator);
  if (rule === undefined) return undefined;
  const inputs = tensor.inputs.map((input) => ({
    shape: staticShape(input, 'a constant'),
    data: constantValue(input),
  }));
  return rule(tensor, inputs, staticShape(tensor, 'a constant'));
}

/** Calls `visit` with every index of a shape in row-major order; the array is reused. */
function eachIndex(
  shape: readonly number[],
  visit: (index: readonly number[], position: number) => void,
): void {
  const index = shape.map(() => 0);
  const count = shape.reduce((product, size) => product * size, 1);
  for (let position = 0; position < count; position++) {
    visit(index, position);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]++;
      if (index[axis] < shape[axis]) break;
      index[axis] = 0;
    }
  }
}

function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1] * shape[axis + 1];
  return strides;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Moves every number of `x` to where `place` says, in an array of zeros. */
function scatter(
  x: Known,
  shape: readonly number[],
  place: (index: readonly number[]) => number,
): Float64Array {
  const result = new Float64Array(sizeOf(shape));
  eachIndex(x.shape, (index, position) => {
    result[place(index)] = x.data[position];
  });
  return result;
}

/** Fetches every number of a result from where `source` says. */
function gather(
  shape: readonly number[],
  x: Known,
  source: (index: readonly number[]) => number,
): Float64Array {
  const result = new Float64Array(sizeOf(shape));
  eachIndex(shape, (index, position) => {
    result[position] = x.data[source(index)];
  });
  return result;
}

const dot = (index: readonly number[], strides: readonly number[]): number =>
  index.reduce((sum, value, axis) => sum + value * strides[axis], 0);

const elementwise =
  (f: (a: number, b: number) => number): Rule =>
  (_tensor, [a, b], shape) => {
    const result = new Float64Array(sizeOf(shape));
    const [stepA, stepB] = [a, b].map((x) => {
      const own = stridesOf(x.shape).map((stride, axis) => (x.shape[axis] === 1 ? 0 : stride));
      return [...shape.slice(own.length).map(() => 0), ...own]; // missing leading axes repeat
    });
    eachIndex(shape, (index, position) => {
      result[position] = f(a.data[dot(index, stepA)], b.data[dot(index, stepB)]);
    });
    return result;
  };

const summed =
  (mean: boolean): Rule =>
  (tensor, [x], shape) => {
    const axes = listAttribute(tensor, 'axes');
    const strides = stridesOf(shape).map((stride, axis) => (axes.includes(axis) ? 0 : stride));
    const result = new Float64Array(sizeOf(shape));
    eachIndex(x.shape, (index, position) => {
      result[dot(index, strides)] += x.data[position];
    });
    const count = mean ? x.data.length / result.length : 1;
    return result.map((sum) => sum / count);
  };

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['add', elementwise((a, b) => a + b)],
  ['subtract', elementwise((a, b) => a - b)],
  ['multiply', elementwise((a, b) => a * b)],
  ['divide', elementwise((a, b) => a / b)],
  ['negate', (_tensor, [x]) => x.data.map((value) => -value)],
  ['reduceSum', summed(false)],
  ['reduceMean', summed(true)],
  ['reshape', (_tensor, [x]) => x.data],
  [
    'transpose',
    (tensor, [x], shape) => {
      const strides = stridesOf(x.shape);
      const steps = listAttribute(tensor, 'permutation').map((axis) => strides[axis]);
      return gather(shape, x, (index) => dot(index, steps));
    },
  ],
  [
    'slice',
    (tensor, [x], shape) => {
      const [axis, start, step] = (['axis', 'start', 'step'] as const).map((name) =>
        attribute(tensor, name, 'number'),
      );
      const strides = stridesOf(x.shape);
      const steps = strides.map((stride, k) => (k === axis ? stride * step : stride));
      return gather(shape, x, (index) => start * strides[axis] + dot(index, steps));
    },
  ],
  [
    'flip',
    (tensor, [x], shape) => {
      const axes = listAttribute(tensor, 'axes');
      const strides = stridesOf(shape);
      return gather(shape, x, (index) =>
        dot(
          index.map((value, axis) => (axes.includes(axis) ? shape[axis] - 1 - value : value)),
          strides,
        ),
      );
    },
  ],
  [
    'pad',
    (tensor, [x], shape) => {
      const strides = stridesOf(shape);
      const origin = dot(listAttribute(tensor, 'before'), strides);
      return scatter(x, shape, (index) => origin + dot(index, strides));
    },
  ],
  [
    'concatenate',
    (tensor, parts, shape) => {
      const axis = attribute(tensor, 'axis', 'number');
      const lead = sizeOf(shape.slice(0, axis));
      const rowLength = sizeOf(shape.slice(axis));
      const result = new Float64Array(sizeOf(shape));
      let start = 0;
      for (const { data } of parts) {
        const run = data.length / lead;
        for (let row = 0; row < lead; row++) {
          result.set(data.subarray(row * run, (row + 1) * run), row * rowLength + start);
        }
        start += run;
      }
      return result;
    },
  ],
  [
    'matmul',
    (_tensor, [a, b], shape) => {
      if (a.shape.length !== 2 || b.shape.length !== 2) return undefined;
      const result = new Float64Array(sizeOf(shape));
      const [rows, inner] = a.shape;
      const columns = b.shape[1];
      for (let row = 0; row < rows; row++) {
        for (let k = 0; k < inner; k++) {
          const factor = a.data[row * inner + k];
          for (let column = 0; column < columns; column++) {
            result[row * columns + column] += factor * b.data[k * columns + column];
          }
        }
      }
      return result;
    },
  ],
]);

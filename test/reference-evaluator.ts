/**
 * Computes graphs in float64 with the plainest loops that define each operator: the judge of gradients (by
 * finite differences) and of emitted models. It knows nothing of differentiation or ONNX, and it works out
 * every shape itself, from the arrays, so that it also judges shape inference.
 */
import { attribute, constantValue, listAttribute, type Tensor } from '../src/graph/tensor.ts';
import { topologicalOrder } from '../src/graph/traversal.ts';
import { at, broadcastAt, commonShape, forEachIndex, generate, offset, product } from './reference-arrays.ts';
import type { Value } from './reference-arrays.ts';

export interface Feed {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
}

type Kernel = (tensor: Tensor, inputs: readonly Value[]) => Value;

/**
 * Values of `outputs`, row-major.
 *
 * @throws Error for an unknown operator, a missing feed, or an array that contradicts a tensor's shape.
 */
export function evaluate(outputs: readonly Tensor[], feeds: Readonly<Record<string, Feed>>): Float64Array[] {
  const values = new Map<Tensor, Value>();
  const symbols = new Map<string, number>();
  const computed = (tensor: Tensor): Value => {
    const value = values.get(tensor);
    if (value === undefined) throw new Error(`'${tensor.operator}' was used before it was computed`);
    return value;
  };
  for (const tensor of topologicalOrder(outputs)) {
    const value =
      tensor.operator === 'input'
        ? fed(tensor, feeds)
        : kernelOf(tensor.operator)(tensor, tensor.inputs.map(computed));
    checkShape(tensor, value, symbols);
    values.set(tensor, value);
  }
  return outputs.map((tensor) => computed(tensor).data);
}

/** Operators that {@link evaluate} knows. */
export function evaluatedOperators(): string[] {
  return ['input', ...kernels.keys()].sort();
}

function fed(tensor: Tensor, feeds: Readonly<Record<string, Feed>>): Value {
  const name = attribute(tensor, 'name', 'string');
  const feed = feeds[name];
  if (feed === undefined) throw new Error(`no feed for input '${name}'`);
  return { shape: feed.shape, data: Float64Array.from(feed.data) };
}

function kernelOf(name: string): Kernel {
  const kernel = kernels.get(name);
  if (kernel === undefined) throw new Error(`the reference evaluator does not know operator '${name}'`);
  return kernel;
}

function checkShape(tensor: Tensor, value: Value, symbols: Map<string, number>): void {
  const fits =
    tensor.shape.length === value.shape.length &&
    value.data.length === product(value.shape) &&
    tensor.shape.every((size, axis) => {
      if (typeof size === 'string' && !symbols.has(size)) symbols.set(size, value.shape[axis]);
      return (typeof size === 'string' ? symbols.get(size) : size) === value.shape[axis];
    });
  if (!fits) {
    throw new Error(
      `'${tensor.operator}' says [${tensor.shape.join(', ')}], its ${value.data.length} values [${value.shape.join(', ')}]`,
    );
  }
}

/** By the series whose terms are all positive, e^(-x x) times the sum of x (2 x x)^n / (1 3 5 .. (2 n + 1)). */
function errorFunction(x: number): number {
  if (!(Math.abs(x) <= 6)) return Math.sign(x); // 1 - erf(6) is 2e-17
  let term = x;
  let total = 0;
  for (let n = 1; total + term !== total; n++) {
    total += term;
    term *= (2 * x * x) / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
}

const unary =
  (f: (x: number, tensor: Tensor) => number): Kernel =>
  (tensor, [x]) => ({ shape: x.shape, data: x.data.map((element) => f(element, tensor)) });

const binary =
  (f: (a: number, b: number) => number): Kernel =>
  (_tensor, [a, b]) =>
    generate(commonShape([a.shape, b.shape]), (index) => f(broadcastAt(a, index), broadcastAt(b, index)));

/** Folds all elements that share an index on the axes that stay. */
const reduction =
  (start: number, fold: (total: number, element: number) => number): Kernel =>
  (tensor, [x]) => {
    const axes = listAttribute(tensor, 'axes');
    const shape = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    const data = new Float64Array(product(shape)).fill(start);
    forEachIndex(x.shape, (index) => {
      const kept = offset(
        shape,
        index.map((position, axis) => (axes.includes(axis) ? 0 : position)),
      );
      data[kept] = fold(data[kept], at(x, index));
    });
    return { shape, data };
  };

const sum = reduction(0, (total, element) => total + element);

const fixedShape = (tensor: Tensor): number[] =>
  tensor.shape.map((size) => {
    if (typeof size === 'number') return size;
    throw new Error(`'${tensor.operator}' needs sizes, found '${size}'`);
  });

const convolution: Kernel = (tensor, [x, kernel]) => {
  const stride = attribute(tensor, 'stride', 'number');
  const groups = attribute(tensor, 'groups', 'number');
  const [top, left, bottom, right] = listAttribute(tensor, 'padding');
  const [batch, , height, width] = x.shape;
  const [outputs, perGroup, rows, columns] = kernel.shape;
  const outHeight = Math.floor((height + top + bottom - rows) / stride) + 1;
  const outWidth = Math.floor((width + left + right - columns) / stride) + 1;
  return generate([batch, outputs, outHeight, outWidth], ([n, o, i, j]) => {
    const firstChannel = Math.floor(o / (outputs / groups)) * perGroup;
    let total = 0;
    forEachIndex([perGroup, rows, columns], ([c, row, column]) => {
      const y = i * stride + row - top;
      const z = j * stride + column - left;
      if (y < 0 || y >= height || z < 0 || z >= width) return;
      total += at(x, [n, firstChannel + c, y, z]) * at(kernel, [o, c, row, column]);
    });
    return total;
  });
};

/** From the image and the output gradient, as the operator promises; its first input is not looked at. */
const depthwiseKernelGradient: Kernel = (tensor, [taps, x, g]) => {
  const stride = attribute(tensor, 'stride', 'number');
  const [top, left] = listAttribute(tensor, 'padding');
  const [, , height, width] = x.shape;
  return generate(taps.shape, ([channel, , row, column]) => {
    let total = 0;
    forEachIndex(g.shape, ([n, c, i, j]) => {
      const y = i * stride + row - top;
      const z = j * stride + column - left;
      if (c !== channel || y < 0 || y >= height || z < 0 || z >= width) return;
      total += at(x, [n, c, y, z]) * at(g, [n, c, i, j]);
    });
    return total;
  });
};

const maxPool: Kernel = (tensor, [x]) => {
  const stride = attribute(tensor, 'stride', 'number');
  const [rows, columns] = listAttribute(tensor, 'kernel');
  const [batch, channels, height, width] = x.shape;
  const outHeight = Math.floor((height - rows) / stride) + 1;
  const outWidth = Math.floor((width - columns) / stride) + 1;
  return generate([batch, channels, outHeight, outWidth], ([n, c, i, j]) => {
    let largest = Number.NEGATIVE_INFINITY;
    forEachIndex([rows, columns], ([row, column]) => {
      largest = Math.max(largest, at(x, [n, c, i * stride + row, j * stride + column]));
    });
    return largest;
  });
};

const matmul: Kernel = (_tensor, [a, b]) => {
  const [rows, inner] = a.shape.slice(-2);
  const [innerRight, columns] = b.shape.slice(-2);
  if (inner !== innerRight) throw new Error(`matmul: ${inner} is not ${innerRight}`);
  const lead = commonShape([a.shape.slice(0, -2), b.shape.slice(0, -2)]);
  const element = (value: Value, index: readonly number[], row: number, column: number): number => {
    const own = value.shape.slice(0, -2);
    const skipped = lead.length - own.length;
    const position = own.map((size, axis) => (size === 1 ? 0 : index[axis + skipped]));
    return at(value, [...position, row, column]);
  };
  return generate([...lead, rows, columns], (index) => {
    const [row, column] = index.slice(-2);
    let total = 0;
    for (let k = 0; k < inner; k++) total += element(a, index, row, k) * element(b, index, k, column);
    return total;
  });
};

const softmax: Kernel = (_tensor, [x]) => {
  const row = x.shape[x.shape.length - 1];
  const data = x.data.map(Math.exp);
  return { shape: x.shape, data: data.map((element, index) => element / rowSum(data, index, row)) };
};

function rowSum(data: Float64Array, index: number, row: number): number {
  const start = index - (index % row);
  return data.subarray(start, start + row).reduce((total, element) => total + element, 0);
}

const slice: Kernel = (tensor, [x]) => {
  const [axis, start, end, step] = (['axis', 'start', 'end', 'step'] as const).map((name) =>
    attribute(tensor, name, 'number'),
  );
  const shape = x.shape.map((size, k) => (k === axis ? Math.ceil((end - start) / step) : size));
  return generate(shape, (index) =>
    at(
      x,
      index.map((position, k) => (k === axis ? start + position * step : position)),
    ),
  );
};

const pad: Kernel = (tensor, [x]) => {
  const before = listAttribute(tensor, 'before');
  const after = listAttribute(tensor, 'after');
  const shape = x.shape.map((size, axis) => before[axis] + size + after[axis]);
  return generate(shape, (index) => {
    const source = index.map((position, axis) => position - before[axis]);
    const inside = source.every((position, axis) => position >= 0 && position < x.shape[axis]);
    return inside ? at(x, source) : 0;
  });
};

const concatenate: Kernel = (tensor, parts) => {
  const axis = attribute(tensor, 'axis', 'number');
  const total = parts.reduce((length, part) => length + part.shape[axis], 0);
  const shape = parts[0].shape.map((size, k) => (k === axis ? total : size));
  return generate(shape, (index) => {
    let position = index[axis];
    for (const part of parts) {
      if (position < part.shape[axis]) {
        return at(
          part,
          index.map((other, k) => (k === axis ? position : other)),
        );
      }
      position -= part.shape[axis];
    }
    throw new Error('concatenate: past the last part');
  });
};

const kernels: ReadonlyMap<string, Kernel> = new Map<string, Kernel>([
  ['constant', (tensor) => ({ shape: fixedShape(tensor), data: constantValue(tensor) })],
  ['add', binary((a, b) => a + b)],
  ['subtract', binary((a, b) => a - b)],
  ['multiply', binary((a, b) => a * b)],
  ['divide', binary((a, b) => a / b)],
  ['maximum', binary(Math.max)],
  ['minimum', binary(Math.min)],
  ['greater', binary((a, b) => (a > b ? 1 : 0))],
  ['negate', unary((x) => -x)],
  ['absolute', unary(Math.abs)],
  ['sign', unary(Math.sign)],
  ['squareRoot', unary(Math.sqrt)],
  ['exponential', unary(Math.exp)],
  ['logarithm', unary(Math.log)],
  ['errorFunction', unary(errorFunction)],
  ['relu', unary((x) => Math.max(x, 0))],
  ['sigmoid', unary((x) => 1 / (1 + Math.exp(-x)))],
  ['leakyRelu', unary((x, tensor) => (x > 0 ? x : attribute(tensor, 'slope', 'number') * x))],
  ['stopGradient', unary((x) => x)],
  ['customGradient', unary((x) => x)],
  ['reduceSum', sum],
  [
    'reduceMean',
    (tensor, inputs) => {
      const total = sum(tensor, inputs);
      const count = inputs[0].data.length / total.data.length;
      return { shape: total.shape, data: total.data.map((element) => element / count) };
    },
  ],
  ['reduceMaximum', reduction(Number.NEGATIVE_INFINITY, Math.max)],
  ['broadcastTo', (tensor, [x]) => generate(fixedShape(tensor), (index) => broadcastAt(x, index))],
  ['reshape', (tensor, [x]) => ({ shape: fixedShape(tensor), data: x.data })],
  [
    'transpose',
    (tensor, [x]) => {
      const permutation = listAttribute(tensor, 'permutation');
      const shape = permutation.map((axis) => x.shape[axis]);
      return generate(shape, (index) =>
        at(
          x,
          x.shape.map((_, axis) => index[permutation.indexOf(axis)]),
        ),
      );
    },
  ],
  ['slice', slice],
  ['pad', pad],
  [
    'flip',
    (tensor, [x]) => {
      const axes = listAttribute(tensor, 'axes');
      return generate(x.shape, (index) =>
        at(
          x,
          index.map((position, axis) => (axes.includes(axis) ? x.shape[axis] - 1 - position : position)),
        ),
      );
    },
  ],
  ['concatenate', concatenate],
  ['matmul', matmul],
  ['softmax', softmax],
  ['convolution', convolution],
  ['depthwiseKernelGradient', depthwiseKernelGradient],
  ['maxPool', maxPool],
]);

/** Moving numbers without changing them: reshape, transpose, slice, pad with zeros, flip, concatenate. */
import { sameShape } from '../broadcasting.ts';
import { defineOperator, type OnnxScope } from '../operator.ts';
import {
  attribute,
  type Dimension,
  elementCount,
  GraphError,
  listAttribute,
  makeTensor,
  staticShape,
  type Tensor,
} from '../tensor.ts';

const iota = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** The same numbers in row-major order under another shape of equal size. */
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  if (size !== elementCount(x, 'reshape')) {
    throw new GraphError(`reshape: [${x.shape.join(', ')}] does not fit [${shape.join(', ')}]`);
  }
  return makeTensor('reshape', [x], shape);
}

/** Reorders axes: result axis k is input axis `permutation[k]`. */
export function transpose(x: Tensor, permutation: readonly number[]): Tensor {
  const sorted = [...permutation].sort((a, b) => a - b);
  if (sorted.length !== x.shape.length || sorted.some((axis, index) => axis !== index)) {
    throw new GraphError(`transpose: [${permutation.join(', ')}] is no order of ${x.shape.length} axes`);
  }
  if (permutation.every((axis, index) => axis === index)) return x;
  return makeTensor(
    'transpose',
    [x],
    permutation.map((axis) => x.shape[axis]),
    { permutation },
  );
}

/** Swaps the last two axes. */
export function transposeMatrix(x: Tensor): Tensor {
  const rank = x.shape.length;
  return transpose(x, [...iota(rank - 2), rank - 1, rank - 2]);
}

/** Elements `start`, `start + step`, ... below `end` along one axis. */
export function slice(x: Tensor, axis: number, start: number, end: number, step = 1): Tensor {
  const size = x.shape[axis];
  const whole = [start, end, step].every(Number.isInteger);
  if (typeof size !== 'number' || !(whole && start >= 0 && end <= size && start < end && step >= 1)) {
    throw new GraphError(
      `slice: ${start}..${end} by ${step} is outside axis ${axis} of [${x.shape.join(', ')}]`,
    );
  }
  if (start === 0 && end === size && step === 1) return x;
  const length = Math.ceil((end - start) / step);
  const tight = start + (length - 1) * step + 1;
  return makeTensor(
    'slice',
    [x],
    x.shape.map((d, index) => (index === axis ? length : d)),
    {
      axis,
      start,
      end: tight,
      step,
    },
  );
}

/** Adds zeros: `before` and `after` give a count an axis. */
export function pad(x: Tensor, before: readonly number[], after: readonly number[]): Tensor {
  const rank = x.shape.length;
  const whole = [...before, ...after].every((count) => Number.isInteger(count) && count >= 0);
  if (before.length !== rank || after.length !== rank || !whole) {
    throw new GraphError(
      `pad: expected counts for [${x.shape.join(', ')}], found [${before.join(', ')}] and [${after.join(', ')}]`,
    );
  }
  if ([...before, ...after].every((count) => count === 0)) return x;
  const shape = x.shape.map((size, axis): Dimension => {
    const extra = before[axis] + after[axis];
    if (extra === 0) return size;
    if (typeof size === 'number') return size + extra;
    throw new GraphError(`pad: cannot add ${before[axis]} and ${after[axis]} to size ${size}`);
  });
  return makeTensor('pad', [x], shape, { before, after });
}

/** Reverses the order along axes. */
export function flip(x: Tensor, axes: readonly number[]): Tensor {
  for (const axis of axes) {
    if (!(Number.isInteger(axis) && axis >= 0 && axis < x.shape.length)) {
      throw new GraphError(`flip: axis ${axis} is outside shape [${x.shape.join(', ')}]`);
    }
  }
  const real = [...new Set(axes)].filter((axis) => x.shape[axis] !== 1);
  return real.length === 0 ? x : makeTensor('flip', [x], x.shape, { axes: real });
}

/** Joins tensors along one axis; the other sizes are equal. */
export function concatenate(parts: readonly Tensor[], axis: number): Tensor {
  if (parts.length === 0) throw new GraphError('concatenate: expected at least one part, found none');
  if (parts.length === 1) return parts[0];
  const [first] = parts;
  let total = 0;
  for (const part of parts) {
    const size = part.shape[axis];
    const fits =
      part.shape.length === first.shape.length &&
      part.shape.every((d, k) => k === axis || d === first.shape[k]);
    if (!fits || typeof size !== 'number') {
      throw new GraphError(
        `concatenate: [${part.shape.join(', ')}] does not join [${first.shape.join(', ')}] along axis ${axis}`,
      );
    }
    total += size;
  }
  return makeTensor(
    'concatenate',
    parts,
    first.shape.map((d, k) => (k === axis ? total : d)),
    { axis },
  );
}

/** Puts `step - 1` zeros between neighbours along an axis (none after the last). The adjoint of a strided slice. */
function spread(x: Tensor, axis: number, step: number): Tensor {
  if (step === 1) return x;
  const shape = staticShape(x, 'spreading a gradient');
  const [lead, size, rest] = [shape.slice(0, axis), shape[axis], shape.slice(axis + 1)];
  const split = reshape(x, [...lead, size, 1, ...rest]);
  const zeros = split.shape.map(() => 0);
  const padded = pad(
    split,
    zeros,
    zeros.map((_, k) => (k === axis + 1 ? step - 1 : 0)),
  );
  return slice(reshape(padded, [...lead, size * step, ...rest]), axis, 0, (size - 1) * step + 1);
}

/** The adjoint of {@link slice}: puts `x` where the slice took it from, zeros elsewhere. */
export function unslice(x: Tensor, axis: number, start: number, step: number, size: number): Tensor {
  const wide = spread(x, axis, step);
  const length = staticShape(wide, 'placing a gradient')[axis];
  const zeros = x.shape.map(() => 0);
  return pad(
    wide,
    zeros.map((_, k) => (k === axis ? start : 0)),
    zeros.map((_, k) => (k === axis ? size - start - length : 0)),
  );
}

defineOperator({
  name: 'reshape',
  gradient: (y, g) => [reshape(g, staticShape(y.inputs[0], 'the gradient of reshape'))],
  emit: (y, inputs, scope) => scope.node('Reshape', [...inputs, scope.integers(staticShape(y, 'reshape'))]),
});

defineOperator({
  name: 'transpose',
  gradient: (y, g) => {
    const permutation = listAttribute(y, 'permutation');
    return [
      transpose(
        g,
        permutation.map((_, axis) => permutation.indexOf(axis)),
      ),
    ];
  },
  emit: (y, inputs, scope) =>
    scope.node('Transpose', inputs, { ints: { perm: listAttribute(y, 'permutation') } }),
});

defineOperator({
  name: 'slice',
  gradient: (y, g) => {
    const [axis, start, step] = (['axis', 'start', 'step'] as const).map((name) =>
      attribute(y, name, 'number'),
    );
    return [unslice(g, axis, start, step, staticShape(y.inputs[0], 'the gradient of slice')[axis])];
  },
  emit: (y, inputs, scope) => {
    const [start, end, axis, step] = (['start', 'end', 'axis', 'step'] as const).map((name) =>
      scope.integers([attribute(y, name, 'number')]),
    );
    return scope.node('Slice', [...inputs, start, end, axis, step]);
  },
});

defineOperator({
  name: 'pad',
  gradient: (y, g) => {
    const before = listAttribute(y, 'before');
    const sizes = y.inputs[0].shape;
    return [
      before.reduce((result, start, axis) => {
        const size = sizes[axis];
        return typeof size === 'number' ? slice(result, axis, start, start + size) : result;
      }, g),
    ];
  },
  emit: (y, inputs, scope) =>
    scope.node('Pad', [
      ...inputs,
      scope.integers([...listAttribute(y, 'before'), ...listAttribute(y, 'after')]),
    ]),
});

defineOperator({
  name: 'flip',
  gradient: (y, g) => [flip(g, listAttribute(y, 'axes'))],
  emit: (y, inputs, scope) => {
    const axes = listAttribute(y, 'axes');
    const fill = (value: number): string => scope.integers(axes.map(() => value));
    return scope.node('Slice', [...inputs, fill(-1), fill(-(2 ** 31)), scope.integers(axes), fill(-1)]);
  },
});

/** WebGPU binds at most 16 buffers to a shader, so a long concatenation is written in steps of this many. */
const LARGEST_CONCATENATION = 12;

function emitConcatenation(parts: readonly string[], axis: number, scope: OnnxScope): string {
  if (parts.length === 1) return parts[0];
  if (parts.length <= LARGEST_CONCATENATION) return scope.node('Concat', parts, { ints: { axis } });
  const groups: string[] = [];
  for (let start = 0; start < parts.length; start += LARGEST_CONCATENATION) {
    groups.push(emitConcatenation(parts.slice(start, start + LARGEST_CONCATENATION), axis, scope));
  }
  return emitConcatenation(groups, axis, scope);
}

defineOperator({
  name: 'concatenate',
  gradient: (y, g) => {
    const axis = attribute(y, 'axis', 'number');
    let start = 0;
    return y.inputs.map((part) => {
      const size = staticShape(part, 'the gradient of concatenate')[axis];
      start += size;
      return slice(g, axis, start - size, start);
    });
  },
  emit: (y, inputs, scope) => emitConcatenation(inputs, attribute(y, 'axis', 'number'), scope),
});

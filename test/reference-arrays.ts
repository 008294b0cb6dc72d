/** Float64 arrays of any rank, for the {@link evaluate reference evaluator}: plain loops over indices. */

export interface Value {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float64Array;
}

export const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1);

/** Calls `visit` with every index of a shape, in row-major order. The index array is reused. */
export function forEachIndex(shape: readonly number[], visit: (index: readonly number[]) => void): void {
  const index = shape.map(() => 0);
  for (let remaining = product(shape); remaining > 0; remaining--) {
    visit(index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]++;
      if (index[axis] < shape[axis]) break;
      index[axis] = 0;
    }
  }
}

/** The array whose element at each index is `element(index)`. */
export function generate(shape: readonly number[], element: (index: readonly number[]) => number): Value {
  const data = new Float64Array(product(shape));
  let next = 0;
  forEachIndex(shape, (index) => {
    data[next++] = element(index);
  });
  return { shape, data };
}

/** Where the element at `index` lies. @throws RangeError outside the shape. */
export function offset(shape: readonly number[], index: readonly number[]): number {
  let position = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    if (!(index[axis] >= 0 && index[axis] < shape[axis])) {
      throw new RangeError(`index [${index.join(', ')}] is outside [${shape.join(', ')}]`);
    }
    position = position * shape[axis] + index[axis];
  }
  return position;
}

export const at = (value: Value, index: readonly number[]): number => value.data[offset(value.shape, index)];

/** The element that broadcasting puts at `index`: missing leading axes are dropped, size 1 repeats. */
export function broadcastAt(value: Value, index: readonly number[]): number {
  const lead = index.length - value.shape.length;
  return at(
    value,
    value.shape.map((size, axis) => (size === 1 ? 0 : index[axis + lead])),
  );
}

/** The shape to which shapes broadcast. @throws RangeError where they do not. */
export function commonShape(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    const others = new Set(sizes.filter((size) => size !== 1));
    if (others.size > 1) throw new RangeError(`sizes ${sizes.join(', ')} do not broadcast`);
    return [...others][0] ?? 1;
  });
}

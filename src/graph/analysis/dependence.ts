/**
 * Which rows (or columns) of a picture each place of a tensor can depend on, worked out operator by operator.
 * Weights are taken to be any numbers; only of matrices that are known when the graph is built is it seen where
 * they are zero, which makes resizes exact. A mean, softmax or unknown product over the places themselves lets
 * everything depend on everything.
 */
import { attribute, constantValue, GraphError, listAttribute, staticShape, type Tensor } from '../tensor.ts';
import { gathered, noPlaces, type Places, widen } from './places.ts';
import { reshapedPlaces } from './reshaped-places.ts';

/** By axis of the tensor, what each place along it depends on; `whole` where everything depends on everything. */
export type Dependence = 'whole' | ReadonlyMap<number, Places>;

/** Depends on nothing of the picture. */
export const INDEPENDENT: Dependence = new Map<number, Places>();

type Rule = (tensor: Tensor, inputs: readonly Dependence[]) => Dependence;

/**
 * What a tensor depends on, from what its inputs do.
 *
 * @throws GraphError for an operator without a rule, a symbolic size, or a reshape that cuts rows apart.
 */
export function dependenceOf(tensor: Tensor, inputs: readonly Dependence[]): Dependence {
  const rule = RULES.get(tensor.operator);
  if (rule === undefined) throw new GraphError(`no rule says what '${tensor.operator}' depends on`);
  return inputs.includes('whole') ? 'whole' : rule(tensor, inputs);
}

/** Operators that {@link dependenceOf} knows, beside `input`. */
export function followedOperators(): string[] {
  return [...RULES.keys()].sort();
}

const shapeOf = (tensor: Tensor): readonly number[] => staticShape(tensor, 'following a picture');

/** Replaces the places of each axis; `undefined` means that everything depends on everything. */
function mapAxes(
  dependence: Dependence,
  change: (axis: number, places: Places) => readonly [axis: number, places: Places] | undefined,
): Dependence {
  if (dependence === 'whole') return 'whole';
  const changed = [...dependence].map(([axis, places]) => change(axis, places));
  return united(changed.map((part): Dependence => (part === undefined ? 'whole' : new Map([part]))));
}

/** What depends on all of several things. */
function united(parts: readonly Dependence[]): Dependence {
  const result = new Map<number, Places>();
  for (const part of parts) {
    if (part === 'whole') return 'whole';
    for (const [axis, places] of part) {
      const count = places.low.length;
      const sum = result.get(axis) ?? noPlaces(count);
      for (let place = 0; place < count; place++) widen(sum, place, places, place);
      result.set(axis, sum);
    }
  }
  return result;
}

/** The dependence of an operand as it is broadcast to the result; `kept` counts trailing axes that do not broadcast. */
function broadcast(
  dependence: Dependence,
  from: readonly number[],
  to: readonly number[],
  kept = 0,
): Dependence {
  return mapAxes(dependence, (axis, places) => {
    const place = axis + to.length - from.length;
    const repeats = axis < from.length - kept && from[axis] === 1;
    return [place, repeats ? gathered(to[place], places, () => [0]) : places];
  });
}

const elementwise: Rule = (y, inputs) =>
  united(inputs.map((dependence, index) => broadcast(dependence, shapeOf(y.inputs[index]), shapeOf(y))));

/** What is folded along `axes`: along an axis that the picture lies on, everything meets. */
const folded =
  (axesOf: (tensor: Tensor) => readonly number[]): Rule =>
  (y, [dependence]) =>
    mapAxes(dependence, (axis, places) =>
      axesOf(y).includes(axis) && places.low.length > 1 ? undefined : [axis, places],
    );

const reduction = folded((y) => listAttribute(y, 'axes'));

/** The places that a window sees from each of its positions. */
function windowed(places: Places, count: number, taps: number, stride: number, before: number): Places {
  return gathered(count, places, (place) => range(place * stride - before, taps));
}

const range = (first: number, count: number): number[] => Array.from({ length: count }, (_, k) => first + k);

const convolution: Rule = (y, [image, kernel]) => {
  if (kernel === 'whole' || kernel.size > 0) return 'whole';
  const [stride, groups] = [attribute(y, 'stride', 'number'), attribute(y, 'groups', 'number')];
  const padding = listAttribute(y, 'padding');
  const [shape, taps] = [shapeOf(y), shapeOf(y.inputs[1])];
  return mapAxes(image, (axis, places) => {
    if (axis >= 2) return [axis, windowed(places, shape[axis], taps[axis], stride, padding[axis - 2])];
    return axis === 1 && groups === 1 && places.low.length > 1 ? undefined : [axis, places];
  });
};

const maxPool: Rule = (y, [image]) => {
  const stride = attribute(y, 'stride', 'number');
  const taps = listAttribute(y, 'kernel');
  const shape = shapeOf(y);
  return mapAxes(image, (axis, places) =>
    axis < 2 ? [axis, places] : [axis, windowed(places, shape[axis], taps[axis - 2], stride, 0)],
  );
};

/** One operand of a product: its own axes stay; the one that is summed over becomes the other operand's. */
function factor(y: Tensor, inputs: readonly Dependence[], index: 0 | 1): Dependence {
  const [own, other] = [y.inputs[index], y.inputs[1 - index]];
  const [from, to] = [shapeOf(own), shapeOf(y)];
  const summed = from.length - 1 - index; // columns of the left operand, rows of the right
  const known = other.operator === 'constant' && other.shape.length === 2;
  const straight = broadcast(inputs[index], from, to, 2);
  return mapAxes(straight, (place, places) => {
    if (place - to.length + from.length !== summed) return [place, places];
    return known ? [place, gathered(to[place], places, termsOf(other, index))] : undefined;
  });
}

/** For each row (column, for a left operand) of a known matrix, where it is not zero. */
function termsOf(matrix: Tensor, index: 0 | 1): (place: number) => number[] {
  const [rows, columns] = shapeOf(matrix);
  const values = constantValue(matrix);
  return (place) =>
    index === 1
      ? range(0, columns).filter((term) => values[place * columns + term] !== 0)
      : range(0, rows).filter((term) => values[term * columns + place] !== 0);
}

const concatenate: Rule = (y, inputs) => {
  const joined = attribute(y, 'axis', 'number');
  const total = shapeOf(y)[joined];
  let start = 0;
  const parts = inputs.map((dependence, index) => {
    const first = start;
    start += shapeOf(y.inputs[index])[joined];
    return mapAxes(dependence, (axis, places) =>
      axis === joined ? [axis, gathered(total, places, (place) => [place - first])] : [axis, places],
    );
  });
  return united(parts);
};

const ELEMENTWISE = [
  ...['add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum', 'greater'],
  ...['negate', 'absolute', 'sign', 'squareRoot', 'exponential', 'logarithm', 'errorFunction'],
  ...['relu', 'sigmoid', 'leakyRelu', 'stopGradient', 'customGradient', 'broadcastTo'],
];

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['constant', () => INDEPENDENT],
  ...ELEMENTWISE.map((name) => [name, elementwise] as const),
  ...['reduceSum', 'reduceMean', 'reduceMaximum'].map((name) => [name, reduction] as const),
  ['softmax', folded((y) => [y.shape.length - 1])],
  ['convolution', convolution],
  ['depthwiseKernelGradient', (_y, [taps]) => taps],
  ['maxPool', maxPool],
  ['matmul', (y, inputs) => united([factor(y, inputs, 0), factor(y, inputs, 1)])],
  ['concatenate', concatenate],
  [
    'reshape',
    (y, [dependence]) =>
      mapAxes(dependence, (axis, places) => reshapedPlaces(places, axis, shapeOf(y.inputs[0]), shapeOf(y))),
  ],
  [
    'transpose',
    (y, [dependence]) =>
      mapAxes(dependence, (axis, places) => [listAttribute(y, 'permutation').indexOf(axis), places]),
  ],
  [
    'slice',
    (y, [dependence]) => {
      const [cut, start, step] = (['axis', 'start', 'step'] as const).map((name) =>
        attribute(y, name, 'number'),
      );
      return mapAxes(dependence, (axis, places) =>
        axis === cut ? [axis, gathered(shapeOf(y)[axis], places, (k) => [start + k * step])] : [axis, places],
      );
    },
  ],
  [
    'pad',
    (y, [dependence]) => {
      const before = listAttribute(y, 'before');
      return mapAxes(dependence, (axis, places) => [
        axis,
        gathered(shapeOf(y)[axis], places, (place) => [place - before[axis]]),
      ]);
    },
  ],
  [
    'flip',
    (y, [dependence]) => {
      const axes = listAttribute(y, 'axes');
      return mapAxes(dependence, (axis, places) => {
        const last = places.low.length - 1;
        return [axis, axes.includes(axis) ? gathered(last + 1, places, (place) => [last - place]) : places];
      });
    },
  ],
]);

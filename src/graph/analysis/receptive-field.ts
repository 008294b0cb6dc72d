/**
 * How far a network sees: the rows and columns of the picture that one pixel of its result can depend on, from the
 * graph itself. Exact for convolutions, pooling, resizes and changes of order, for any weights; where all pixels
 * meet (a mean of the picture, attention among channels) it is the whole picture.
 */
import { foldConstants } from '../passes/fold-constants.ts';
import { GraphError, input, type Tensor } from '../tensor.ts';
import { topologicalOrder } from '../traversal.ts';
import { type Dependence, dependenceOf, INDEPENDENT } from './dependence.ts';
import { ownPlaces, type Places } from './places.ts';

/** Rows and columns, counting the pixel itself; the most that any pixel sees. */
export type ReceptiveField = 'whole picture' | { readonly rows: number; readonly columns: number };

/** Pictures that are tried, pixels a side: until the field of pixels in the middle touches no border. */
const SIDES = [128, 256, 512, 1024] as const;
/** Pixels in the middle that are looked at, a side: halvings treat neighbours differently, six of them all of these. */
const MIDDLE = 64;

/**
 * The receptive field of a network.
 *
 * @param build makes the network's result [n, s, h, w], or numbers that depend on the whole picture, of a picture
 *   [1, channels, h, w].
 * @throws GraphError if the field is neither the whole picture nor within 960 pixels, or cannot be followed.
 */
export function receptiveField(build: (picture: Tensor) => Tensor, channels = 3): ReceptiveField {
  for (const side of SIDES) {
    const picture = input('picture', [1, channels, side, side]);
    const result = build(picture);
    const extents = [2, 3].map((axis) => extentInTheMiddle(dependenceOn(picture, result, axis), axis, side));
    const [rows, columns] = extents;
    if (rows === 'whole picture' || columns === 'whole picture') return 'whole picture';
    if (rows !== undefined && columns !== undefined) return { rows, columns };
  }
  throw new GraphError(`the receptive field does not fit into ${SIDES[SIDES.length - 1]} pixels`);
}

/** What a result depends on along one axis of the picture. @throws GraphError if the graph cannot be followed. */
export function dependenceOn(picture: Tensor, result: Tensor, axis: number): Dependence {
  const [root] = foldConstants([result]);
  const known = new Map<Tensor, Dependence>();
  for (const tensor of topologicalOrder([root])) {
    if (tensor === picture) known.set(tensor, new Map([[axis, ownPlaces(Number(picture.shape[axis]))]]));
    if (tensor.operator === 'input') continue;
    const inputs = tensor.inputs.map((child) => known.get(child) ?? INDEPENDENT);
    known.set(tensor, dependenceOf(tensor, inputs));
  }
  return known.get(root) ?? INDEPENDENT;
}

/** The longest interval of pixels in the middle; `undefined` if one touches the border. */
function extentInTheMiddle(
  dependence: Dependence,
  axis: number,
  side: number,
): number | 'whole picture' | undefined {
  if (dependence === 'whole') return 'whole picture';
  const places: Places | undefined = dependence.get(axis);
  if (dependence.size !== 1 || places?.low.length !== side) {
    throw new GraphError(
      `expected a result of ${side} pixels along axis ${axis}, as the picture has, found places along ${[...dependence.keys()].join(', ') || 'no axis'}`,
    );
  }
  let longest = 0;
  for (let place = (side - MIDDLE) / 2; place < (side + MIDDLE) / 2; place++) {
    const [low, high] = [places.low[place], places.high[place]];
    if (low <= 0 || high >= side - 1) return undefined;
    longest = Math.max(longest, high - low + 1);
  }
  return longest;
}

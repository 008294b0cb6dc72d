/**
 * How a network can be computed in tiles so that the result is that of the whole picture: how far a pixel looks to
 * either side, and at which places a tile may begin where the network halves the picture and so treats neighbours
 * differently.
 */
import { GraphError, input, type Tensor } from '../tensor.ts';
import type { Places } from './places.ts';
import { dependenceOn } from './receptive-field.ts';

/** What tiles of a picture need. */
export interface TileReach {
  /** Pixels that a tile must hold beyond those that are kept, where the picture goes on. */
  readonly halo: number;
  /** A power of two; tiles begin at multiples of it. */
  readonly multiple: number;
}

/** Pictures that are tried, pixels a side: until pixels in the middle see no border. */
const SIDES = [128, 256, 512, 1024] as const;
/** Pixels in the middle that are looked at, a side; tiles may have to begin at multiples of half of it at most. */
const MIDDLE = 64;

/**
 * What tiles need, or `whole picture` where every pixel depends on all of it.
 *
 * @param build makes the network's result [1, s, h, w] of a picture [1, channels, h, w].
 * @throws GraphError if the network looks further than 480 pixels, cannot be followed, or treats pixels alike only
 *   where they are more than 32 pixels apart.
 */
export function tileReach(build: (picture: Tensor) => Tensor, channels = 3): TileReach | 'whole picture' {
  for (const side of SIDES) {
    const picture = input('picture', [1, channels, side, side]);
    const result = build(picture);
    const reaches = [2, 3].map((axis) => {
      const dependence = dependenceOn(picture, result, axis);
      return dependence === 'whole' ? dependence : reachOf(dependence.get(axis), side);
    });
    const [rows, columns] = reaches;
    if (rows === 'whole' || columns === 'whole') return 'whole picture';
    if (rows !== undefined && columns !== undefined) {
      return {
        halo: Math.max(rows.halo, columns.halo),
        multiple: Math.max(rows.multiple, columns.multiple),
      };
    }
  }
  throw new GraphError(`the network looks further than ${SIDES[SIDES.length - 1]} pixels can show`);
}

/** What pixels in the middle of an axis need; `undefined` if one of them sees the border. */
function reachOf(places: Places | undefined, side: number): TileReach | undefined {
  if (places?.low.length !== side) {
    throw new GraphError(`expected a result of ${side} pixels, as the picture has, found another size`);
  }
  const first = (side - MIDDLE) / 2;
  const offsets = Array.from({ length: MIDDLE }, (_, index) => {
    const place = first + index;
    return { before: place - places.low[place], after: places.high[place] - place };
  });
  const seesBorder = offsets.some(
    ({ before, after }, index) => before >= first + index || after >= side - 1 - first - index,
  );
  if (seesBorder) return undefined;
  const halo = offsets.reduce((most, { before, after }) => Math.max(most, before, after), 0);
  for (let multiple = 1; multiple <= MIDDLE / 2; multiple *= 2) {
    const alike = offsets.every(({ before, after }, index) => {
      const first = offsets[index % multiple];
      return before === first.before && after === first.after;
    });
    if (alike) return { halo, multiple };
  }
  throw new GraphError(`the network treats no two pixels alike that are ${MIDDLE / 2} or fewer apart`);
}

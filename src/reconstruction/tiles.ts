/**
 * Cutting a picture into tiles so that the result equals that of the whole picture. Each tile is read with a
 * halo as wide as the network looks; only what the halo protects is kept. At the picture's own border there is
 * no halo: there the network pads with zeros just as it would for the whole picture.
 */
import { SpectraliftError } from '../errors.ts';

/** A tile that is not larger than the halos it needs. */
export class TileError extends SpectraliftError {
  readonly _tag = 'TileError';
}

/** One tile along one axis: reads `start .. start + length`, keeps `keepStart .. keepEnd` (picture coordinates). */
export interface TileSpan {
  readonly start: number;
  readonly length: number;
  readonly keepStart: number;
  readonly keepEnd: number;
}

/**
 * Tiles along one axis. All have the same length (one compiled graph serves them): the last is shifted inwards.
 *
 * @param size length of the picture along the axis, in pixels. @param tile length of a tile.
 * @param halo pixels that the network looks beyond its own.
 * @throws TileError if a tile is needed and not larger than two halos.
 */
export function planTiles(size: number, tile: number, halo: number): TileSpan[] {
  if (size <= tile) return [{ start: 0, length: size, keepStart: 0, keepEnd: size }];
  if (tile <= 2 * halo) {
    throw new TileError(`expected a tile of more than ${2 * halo} pixels (two halos), found ${tile}`);
  }
  const spans: TileSpan[] = [];
  let kept = 0;
  while (kept < size) {
    const start = Math.min(Math.max(0, kept - halo), size - tile);
    const keepEnd = start + tile === size ? size : start + tile - halo;
    spans.push({ start, length: tile, keepStart: kept, keepEnd });
    kept = keepEnd;
  }
  return spans;
}

/** A tile may be larger than wanted by this factor for the sake of fewer tiles. */
const LARGEST_STRETCH = 1.1;

/**
 * The side of tiles that cover a picture's side with as little overlap as their number allows: 134 for 256 pixels
 * in two tiles of at most 140 with a halo of 6.
 *
 * @param largest side of a tile, about. @param shares the number of tiles is a multiple of this where that costs
 * little: what works on them side by side has equal shares then.
 * @throws TileError if a tile is not larger than two halos.
 */
export function fitTile(size: number, largest: number, halo: number, shares = 1): number {
  if (size > largest && largest <= 2 * halo) {
    throw new TileError(`expected a tile of more than ${2 * halo} pixels (two halos), found ${largest}`);
  }
  const side = (count: number): number => Math.ceil((size + 2 * halo * (count - 1)) / count);
  const fewest = (step: number): number => {
    let count = step;
    while (side(count) > LARGEST_STRETCH * largest) count += step;
    return side(count);
  };
  const shared = fewest(shares);
  return shared > 4 * halo ? shared : fewest(1);
}

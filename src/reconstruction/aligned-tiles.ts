/**
 * Tiles for networks that halve the picture: as `tiles.ts`, but every tile begins at a multiple of what the network
 * asks for.
 */
import { fitTile, TileError, type TileSpan } from './tiles.ts';

/** What tiles along an axis are planned from, pixels. */
export interface AlignedTiles {
  /** Length of the picture. */
  readonly size: number;
  /** Length of a tile, about; a little more is taken where it saves tiles. */
  readonly largest: number;
  /** Pixels that the network looks beyond its own. */
  readonly halo: number;
  /** Tiles begin at multiples of it. */
  readonly multiple: number;
}

/**
 * Tiles along one axis. All have the same length (one compiled graph serves them): the last is shifted inwards, and the
 * length is such that it begins at a multiple too.
 *
 * @throws TileError if a tile is needed and leaves nothing between its halos.
 */
export function alignedTiles({ size, largest, halo, multiple }: AlignedTiles): TileSpan[] {
  const protecting = halo + multiple - 1; // a start that is moved to a multiple widens the halo
  const fitted = fitTile(size, largest, protecting);
  const tile = fitted + ((((size - fitted) % multiple) + multiple) % multiple);
  if (size <= tile) return [{ start: 0, length: size, keepStart: 0, keepEnd: size }];
  const spans: TileSpan[] = [];
  let kept = 0;
  while (kept < size) {
    const start = Math.min(Math.floor(Math.max(0, kept - halo) / multiple) * multiple, size - tile);
    const keepEnd = start + tile === size ? size : start + tile - halo;
    if (keepEnd <= kept) {
      throw new TileError(`expected a tile of more than ${halo + protecting} pixels, found ${tile}`);
    }
    spans.push({ start, length: tile, keepStart: kept, keepEnd });
    kept = keepEnd;
  }
  return spans;
}

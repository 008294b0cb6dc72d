/** Strips: whole rows of a picture that a tile row has finished, which lanes fill side by side. */
import type { FinishedTile } from './tile-finisher.ts';
import type { TileSpan } from './tiles.ts';

/** Finished rows of a picture. */
export interface Strip {
  /** First row. */
  readonly y: number;
  readonly rows: number;
  /** Planar `[bands, rows, width]`. */
  readonly cube: Float32Array;
  /** sRGB, interleaved `[rows, width, 3]`; empty where no picture is wanted. */
  readonly picture: Uint8Array;
}

/** Takes a strip. Its arrays are overwritten once the promise is kept. */
export type StripConsumer = (strip: Strip) => Promise<void> | void;

/** Memory for strips of up to so many rows; on shared memory several threads fill the same strip. */
export interface StripMemory {
  readonly bands: number;
  readonly width: number;
  readonly cube: Float32Array;
  readonly picture: Uint8Array;
}

/** Room for a strip of `rows` rows, in ordinary memory unless told otherwise. */
export function allocateStrip(
  { bands, width, rows, picture }: { bands: number; width: number; rows: number; picture: boolean },
  allocate: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes),
): StripMemory {
  const pixels = rows * width;
  return {
    bands,
    width,
    cube: new Float32Array(allocate(4 * bands * pixels)),
    picture: new Uint8Array(allocate(picture ? 3 * pixels : 0)),
  };
}

/** Puts a finished tile of `width` columns at column `x` of the strip of a tile row. */
export function putTile(
  strip: StripMemory,
  { cube, picture }: FinishedTile,
  rows: TileSpan,
  x: number,
  width: number,
): void {
  const height = rows.keepEnd - rows.keepStart;
  for (let line = 0; line < strip.bands * height; line++) {
    strip.cube.set(cube.subarray(line * width, (line + 1) * width), line * strip.width + x);
  }
  if (strip.picture.length === 0) return;
  for (let line = 0; line < height; line++) {
    const pixels = picture.subarray(3 * line * width, 3 * (line + 1) * width);
    strip.picture.set(pixels, 3 * (line * strip.width + x));
  }
}

/** The strip of a tile row that has all its tiles. */
export function stripOf({ bands, width, cube, picture }: StripMemory, row: TileSpan): Strip {
  const rows = row.keepEnd - row.keepStart;
  return {
    y: row.keepStart,
    rows,
    cube: cube.subarray(0, bands * rows * width),
    picture: picture.subarray(0, picture.length === 0 ? 0 : 3 * rows * width),
  };
}

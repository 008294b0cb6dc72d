/**
 * Snapshot mosaics: a sensor with a small pattern of filters, each pixel of which sees one band. Taking every filter's
 * pixels apart gives a cube of a pattern's resolution; nothing is interpolated.
 */
import { DatasetError } from './dataset.ts';

/** A frame as the sensor gave it. */
export interface Mosaic {
  readonly width: number;
  readonly height: number;
  /** Stored numbers, row by row. */
  readonly stored: ArrayLike<number>;
}

/** What the numbers of a frame mean. */
export interface MosaicOptions {
  /** Filters along each side of the square pattern. */
  readonly pattern: number;
  /** Stored number of a sample of 1. */
  readonly fullScale: number;
  /** For messages. */
  readonly name: string;
}

/** Samples of the bands, planar `[band, row, column]`. */
export interface UnfoldedMosaic {
  readonly bands: number;
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array<ArrayBuffer>;
}

/**
 * Takes a mosaic apart: band `pattern * row + column` is that of the filter at that row and column of the pattern.
 *
 * @throws DatasetError if the sides of the frame are not whole patterns.
 */
export function unfoldMosaic(
  mosaic: Mosaic,
  { pattern: size, fullScale, name }: MosaicOptions,
): UnfoldedMosaic {
  if (
    mosaic.width % size !== 0 ||
    mosaic.height % size !== 0 ||
    mosaic.width < size ||
    mosaic.height < size
  ) {
    throw new DatasetError(
      `expected sides that are multiples of ${size}, found ${mosaic.width} x ${mosaic.height} in ${name}`,
    );
  }
  const [width, height] = [mosaic.width / size, mosaic.height / size];
  const plane = width * height;
  const data = new Float32Array(size * size * plane);
  for (let row = 0; row < mosaic.height; row++) {
    for (let column = 0; column < mosaic.width; column++) {
      const band = size * (row % size) + (column % size);
      const pixel = Math.floor(row / size) * width + Math.floor(column / size);
      data[band * plane + pixel] = mosaic.stored[row * mosaic.width + column] / fullScale;
    }
  }
  return { bands: size * size, height, width, data };
}

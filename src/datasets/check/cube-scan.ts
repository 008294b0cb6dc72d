/**
 * One pass over the samples of a cube, block by block, for everything that a check asks of them: range, broken
 * samples, constant bands, lines that hold no picture, saturation.
 */
import type { CubeSource } from '../../cube/cube-source.ts';
import { rowBlocks } from '../../cube/row-blocks.ts';
import type { CubeExpectations } from '../dataset.ts';
import { corruptLines, LineSteps } from './line-steps.ts';

/** What the samples of a cube are like. */
export interface CubeScan {
  readonly pixels: number;
  readonly bands: readonly BandScan[];
  /** Columns, counted from 0, that hold no picture. */
  readonly corruptColumns: readonly number[];
  readonly corruptRows: readonly number[];
  /** Pixels with a sample at or above the set's level of saturation; undefined where the set has none. */
  readonly saturatedPixels: number | undefined;
}

/** What the samples of a band are like. */
export interface BandScan {
  readonly wavelength: number;
  /** Not-a-number where the band has no finite sample. */
  readonly minimum: number;
  readonly maximum: number;
  readonly notFinite: number;
  /** Samples below the expected minimum and above the expected maximum. */
  readonly below: number;
  readonly above: number;
  /** Samples at or above the set's level of saturation; where it has none, those that are exactly the maximum. */
  readonly saturated: number;
}

/** Samples that differ from the end of the range by less than this share of it are within. */
const ROUNDING = 1e-4;

/** Figures of a band while the blocks come. */
class BandFigures {
  minimum = Number.POSITIVE_INFINITY;
  maximum = Number.NEGATIVE_INFINITY;
  notFinite = 0;
  below = 0;
  above = 0;
  /** Samples that are exactly the maximum. */
  atMaximum = 0;
  /** Samples at or above the level. */
  saturated = 0;
  readonly level: number;

  constructor(wavelength: number, { saturation }: CubeExpectations) {
    this.level = saturation === undefined ? Number.POSITIVE_INFINITY : saturation(wavelength) * (1 - 1e-6);
  }
}

/**
 * Looks at every sample of a cube.
 *
 * @throws CubeError if the file is not what it says. @throws the reason of the signal once it is aborted.
 */
export async function scanCube(
  source: CubeSource,
  expected: CubeExpectations,
  signal?: AbortSignal,
): Promise<CubeScan> {
  const { bands, height, width, wavelengths } = source;
  const least = expected.minimum - ROUNDING;
  const most = (expected.maximum ?? Number.POSITIVE_INFINITY) * (1 + ROUNDING);
  const figures = wavelengths.map((wavelength) => new BandFigures(wavelength, expected));
  const columns = new LineSteps(width);
  const rowSteps = new LineSteps(height);
  const above = new Float32Array(bands * 2 * width);
  let saturatedPixels = 0;
  for await (const { y, rows, data } of rowBlocks(source, signal === undefined ? {} : { signal })) {
    const plane = rows * width;
    const saturated = new Uint8Array(plane);
    for (const [band, of] of figures.entries()) {
      const samples = data.subarray(band * plane, (band + 1) * plane);
      for (let pixel = 0; pixel < plane; pixel++) {
        const sample = samples[pixel];
        if (!Number.isFinite(sample)) {
          of.notFinite++;
          continue;
        }
        if (sample < of.minimum) of.minimum = sample;
        if (sample > of.maximum) {
          of.maximum = sample;
          of.atMaximum = 0;
        }
        if (sample === of.maximum) of.atMaximum++;
        if (sample < least) of.below++;
        if (sample > most) of.above++;
        if (sample >= of.level) {
          of.saturated++;
          saturated[pixel] = 1;
        }
      }
      takeSteps(samples, {
        y,
        rows,
        width,
        height,
        above: above.subarray(band * 2 * width, (band + 1) * 2 * width),
        columns,
        rowSteps,
      });
    }
    saturatedPixels += saturated.reduce((sum, flag) => sum + flag, 0);
  }
  return {
    pixels: height * width,
    bands: figures.map(({ minimum, maximum, notFinite, below, above: over, atMaximum, saturated }, band) => ({
      wavelength: wavelengths[band],
      minimum: minimum > maximum ? Number.NaN : minimum,
      maximum: minimum > maximum ? Number.NaN : maximum,
      notFinite,
      below,
      above: over,
      saturated: expected.saturation === undefined ? atMaximum : saturated,
    })),
    corruptColumns: corruptLines(columns.ratios),
    corruptRows: corruptLines(rowSteps.ratios),
    saturatedPixels: expected.saturation === undefined ? undefined : saturatedPixels,
  };
}

interface BlockOfRows {
  readonly y: number;
  readonly rows: number;
  readonly width: number;
  /** Of the whole cube. */
  readonly height: number;
  /** The two rows above the block; afterwards its own last two. */
  readonly above: Float32Array;
  readonly columns: LineSteps;
  readonly rowSteps: LineSteps;
}

/** Places along a line that its steps are taken at: enough for a mean, and each of them where there are fewer. */
const PLACES = 256;

/** Steps to the right and down, to the next line and over one. */
function takeSteps(samples: Float32Array, block: BlockOfRows): void {
  const { y, rows, width, height, above, columns, rowSteps } = block;
  const everyRow = Math.max(1, Math.floor(height / PLACES));
  const everyColumn = Math.max(1, Math.floor(width / PLACES));
  for (let row = 0; row < rows; row++) {
    const line = samples.subarray(row * width, (row + 1) * width);
    const at = y + row;
    if (at % everyRow === 0) {
      for (let column = 0; column + 1 < width; column++) {
        columns.takeNext(column, line[column], line[column + 1]);
        if (column + 2 < width) columns.takeAfterNext(column, line[column], line[column + 2]);
      }
    }
    for (let column = 0; column < width; column += everyColumn) {
      if (at >= 1) rowSteps.takeNext(at - 1, above[width + column], line[column]);
      if (at >= 2) rowSteps.takeAfterNext(at - 2, above[column], line[column]);
    }
    above.copyWithin(0, width);
    above.set(line, width);
  }
}

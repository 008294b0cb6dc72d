/**
 * From linear RGB to spectra: tiles through the generator, made consistent with the picture, handed out in strips
 * of whole rows as they are done. Memory is bounded by a strip and a tile, whatever the size of the picture.
 */
import type { CameraResponse } from '../camera/camera-response.ts';
import { makeConsistent } from '../camera/make-consistent.ts';
import { GENERATOR_HALO } from '../networks/generator.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { generatorSession } from './generator-session.ts';
import type { GeneratorModel } from './model.ts';
import { ReprojectionMeter, type ReprojectionSummary } from './reprojection.ts';
import { planTiles, type TileSpan } from './tiles.ts';

/** A picture in linear light that can be read window by window; a decoded photo is one. */
export interface LinearPicture {
  readonly width: number;
  readonly height: number;
  /** Planar [3, height, width]. */
  readWindow(window: { x: number; y: number; width: number; height: number }): Float32Array;
}

/**
 * `non-negative`: C Y = X and no negative sample, as far as such a spectrum exists. `exact`: C Y = X, negative
 * samples allowed. `none`: the network's own answer.
 */
export type Consistency = 'non-negative' | 'exact' | 'none';

export interface ReconstructionOptions {
  readonly runtime: Runtime;
  readonly model: GeneratorModel;
  readonly response: CameraResponse;
  /** Side of a tile in pixels, halo included. Default 192. */
  readonly tile?: number;
  /** Default `non-negative`. */
  readonly consistency?: Consistency;
  /** Channels at or above this are clipped: lower bounds only. Default 1. */
  readonly clipLevel?: number;
  readonly signal?: AbortSignal;
  onProgress?(progress: ReconstructionProgress): void;
}

export interface ReconstructionProgress {
  readonly donePixels: number;
  readonly totalPixels: number;
  readonly pixelsPerSecond: number;
  /** Expected seconds to the end. */
  readonly remaining: number;
}

/**
 * Takes rows `y .. y + rows - 1` of the cube, planar `[bands, rows, width]`. The samples are overwritten once the
 * promise is kept.
 */
export type StripConsumer = (y: number, rows: number, data: Float32Array) => Promise<void> | void;

export interface ReconstructionSummary {
  readonly reprojection: ReprojectionSummary;
  readonly tiles: number;
  readonly seconds: number;
}

export const DEFAULT_TILE = 192;

/**
 * Reconstructs a picture strip by strip.
 *
 * @throws the signal's reason if it aborts, within a tile.
 */
export async function reconstruct(
  picture: LinearPicture,
  options: ReconstructionOptions,
  onStrip: StripConsumer,
): Promise<ReconstructionSummary> {
  const { runtime, model, response, tile = DEFAULT_TILE, consistency = 'non-negative', signal } = options;
  const clipLevel = options.clipLevel ?? 1;
  const { width, height } = picture;
  const { bands } = model.network;
  const columns = planTiles(width, tile, GENERATOR_HALO);
  const rows = planTiles(height, tile, GENERATOR_HALO);
  const session = await generatorSession(runtime, model, response, rows[0].length, columns[0].length);
  const meter = new ReprojectionMeter(response, clipLevel);
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  let donePixels = 0;
  const tallest = rows.reduce((most, row) => Math.max(most, row.keepEnd - row.keepStart), 0);
  const buffer = new Float32Array(bands * tallest * width); // one for all strips: a fresh one each outruns the collector
  try {
    for (const row of rows) {
      const stripRows = row.keepEnd - row.keepStart;
      const strip = buffer.subarray(0, bands * stripRows * width);
      for (const column of columns) {
        signal?.throwIfAborted();
        const window = { x: column.start, y: row.start, width: column.length, height: row.length };
        const estimate = keep(await session.run(picture.readWindow(window)), bands, row, column);
        const rgb = picture.readWindow(keptWindow(row, column));
        const cube =
          consistency === 'none'
            ? estimate
            : makeConsistent(estimate, rgb, response, {
                nonNegative: consistency === 'non-negative',
                clipLevel,
              });
        meter.add(cube, rgb);
        place(cube, strip, bands, stripRows, width, column);
        donePixels += rgb.length / 3;
        const pixelsPerSecond = donePixels / elapsed();
        options.onProgress?.({
          donePixels,
          totalPixels: width * height,
          pixelsPerSecond,
          remaining: (width * height - donePixels) / pixelsPerSecond,
        });
      }
      await onStrip(row.keepStart, stripRows, strip);
    }
  } finally {
    await session.release();
  }
  return { reprojection: meter.summary(), tiles: rows.length * columns.length, seconds: elapsed() };
}

function keptWindow(row: TileSpan, column: TileSpan) {
  return {
    x: column.keepStart,
    y: row.keepStart,
    width: column.keepEnd - column.keepStart,
    height: row.keepEnd - row.keepStart,
  };
}

/** Cuts the kept part out of a tile's cube. */
function keep(cube: Float32Array, bands: number, row: TileSpan, column: TileSpan): Float32Array {
  const { width, height } = keptWindow(row, column);
  const kept = new Float32Array(bands * height * width);
  for (let band = 0; band < bands; band++) {
    for (let y = 0; y < height; y++) {
      const from =
        (band * row.length + row.keepStart - row.start + y) * column.length + column.keepStart - column.start;
      kept.set(cube.subarray(from, from + width), (band * height + y) * width);
    }
  }
  return kept;
}

/** Puts a kept part into its strip. */
function place(
  part: Float32Array,
  strip: Float32Array,
  bands: number,
  rows: number,
  stripWidth: number,
  column: TileSpan,
): void {
  const width = column.keepEnd - column.keepStart;
  for (let line = 0; line < bands * rows; line++) {
    strip.set(part.subarray(line * width, (line + 1) * width), line * stripWidth + column.keepStart);
  }
}

/** A picture held in memory as planar linear RGB [3, height, width]. */
export function memoryPicture(data: Float32Array, width: number, height: number): LinearPicture {
  return {
    width,
    height,
    readWindow: (window) => {
      const result = new Float32Array(3 * window.width * window.height);
      for (let line = 0; line < 3 * window.height; line++) {
        const [channel, y] = [Math.floor(line / window.height), line % window.height];
        const from = (channel * height + window.y + y) * width + window.x;
        result.set(data.subarray(from, from + window.width), line * window.width);
      }
      return result;
    },
  };
}

/** Reconstructs a picture that fits in memory; returns the cube, planar `[bands, height, width]`. */
export async function reconstructWhole(
  picture: LinearPicture,
  options: ReconstructionOptions,
): Promise<{ readonly cube: Float32Array; readonly summary: ReconstructionSummary }> {
  const { width, height } = picture;
  const { bands } = options.model.network;
  const cube = new Float32Array(bands * height * width);
  const summary = await reconstruct(picture, options, (y, rows, data) => {
    for (let band = 0; band < bands; band++) {
      cube.set(data.subarray(band * rows * width, (band + 1) * rows * width), (band * height + y) * width);
    }
  });
  return { cube, summary };
}

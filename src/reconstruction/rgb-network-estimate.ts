/**
 * Networks that see RGB alone, with their weights, on pictures of any size: in tiles where the network has a bounded
 * reach, so that memory does not grow with the picture, and whole where every pixel meets every other.
 */
import { type TileReach, tileReach } from '../graph/analysis/tile-reach.ts';
import { emitOnnx, input, rewriteGraph } from '../graph/index.ts';
import { passesFor } from '../runtime/passes-for.ts';
import { checkWeights, lookupDeclared, type Weights } from '../networks/parameters.ts';
import type { RgbNetwork } from '../networks/rgb-network.ts';
import type { Runtime, Session } from '../runtime/runtime.ts';
import { alignedTiles } from './aligned-tiles.ts';
import { type LinearPicture, PictureError } from './linear-picture.ts';
import type { TileSpan } from './tiles.ts';

/** A network on a runtime. */
export interface RgbNetworkEstimate {
  /** How it goes through pictures. */
  readonly reach: TileReach | 'whole picture';
  /**
   * Spectra of a picture, planar `[bands, height, width]`; what was compiled for a size is kept for the next picture.
   *
   * @throws PictureError if the picture is smaller than the network can see. @throws the signal's reason between tiles.
   */
  estimate(picture: LinearPicture, signal?: AbortSignal): Promise<Float32Array>;
  release(): Promise<void>;
}

/** How tiles are cut. */
export interface RgbEstimateOptions {
  /** Side of a tile in pixels, about, halo included. Default 320. */
  readonly tile?: number;
}

/** Two tiles a side for half a megapixel, with the halo of the deepest of the compared networks. */
const TILE = 320;
const RGB = 'rgb';
const CUBE = 'cube';

/**
 * Makes a network ready.
 *
 * @throws NetworkError if weights are missing or do not fit.
 */
export function rgbNetworkEstimate(
  runtime: Runtime,
  network: RgbNetwork,
  weights: Weights,
  { tile = TILE }: RgbEstimateOptions = {},
): RgbNetworkEstimate {
  checkWeights(network.declarations, weights, network.name);
  const parameter = lookupDeclared(network.declarations);
  const reach = tileReach((picture) => network.cube(picture, parameter));
  const passes = passesFor(runtime.device);
  const sessions = new Map<string, Session>();
  const sessionFor = async (height: number, width: number): Promise<Session> => {
    const key = `${height} ${width}`;
    const known = sessions.get(key);
    if (known !== undefined) return known;
    const cube = network.cube(input(RGB, [1, 3, height, width]), parameter);
    const model = emitOnnx(rewriteGraph({ [CUBE]: cube }, weights, passes));
    const session = await runtime.createSession(model, {
      memory: reach === 'whole picture' ? 'returned' : 'pooled',
    });
    sessions.set(key, session);
    return session;
  };
  const spansOf = (size: number): TileSpan[] =>
    reach === 'whole picture'
      ? [{ start: 0, length: size, keepStart: 0, keepEnd: size }]
      : alignedTiles({ size, largest: tile, ...reach });
  return {
    reach,
    async estimate(picture, signal) {
      const { width, height } = picture;
      if (Math.min(width, height) < network.smallestSide) {
        throw new PictureError(
          `${network.name}: expected a picture of at least ${network.smallestSide} pixels a side, found ${width} x ${height}`,
        );
      }
      const cube = new Float32Array(network.bands * height * width);
      for (const rows of spansOf(height)) {
        for (const columns of spansOf(width)) {
          signal?.throwIfAborted();
          const window = { x: columns.start, y: rows.start, width: columns.length, height: rows.length };
          const session = await sessionFor(rows.length, columns.length);
          const data = picture.readWindow(window);
          const feeds = { [RGB]: { data, shape: [1, 3, rows.length, columns.length] } };
          const outputs = await session.run(feeds);
          keep(outputs[CUBE].data, rows, columns, cube, picture, network.bands);
        }
      }
      return cube;
    },
    async release() {
      for (const session of sessions.values()) await session.release();
      sessions.clear();
    },
  };
}

/** Copies what is kept of a tile into the cube of the picture. */
function keep(
  tile: Float32Array,
  rows: TileSpan,
  columns: TileSpan,
  cube: Float32Array,
  { width, height }: LinearPicture,
  bands: number,
): void {
  const [left, count] = [columns.keepStart - columns.start, columns.keepEnd - columns.keepStart];
  for (let band = 0; band < bands; band++) {
    for (let y = rows.keepStart; y < rows.keepEnd; y++) {
      const from = (band * rows.length + y - rows.start) * columns.length + left;
      cube.set(tile.subarray(from, from + count), (band * height + y) * width + columns.keepStart);
    }
  }
}

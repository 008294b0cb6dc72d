/** What a tracker asks of features: from the planes of a patch to planes of cells, the same way in every frame. */

/** Pixels a side of a cell. */
export const CELL = 4;

/** A part of a frame as planes: planar `[planes, height, width]`. */
export interface PlanarPatch {
  readonly planes: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Features of one kind, ready for patches of one number of bands. */
export interface FeatureExtractor {
  /** In words, for reports. */
  readonly description: string;
  /** Number of feature planes. */
  readonly channels: number;
  /** What is computed a pixel at the frame's own resolution, once a frame; gives back what it is given if nothing is. */
  prepare(bands: PlanarPatch): PlanarPatch;
  /**
   * Features of a square patch of prepared planes, resampled to `CELL * cells` pixels a side.
   *
   * @param features receives `[channels, cells, cells]`; all of it is written.
   */
  describe(patch: PlanarPatch, cells: number, features: Float32Array): void;
}

/**
 * The features of material based tracking: spectral-spatial gradient histograms, and how much of each endmember a cell
 * holds. Pixels are unmixed at the frame's own resolution, once a frame; shares are then resampled as bands are.
 *
 * Source: F. Xiong, J. Zhou, Y. Qian, IEEE TIP 29 (2020) 3719.
 */
import { FullyConstrainedUnmixing } from '../unmixing/fully-constrained-least-squares.ts';
import type { SpectralSamples } from '../unmixing/spectral-samples.ts';
import { CELL, type FeatureExtractor, type PlanarPatch } from './feature-extractor.ts';
import { gradientBands, multidimensionalGradients } from './multidimensional-gradients.ts';

/** The features of cubes, for given endmembers. @throws TrackingError if there are fewer than 4 bands or no endmembers. */
export function materialFeatures(endmembers: SpectralSamples): FeatureExtractor {
  const { bands, count, data } = endmembers;
  const gradients = multidimensionalGradients(bands);
  const used = gradientBands(bands);
  const unmixing = new FullyConstrainedUnmixing(data, count, bands);
  return {
    description: `${gradients.description}, and shares of ${count} endmembers`,
    channels: gradients.channels + count,
    prepare(patch) {
      const { width, height } = patch;
      const pixels = width * height;
      const prepared = new Float32Array((used + count) * pixels);
      prepared.set(patch.data.subarray(0, used * pixels));
      unmixing.unmix(patch.data, pixels, prepared.subarray(used * pixels));
      return { planes: used + count, width, height, data: prepared };
    },
    describe(patch, cells, features) {
      gradients.describe(patch, cells, features);
      const plane = cells * cells;
      for (let index = 0; index < count; index++) {
        const to = (gradients.channels + index) * plane;
        averageCells(patch, used + index, cells, features.subarray(to, to + plane));
      }
    },
  };
}

/** Means of a plane over cells. */
function averageCells({ width, data }: PlanarPatch, plane: number, cells: number, into: Float32Array): void {
  const from = plane * width * CELL * cells;
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      let sum = 0;
      for (let y = row * CELL; y < (row + 1) * CELL; y++) {
        const start = from + y * width + column * CELL;
        for (let x = start; x < start + CELL; x++) sum += data[x];
      }
      into[row * cells + column] = sum / (CELL * CELL);
    }
  }
}

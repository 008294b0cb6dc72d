/**
 * Spectral-spatial histograms of multidimensional gradients (SSHMG): how a cube changes along columns, rows and bands.
 * Gradients have a direction in the picture (theta, full circle, 9 bins) and a slope along the bands (phi, half circle,
 * 4 bins); both are gathered in cells of 4 x 4 pixels and 4 bands, and normalised over 2 x 2 cells.
 *
 * Source: F. Xiong, J. Zhou, Y. Qian, "Material Based Object Tracking in Hyperspectral Videos", IEEE TIP 29 (2020) 3719,
 * with the details of public code of the authors' function. That code overruns for 31 bands; here the bands beyond
 * whole groups of 4 are left out (28 of 31 count).
 */
import { TrackingError } from '../tracking-error.ts';
import { cellWeights, MARGIN } from './cell-weights.ts';
import { CELL, type FeatureExtractor, type PlanarPatch } from './feature-extractor.ts';
import { normaliseBlocks } from './normalise-blocks.ts';
import { OrientationBins } from './orientation-bins.ts';

/** Bands in a cell. */
const GROUP = 4;
const THETA_BINS = 9;
const PHI_BINS = 4;
const BLOCK = 4;
/** Feature planes of a group of bands: both histograms of the four cells of a block. */
const PER_GROUP = BLOCK * (THETA_BINS + PHI_BINS);

/** Squares of the tangents between phi bins: of pi / 8 and 3 pi / 8. */
const [FLAT, STEEP] = [Math.tan(Math.PI / 8) ** 2, Math.tan((3 * Math.PI) / 8) ** 2];

/** Bands that count: whole groups of 4. */
export function gradientBands(bands: number): number {
  return GROUP * Math.floor(bands / GROUP);
}

/**
 * The features, 52 planes a group of 4 bands: 208 for 16 bands, 364 for 31.
 *
 * @param bands at least 4. @throws TrackingError if there are fewer.
 */
export function multidimensionalGradients(bands: number): FeatureExtractor {
  const used = gradientBands(bands);
  if (used === 0)
    throw new TrackingError(`expected at least ${GROUP} bands for spectral gradients, found ${bands}`);
  const groups = used / GROUP;
  return {
    description: `spectral-spatial gradient histograms of ${used} bands`,
    channels: PER_GROUP * groups,
    prepare: (patch) =>
      patch.planes === used
        ? patch
        : { ...patch, planes: used, data: patch.data.subarray(0, used * patch.width * patch.height) },
    describe(patch, cells, features) {
      const wide = cells + 2 * MARGIN;
      const theta = new Float32Array(wide * wide * THETA_BINS);
      const phi = new Float32Array(wide * wide * PHI_BINS);
      const plane = cells * cells;
      for (let group = 0; group < groups; group++) {
        theta.fill(0);
        phi.fill(0);
        for (let band = group * GROUP; band < (group + 1) * GROUP; band++) {
          gather(patch, band, used, cells, theta, phi);
        }
        const from = group * PER_GROUP * plane;
        normaliseBlocks(theta, THETA_BINS, cells, features.subarray(from));
        normaliseBlocks(phi, PHI_BINS, cells, features.subarray(from + BLOCK * THETA_BINS * plane));
      }
    },
  };
}

const directions = new OrientationBins(THETA_BINS);

/** Adds the gradients of one band to both histograms. */
function gather(
  { data, width }: PlanarPatch,
  band: number,
  bands: number,
  cells: number,
  theta: Float32Array,
  phi: Float32Array,
): void {
  const side = CELL * cells;
  const plane = side * width;
  const { cell, share } = cellWeights(cells);
  const wide = cells + 2 * MARGIN;
  const [own, below, above] = [band, Math.max(0, band - 1), Math.min(bands - 1, band + 1)].map(
    (index) => index * plane,
  );
  const perBand = above - below === 2 * plane ? 0.5 : 1;
  for (let y = 0; y < side; y++) {
    const up = y === 0 ? 0 : width;
    const down = y === side - 1 ? 0 : width;
    const perRow = up > 0 && down > 0 ? 0.5 : 1;
    const rowStart = cell[y] * wide;
    const lower = share[y];
    for (let x = 0; x < side; x++) {
      const at = y * width + x;
      const left = x === 0 ? 0 : 1;
      const right = x === side - 1 ? 0 : 1;
      const gx = (data[own + at + right] - data[own + at - left]) * (left + right === 2 ? 0.5 : 1);
      const gy = (data[own + at + down] - data[own + at - up]) * perRow;
      const gz = (data[above + at] - data[below + at]) * perBand;
      const flat = gx * gx + gy * gy;
      const steep = gz * gz;
      const magnitude = Math.sqrt(flat + steep);
      if (magnitude === 0) continue;
      const first = rowStart + cell[x];
      const later = share[x];
      const direction = directions.nearest(gx, gy);
      const slope = steep < FLAT * flat ? 2 : steep >= STEEP * flat ? 0 : gz > 0 ? 3 : 1;
      const [a, b] = [magnitude * (1 - lower), magnitude * lower];
      let to = first * THETA_BINS + direction;
      theta[to] += a * (1 - later);
      theta[to + THETA_BINS] += a * later;
      to += wide * THETA_BINS;
      theta[to] += b * (1 - later);
      theta[to + THETA_BINS] += b * later;
      to = first * PHI_BINS + slope;
      phi[to] += a * (1 - later);
      phi[to + PHI_BINS] += a * later;
      to += wide * PHI_BINS;
      phi[to] += b * (1 - later);
      phi[to + PHI_BINS] += b * later;
    }
  }
}

/**
 * Histograms of oriented gradients of an ordinary picture, in the form that correlation filters take: 18 directions,
 * 9 orientations and 4 energies a cell. The gradient of a pixel is that of the channel where it is strongest.
 *
 * Source: P. F. Felzenszwalb et al., "Object Detection with Discriminatively Trained Part-Based Models", IEEE TPAMI 32
 * (2010) 1627, section 6. Cells at the border take the border's own cells for those beyond it.
 */
import { cellWeights, MARGIN } from './cell-weights.ts';
import { CELL, type FeatureExtractor, type PlanarPatch } from './feature-extractor.ts';
import { OrientationBins } from './orientation-bins.ts';

const DIRECTIONS = 18;
const ORIENTATIONS = 9;
const CLIP = 0.2;
/** Beside squares of gradients of samples in 0..1. */
const TINY = 1e-6;
/** Weight of the four energies, about 1 / sqrt(18). */
const ENERGY_WEIGHT = 0.2357;

/** The features of RGB pictures, 31 planes; any number of channels is taken. */
export function gradientHistograms(): FeatureExtractor {
  return {
    description: 'gradient histograms of RGB',
    channels: DIRECTIONS + ORIENTATIONS + 4,
    prepare: (patch) => patch,
    describe(patch, cells, features) {
      const histograms = gather(patch, cells);
      normalise(histograms, energies(histograms, cells), cells, features);
    },
  };
}

const directions = new OrientationBins(DIRECTIONS);

/** Histograms of 18 directions, `[cells + 2, cells + 2, 18]`. */
function gather({ data, width, planes }: PlanarPatch, cells: number): Float32Array {
  const side = CELL * cells;
  const wide = cells + 2 * MARGIN;
  const histograms = new Float32Array(wide * wide * DIRECTIONS);
  const { cell, share } = cellWeights(cells);
  const plane = side * width;
  for (let y = 0; y < side; y++) {
    const up = y === 0 ? 0 : width;
    const down = y === side - 1 ? 0 : width;
    for (let x = 0; x < side; x++) {
      const left = x === 0 ? 0 : 1;
      const right = x === side - 1 ? 0 : 1;
      let [gx, gy, square] = [0, 0, 0];
      for (let channel = 0; channel < planes; channel++) {
        const at = channel * plane + y * width + x;
        const dx = data[at + right] - data[at - left];
        const dy = data[at + down] - data[at - up];
        if (dx * dx + dy * dy > square) [gx, gy, square] = [dx, dy, dx * dx + dy * dy];
      }
      if (square === 0) continue;
      const magnitude = Math.sqrt(square);
      const [a, b] = [magnitude * (1 - share[y]), magnitude * share[y]];
      let to = (cell[y] * wide + cell[x]) * DIRECTIONS + directions.nearest(gx, gy);
      histograms[to] += a * (1 - share[x]);
      histograms[to + DIRECTIONS] += a * share[x];
      to += wide * DIRECTIONS;
      histograms[to] += b * (1 - share[x]);
      histograms[to + DIRECTIONS] += b * share[x];
    }
  }
  return histograms;
}

/** Squares of orientations, summed a cell. */
function energies(histograms: Float32Array, cells: number): Float32Array {
  const wide = cells + 2 * MARGIN;
  return Float32Array.from({ length: cells * cells }, (_, index) => {
    const from = ((Math.floor(index / cells) + MARGIN) * wide + (index % cells) + MARGIN) * DIRECTIONS;
    let sum = 0;
    for (let bin = 0; bin < ORIENTATIONS; bin++) {
      sum += (histograms[from + bin] + histograms[from + bin + ORIENTATIONS]) ** 2;
    }
    return sum;
  });
}

/** Each cell four times, beside the energy of each of the blocks of 2 x 2 cells that it is part of. */
function normalise(
  histograms: Float32Array,
  energy: Float32Array,
  cells: number,
  features: Float32Array,
): void {
  const wide = cells + 2 * MARGIN;
  const plane = cells * cells;
  const at = (row: number, column: number): number =>
    energy[Math.min(cells - 1, Math.max(0, row)) * cells + Math.min(cells - 1, Math.max(0, column))];
  const factors = new Float64Array(4);
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      for (let block = 0; block < 4; block++) {
        const [top, left] = [row - (block >> 1), column - (block & 1)];
        const sum = at(top, left) + at(top, left + 1) + at(top + 1, left) + at(top + 1, left + 1);
        factors[block] = 1 / Math.sqrt(sum + TINY);
      }
      const from = ((row + MARGIN) * wide + column + MARGIN) * DIRECTIONS;
      const to = row * cells + column;
      const texture = [0, 0, 0, 0];
      for (let bin = 0; bin < DIRECTIONS; bin++) {
        let sum = 0;
        for (let block = 0; block < 4; block++) {
          const value = Math.min(CLIP, histograms[from + bin] * factors[block]);
          sum += value;
          texture[block] += value;
        }
        features[bin * plane + to] = 0.5 * sum;
      }
      for (let bin = 0; bin < ORIENTATIONS; bin++) {
        const both = histograms[from + bin] + histograms[from + bin + ORIENTATIONS];
        let sum = 0;
        for (let block = 0; block < 4; block++) sum += Math.min(CLIP, both * factors[block]);
        features[(DIRECTIONS + bin) * plane + to] = 0.5 * sum;
      }
      for (let block = 0; block < 4; block++) {
        features[(DIRECTIONS + ORIENTATIONS + block) * plane + to] = ENERGY_WEIGHT * texture[block];
      }
    }
  }
}

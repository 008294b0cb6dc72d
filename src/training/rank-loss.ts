/**
 * The rank loss of AGD-Net (Zhu et al., IEEE TCI 2021): in overlapping patches the small singular values of an estimated
 * cube are brought to those of the true one, each by its relative error. A patch is a matrix P of bands x pixels; its
 * singular values are the roots of the eigenvalues of P P^T, and U diag(w) U^T P is a gradient that needs no other
 * decomposition. See `singular-value-weights.ts` for w and for what it is the gradient of.
 *
 * ONNX has no eigen-decomposition, so this runs in TypeScript, in float64, between two graphs.
 */
import type { TensorValue } from '../runtime/runtime.ts';
import {
  addGram,
  applyMatrix,
  type Block,
  type FactoredSpectra,
  gatherBlock,
  roomForBlock,
  scatterBlock,
} from './block-spectra.ts';
import { type PatchGrid, patchGrid } from './patch-grid.ts';
import { type RankLossForm, singularValueWeight } from './singular-value-weights.ts';
import { symmetricEigen, symmetricEigenvalues } from '../networks/symmetric-eigen.ts';
import { TrainingError } from './trainer.ts';

export interface RankLossOptions {
  /** Side of a patch, pixels. */
  readonly side: number;
  /** Pixels between neighbouring patches. */
  readonly stride: number;
  readonly form: RankLossForm;
  /** A pair of singular values counts only if both are above this ... */
  readonly smallest: number;
  /** ... and the estimate's is below this. */
  readonly largest: number;
}

/** As released. */
export const RANK_LOSS_DEFAULTS: RankLossOptions = {
  side: 48,
  stride: 16,
  form: 'intended',
  smallest: 1e-3,
  largest: 1,
};

/** What the rank loss says of cubes. */
export interface RankLoss {
  /**
   * As published: the sum over kept singular values divided by bands x side^2, mean over patches. NaN if a cube is not
   * finite.
   */
  readonly value: number;
  /** What `gradient` is the gradient of, with the masks held fixed. */
  readonly potential: number;
  /**
   * By the estimate, of its shape. As published: U diag(w) U^T P divided by bands x side^2 x (side / stride)^2 and
   * summed, not averaged, over patches; the last factor is the number of patches that an inner pixel is in.
   */
  readonly gradient: Float32Array;
  /** Number of patches of all cubes. */
  readonly patches: number;
}

/**
 * Compares estimated with true cubes [n, bands, height, width].
 *
 * @param factors [n, height, width]: both cubes are looked at times these, pixel by pixel; 0 takes a pixel out. The
 * gradient is still that by the estimate itself.
 * @throws TrainingError if the shapes differ, or the pictures are smaller than a patch.
 */
export function rankLoss(
  estimate: TensorValue,
  truth: TensorValue,
  options: Partial<RankLossOptions> = {},
  factors?: Float32Array,
): RankLoss {
  const chosen = { ...RANK_LOSS_DEFAULTS, ...options };
  const [count, bands, height, width] = cubeShape(estimate, truth, factors);
  const grid = patchGrid(height, width, chosen.side, chosen.stride);
  const patches = count * grid.patches.length;
  const gradient = new Float32Array(estimate.data.length);
  const scale = 1 / (bands * chosen.side ** 2);
  const overlap = (chosen.side / chosen.stride) ** 2;
  let [value, potential] = [0, 0];
  for (let picture = 0; picture < count; picture++) {
    const pixels = height * width;
    const part = ({ data }: TensorValue): FactoredSpectra => ({
      data: data.subarray(picture * bands * pixels, (picture + 1) * bands * pixels),
      bands,
      width,
      ...(factors === undefined
        ? {}
        : { factors: factors.subarray(picture * pixels, (picture + 1) * pixels) }),
    });
    const grams = [estimate, truth].map((cube) => blockGrams(part(cube), grid));
    if (!grams.every(allFinite)) {
      return { value: Number.NaN, potential: Number.NaN, gradient: gradient.fill(Number.NaN), patches };
    }
    const { weights, ...sums } = weighPatches(grams[0], grams[1], bands, grid, chosen);
    value += (scale * sums.value) / patches;
    potential += (scale * sums.potential) / overlap;
    const target = gradient.subarray(picture * bands * pixels, (picture + 1) * bands * pixels);
    for (let index = 0; index < weights.length; index++) weights[index] *= scale / overlap;
    writeGradient(part(estimate), weights, grid, target);
  }
  return { value, potential, gradient, patches };
}

function cubeShape(
  estimate: TensorValue,
  truth: TensorValue,
  factors: Float32Array | undefined,
): readonly [count: number, bands: number, height: number, width: number] {
  const text = ({ shape }: TensorValue): string => `[${shape.join(', ')}]`;
  if (estimate.shape.length !== 4 || text(estimate) !== text(truth)) {
    throw new TrainingError(
      `expected estimated and true cubes of one shape [n, bands, height, width], found ${text(estimate)} and ${text(truth)}`,
    );
  }
  const [count, bands, height, width] = estimate.shape;
  if (factors !== undefined && factors.length !== count * height * width) {
    throw new TrainingError(
      `expected a factor for each of ${count * height * width} pixels, found ${factors.length}`,
    );
  }
  return [count, bands, height, width];
}

/** Whether no value is infinite or none at all: then their sum is neither. */
function allFinite(values: Float64Array): boolean {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += Math.abs(values[index]);
  return Number.isFinite(sum);
}

/** Where a block of the grid lies. */
function blockAt({ block, columns }: PatchGrid, index: number): Block {
  return { row: Math.floor(index / columns) * block, column: (index % columns) * block, side: block };
}

/** Gram matrices of all blocks, lower triangles, one behind the other. */
function blockGrams(spectra: FactoredSpectra, grid: PatchGrid): Float64Array {
  const { bands } = spectra;
  const blocks = grid.columns * grid.rows;
  const grams = new Float64Array(blocks * bands * bands);
  const room = roomForBlock(bands, grid.block);
  for (let index = 0; index < blocks; index++) {
    gatherBlock(spectra, blockAt(grid, index), room);
    addGram(room, bands, grid.block * grid.block, grams, index * bands * bands);
  }
  return grams;
}

/** The matrices U diag(w) U^T of all patches, summed block by block, and the sums of what is told. */
function weighPatches(
  estimated: Float64Array,
  expected: Float64Array,
  bands: number,
  { patches, columns, rows }: PatchGrid,
  { form, smallest, largest }: RankLossOptions,
): { readonly weights: Float64Array; readonly value: number; readonly potential: number } {
  const size = bands * bands;
  const weights = new Float64Array(columns * rows * size);
  const own = new Float64Array(size);
  let [value, potential] = [0, 0];
  for (const blocks of patches) {
    const { values, vectors } = symmetricEigen(sumOf(estimated, blocks, size), bands);
    const truth = symmetricEigenvalues(sumOf(expected, blocks, size), bands);
    own.fill(0);
    let kept = 0;
    for (let k = 0; k < bands; k++) {
      const [p, t] = [values[k], truth[k]].map((square) => Math.sqrt(Math.max(0, square)));
      if (!(p > smallest && t > smallest && p < largest)) continue;
      const asked = singularValueWeight(p, t, form);
      value += asked.value;
      potential += asked.potential;
      addOuter(own, vectors, k * bands, bands, asked.weight);
      kept++;
    }
    if (kept === 0) continue;
    for (const block of blocks) {
      for (let index = 0; index < size; index++) weights[block * size + index] += own[index];
    }
  }
  return { weights, value, potential };
}

/** The sum of the matrices of some blocks. */
function sumOf(matrices: Float64Array, blocks: readonly number[], size: number): Float64Array {
  const sum = new Float64Array(size);
  for (const block of blocks) {
    for (let index = 0; index < size; index++) sum[index] += matrices[block * size + index];
  }
  return sum;
}

/** Adds weight v v^T to a matrix; v begins at `at` of `vectors`. */
function addOuter(
  matrix: Float64Array,
  vectors: Float64Array,
  at: number,
  size: number,
  weight: number,
): void {
  for (let row = 0; row < size; row++) {
    const factor = weight * vectors[at + row];
    for (let column = 0; column < size; column++)
      matrix[row * size + column] += factor * vectors[at + column];
  }
}

/** Writes W P of every block, times the factors once more, which is what the chain rule asks. */
function writeGradient(
  spectra: FactoredSpectra,
  weights: Float64Array,
  grid: PatchGrid,
  target: Float32Array,
): void {
  const { bands } = spectra;
  const room = roomForBlock(bands, grid.block);
  const product = roomForBlock(bands, grid.block);
  for (let index = 0; index < grid.columns * grid.rows; index++) {
    const block = blockAt(grid, index);
    gatherBlock(spectra, block, room);
    applyMatrix(weights, index * bands * bands, room, bands, grid.block * grid.block, product);
    scatterBlock(spectra, block, product, target);
  }
}

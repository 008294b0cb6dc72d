/**
 * Exact agreement with the photo as a graph: the same smallest change as `camera/make-consistent` makes where negative samples
 * are allowed, for every pixel at once. Of the eight sets of active channels that clipping leaves open, each pixel takes the
 * one that breaks its conditions least. (The nearest non-negative spectrum has no such form: its iteration needs float64.)
 */
import {
  add,
  concatenate,
  constant,
  convolution,
  greater,
  maximum,
  multiply,
  negate,
  relu,
  reshape,
  slice,
  subtract,
  type Tensor,
  transposeMatrix,
} from '../../graph/index.ts';
import { channelKernel, entriesOf, gramMatrix, joined, maskedInverse } from './small-matrices.ts';

/** A cube and the picture that it has to agree with. */
export interface ConsistencyProblem {
  /** [n, bands, h, w]. */
  readonly cube: Tensor;
  /** [n, 3, h, w], in the scale of C Y. */
  readonly rgb: Tensor;
  /** C, [3, bands]; known numbers or an input. */
  readonly matrix: Tensor;
  readonly bands: number;
  /** Channels at or above this are lower bounds. */
  readonly clipLevel: number;
}

/** One channel of an image, [n, 1, h, w]. */
const channelOf = (image: Tensor, channel: number): Tensor => slice(image, 1, channel, channel + 1);

/** Conditions that a set of channels cannot meet count as broken by this much. */
const IMPOSSIBLE = 1e30;

/** The cube made consistent: C Y' = X in channels below the clip level, C Y' >= X in the others, Y' - Y as small as can be. */
export function consistentCube(problem: ConsistencyProblem): Tensor {
  const { cube, rgb, matrix, bands, clipLevel } = problem;
  const clipped = subtract(1, greater(clipLevel, rgb));
  const spread = channelKernel(transposeMatrix(matrix), bands, 3);
  return add(cube, convolution(smallestMultipliers(problem, clipped), spread));
}

/** The three multipliers l of the smallest change C^T l, [n, 3, h, w]. */
function smallestMultipliers({ cube, rgb, matrix, bands }: ConsistencyProblem, clipped: Tensor): Tensor {
  const residual = subtract(rgb, convolution(cube, channelKernel(matrix, 3, bands)));
  const gram = gramMatrix(matrix);
  const entries = entriesOf(gram);
  const gramKernel = channelKernel(gram, 3, 3);
  const scales = reshape(concatenate([entries[0], entries[4], entries[8]], 0), [1, 3, 1, 1]);
  const solve = (mask: number): { multipliers: Tensor; broken: Tensor } => {
    const active = constant(
      [0, 1, 2].map((channel) => (mask >> channel) & 1),
      [1, 3, 1, 1],
    );
    const kernel = channelKernel(joined(maskedInverse(entries, mask)), 3, 3);
    const first = convolution(residual, kernel);
    // once more on what float32 has left
    const multipliers = add(first, convolution(subtract(residual, convolution(first, gramKernel)), kernel));
    const unmet = subtract(residual, convolution(multipliers, gramKernel));
    const pushed = multiply(multiply(negate(multipliers), scales), clipped);
    const ofActive = multiply(relu(pushed), active);
    const ofOthers = multiply(
      add(multiply(relu(unmet), clipped), multiply(subtract(1, clipped), IMPOSSIBLE)),
      subtract(1, active),
    );
    const all = maximum(ofActive, ofOthers);
    return {
      multipliers,
      broken: maximum(maximum(channelOf(all, 0), channelOf(all, 1)), channelOf(all, 2)),
    };
  };
  let best = solve(7);
  for (let mask = 6; mask >= 0; mask--) {
    const other = solve(mask);
    const better = greater(best.broken, other.broken);
    best = {
      multipliers: chosen(better, other.multipliers, best.multipliers),
      broken: chosen(better, other.broken, best.broken),
    };
  }
  return best.multipliers;
}

/** Where `which` is 1 the first, where it is 0 the second. */
function chosen(which: Tensor, first: Tensor, second: Tensor): Tensor {
  return add(multiply(which, first), multiply(subtract(1, which), second));
}

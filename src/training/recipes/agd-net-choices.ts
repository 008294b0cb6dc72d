/** What can be chosen of AGD-Net's training (Zhu et al., IEEE TCI 2021), and how its rank loss is weighed. */
import type { AgdNetOptions } from '../../networks/agd-net.ts';
import { patchGrid } from '../patch-grid.ts';
import { RANK_LOSS_DEFAULTS } from '../rank-loss.ts';
import type { RankTerm } from '../ranked-step.ts';
import type { RankLossForm } from '../singular-value-weights.ts';
import { TrainingError } from '../trainer.ts';

export interface AgdNetChoices {
  /** Number of stages. */
  readonly stages: number;
  /** Weight of the rank loss, 1 in the paper; 0 leaves it out, and with it a second run of the network in each step. */
  readonly rankWeight: number;
  readonly rankForm: RankLossForm;
  /** Weight of the logarithmic error of each band (see `losses.ts`), which is ours; 0 leaves it out. */
  readonly bandWeight: number;
}

/** The paper's rank loss, on the smaller of its networks. */
export const AGD_NET_CHOICES: AgdNetChoices = {
  stages: 4,
  rankWeight: 1,
  rankForm: 'intended',
  bandWeight: 0,
};

/** Mean brightness over bands and unsaturated pixels of 400 patches of 64 x 64 of the 15 CAVE scenes that train. */
export const SCENE_BRIGHTNESS = 0.14;

/** Overlapping patches in the paper's batch: 8 pictures of 128 x 128 with 36 each. */
const PAPER_PATCHES = 288;

/**
 * The rank loss for a batch. Its published gradient is a sum over patches, while the other terms are means over the
 * batch. So that the weight means the same for any batch, the sum counts as if it were over the paper's number of patches.
 *
 * @param brightness mean brightness of the cubes as the rank loss sees them, by that of the scenes as they are: the
 * masks are meant for the latter.
 * @throws TrainingError if pictures of `size` x `size` pixels are smaller than a patch of the rank loss, or the weight is
 * negative or no number.
 */
export function rankTerm(
  { rankWeight, rankForm }: AgdNetChoices,
  batch: number,
  size: number,
  brightness = 1,
): RankTerm {
  if (!(Number.isFinite(rankWeight) && rankWeight >= 0)) {
    throw new TrainingError(`expected a weight of the rank loss of at least 0, found ${rankWeight}`);
  }
  if (rankWeight === 0) return { weight: 0 };
  const { side, stride, smallest, largest } = RANK_LOSS_DEFAULTS;
  const patches = batch * patchGrid(size, size, side, stride).patches.length;
  return {
    weight: (rankWeight * PAPER_PATCHES) / patches,
    form: rankForm,
    smallest: smallest * brightness,
    largest: largest * brightness,
  };
}

/** What a weight file says of the network. */
export function agdNetMetadata(
  { stages, growth, projection }: AgdNetOptions,
  basis: 'canonical' | 'camera',
): Record<string, string> {
  return { network: 'agd-net', stages: String(stages), growth: String(growth), projection, basis };
}

/**
 * How networks that see RGB alone are taught with true cubes: as their authors publish it, or all alike. The optimiser is
 * Adam with its usual constants throughout; a published number of epochs becomes the share of the run that it is. Batches and
 * sizes of patches are whatever is asked for, not those of the authors.
 */
import { absolute, divide, maximum, multiply, subtract, sumOfAll, type Tensor } from '../../graph/index.ts';
import type { RgbNetworkName } from '../../networks/rgb-network-choice.ts';
import { weightedL1 } from '../losses.ts';
import { cosineSchedule, polynomialSchedule, type Schedule } from '../schedules.ts';

/**
 * Means over all samples that count: of |Y' - Y|, or of |Y' - Y| / max(Y, {@link DARKEST}). The published relative errors
 * divide by Y as it is, which scenes with black backgrounds do not allow.
 */
export type SupervisedLoss = 'absolute' | 'relative';

/** Samples below this share of white count as this bright in relative errors. */
export const DARKEST = 0.01;

/** A way to teach a network. */
export interface SupervisedSetting {
  /** As recipes and tables call it. */
  readonly name: string;
  /** What is done, and where it is from, in one sentence. */
  readonly description: string;
  readonly loss: SupervisedLoss;
  /** Share of each weight that is added to its gradient. */
  readonly weightDecay: number;
  /** The learning rate in a run of so many steps. */
  schedule(steps: number): Schedule;
}

/** Most steps of a climb to the whole rate. */
const LONGEST_CLIMB = 100;

/**
 * The same for all networks, so that what differs is the network. The rate climbs over the first twentieth of the run, at most
 * 100 steps: at once it throws FM-Net, whose kernels are wide, far off.
 */
export const ALIKE: SupervisedSetting = {
  name: 'alike',
  description:
    'mean absolute error, Adam at 1e-3 after a short climb, with a cosine to 1e-5: the same for all networks, ours',
  loss: 'absolute',
  weightDecay: 0,
  schedule: (steps) =>
    cosineSchedule({
      peak: 1e-3,
      last: 1e-5,
      steps,
      warmUp: Math.min(LONGEST_CLIMB, Math.floor(steps / 20)),
    }),
};

/** Networks that are published with a plain loss. */
export type SupervisedNetworkName = Exclude<RgbNetworkName, 'agd-net' | 'chs-gan'>;

/** Halvings of FM-Net's rate in a run: every 20 of its 100 epochs. */
const FM_NET_SPELLS = 5;

/** As the authors of each network teach it. */
export const AS_PUBLISHED: Readonly<Record<SupervisedNetworkName, SupervisedSetting>> = {
  'hscnn-d': {
    name: 'published',
    description:
      'mean absolute error relative to at least 0.01, Adam at 1e-3 falling to 1e-5 with power 1.5 (released code of Shi et al., CVPRW 2018, where nothing guards dark samples)',
    loss: 'relative',
    weightDecay: 0,
    schedule: (steps) => {
      const falling = polynomialSchedule({ peak: 1e-3 - 1e-5, power: 1.5, steps });
      return (step) => falling(step) + 1e-5;
    },
  },
  'fm-net': {
    name: 'published',
    description:
      'mean absolute error, Adam at 1e-4 halved after every fifth of the run, weight decay 1e-6 (released code of Zhang et al., AAAI 2020)',
    loss: 'absolute',
    weightDecay: 1e-6,
    schedule: (steps) => (step) => 1e-4 * 0.5 ** Math.floor((FM_NET_SPELLS * (step - 1)) / steps),
  },
  'mst-plus-plus': {
    name: 'published',
    description:
      'mean absolute error relative to at least 0.01, Adam at 4e-4 with a cosine to 1e-6 (released code of Cai et al., CVPRW 2022, which also stretches each picture to 0..1: ours stay as the camera sees them)',
    loss: 'relative',
    weightDecay: 0,
    schedule: (steps) => cosineSchedule({ peak: 4e-4, last: 1e-6, steps }),
  },
  'deep-basis': {
    ...ALIKE,
    name: 'published',
    description:
      'on a basis learned before: mean absolute error, Adam at 1e-3 after a short climb, with a cosine to 1e-5; ours, since loss and rates of Fubara et al. (CVPRW 2020) are not known to us',
  },
};

/** The loss of cubes [samples, bands, h, w]; losses of parts add up. @param weight see `OneCameraInputs`. */
export function supervisedLoss(cube: Tensor, truth: Tensor, weight: Tensor, kind: SupervisedLoss): Tensor {
  switch (kind) {
    case 'absolute':
      return weightedL1(cube, truth, weight);
    case 'relative':
      return sumOfAll(multiply(divide(absolute(subtract(cube, truth)), maximum(truth, DARKEST)), weight));
  }
}

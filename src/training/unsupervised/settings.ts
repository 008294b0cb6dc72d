/**
 * What can be chosen in the unsupervised system of Zhu et al. (ICCV 2021). Where the paper's text and its released
 * code differ, and where we think that something else measures better, the choice stands here.
 */
import type { GeneratorOptions } from '../../networks/generator.ts';
import type { SrfGains } from '../../networks/srf-estimator.ts';
import type { PenaltyKind } from '../gradient-penalty.ts';
import type { Positivity, Smoothness } from './cube-losses.ts';

/** Factors of the terms of the generator's loss; a term of weight 0 is left out. */
export interface LossWeights {
  readonly adversarial: number;
  readonly backProjection: number;
  readonly smoothness: number;
  readonly positivity: number;
  /** Cross-entropy of the semantic branch. */
  readonly semantic: number;
}

/** The weights of the paper. */
export const PAPER_WEIGHTS: LossWeights = {
  adversarial: 1,
  backProjection: 100,
  smoothness: 10,
  positivity: 0.01,
  semantic: 1,
};

/** Learning rates. */
export interface LearningRates {
  /** Adam. */
  readonly generator: number;
  /** Adam. */
  readonly estimator: number;
  /** Adam. */
  readonly discriminator: number;
  /** Momentum descent at the first step, of the semantic branch; falls with the power 0.9 of what is left. */
  readonly semantic: number;
}

/** The rates of the paper. */
export const PAPER_RATES: LearningRates = {
  generator: 1e-4,
  estimator: 1e-4,
  discriminator: 5e-4,
  semantic: 1e-3,
};

/** Choices of the system. */
export interface UnsupervisedSettings extends GeneratorOptions {
  /** Band centres of the cubes, nm. */
  readonly wavelengths: readonly number[];
  /** Number of responses that the estimator chooses from. */
  readonly cameras: number;
  readonly weights: LossWeights;
  readonly rates: LearningRates;
  /** `absolute` in the paper's text, `squared` in the released code. */
  readonly smoothness: Smoothness;
  /** `squared` in the paper's text, `linear` in the released code. */
  readonly positivity: Positivity;
  /** Whether what the discriminator and the semantic branch ask of a cube is clipped. */
  readonly clipping: boolean;
  /** A penalty on the discriminator's gradient; the paper has none, and compares with both. */
  readonly penalty: PenaltyKind | 'none';
  /** Weight of that penalty in the discriminator's loss; its papers' code has 10. */
  readonly penaltyWeight: number;
  /**
   * In which axes the generator sees pictures: `camera`, as they are, as published; `canonical`, brought near to
   * developed sRGB by a colour matrix that follows from the estimated response (see `camera/canonical-basis.ts`).
   */
  readonly basis: 'camera' | 'canonical';
  /**
   * Whether the estimator tells the white balance, as published, or photos are taken to be balanced and every curve sums
   * to 1. Smooth spectra are found most easily where each picture averages to grey: gains that are free learn that.
   */
  readonly gains: SrfGains;
  /** What the estimator sees: the picture as it is, as published, or brought to unit mean, so that exposure tells nothing. */
  readonly exposure: 'as-is' | 'unit-mean';
}

/**
 * The two losses of the unsupervised system as graphs: what the discriminator learns from, and what the generator and
 * the estimator of the response learn from (Zhu et al., ICCV 2021). No pair of a photo and its spectra is needed.
 */
import { add, multiply, stopGradient, type Tensor } from '../../graph/index.ts';
import { discriminator, divideByMean } from '../../networks/discriminator.ts';
import { type GeneratorOptions, generator } from '../../networks/generator.ts';
import type { ParameterLookup } from '../../networks/parameters.ts';
import { srfEstimator } from '../../networks/srf-estimator.ts';
import { clipGradient } from '../gradient-clipping.ts';
import { lossOfFake, lossOfReal } from './adversarial-loss.ts';
import {
  backProjectionLoss,
  type Positivity,
  positivityLoss,
  type Smoothness,
  smoothnessLoss,
} from './cube-losses.ts';

/** Factors of the terms of the generator's loss. */
export interface LossWeights {
  readonly adversarial: number;
  readonly backProjection: number;
  readonly smoothness: number;
  readonly positivity: number;
}

/** The weights of the paper. */
export const PAPER_WEIGHTS: LossWeights = {
  adversarial: 1,
  backProjection: 100,
  smoothness: 10,
  positivity: 0.01,
};

/** Where the paper and its released code differ, and which terms are there at all. */
export interface UnsupervisedOptions extends GeneratorOptions {
  readonly cameras: number;
  readonly weights: LossWeights;
  readonly smoothness: Smoothness;
  readonly positivity: Positivity;
  /** Whether the gradient that the discriminator asks of the cube is clipped. */
  readonly clipping: boolean;
}

/** What both losses start from. */
export interface UnsupervisedInputs {
  /** Linear RGB [n, 3, h, w] of known size. */
  readonly rgb: Tensor;
  /** Responses that the estimator chooses from, [cameras, 3, s], rows summing to 1. */
  readonly dictionary: Tensor;
}

/** A cube estimated from a photo alone. */
export interface EstimatedCube {
  /** [n, s, h, w]. */
  readonly cube: Tensor;
  /** X - C Y before the last step of the generator, [n, 3, h, w]. */
  readonly residual: Tensor;
  /** Estimated responses C [n, 3, s]. */
  readonly srf: Tensor;
}

/** Estimates the response and, with it, the cube. */
export function estimateCube(
  { rgb, dictionary }: UnsupervisedInputs,
  generatorParameter: ParameterLookup,
  estimatorParameter: ParameterLookup,
  options: UnsupervisedOptions,
): EstimatedCube {
  const { srf } = srfEstimator(rgb, dictionary, estimatorParameter, options);
  return { ...generator(rgb, srf, generatorParameter, options), srf };
}

/** The discriminator's loss and its two parts. */
export interface DiscriminatorLoss {
  readonly loss: Tensor;
  readonly fake: Tensor;
  readonly real: Tensor;
}

/** What the discriminator learns from: made cubes and measured ones [m, s, h, w]; made ones get no gradient. */
export function discriminatorLoss(
  made: Tensor,
  measured: Tensor,
  parameter: ParameterLookup,
): DiscriminatorLoss {
  const fake = lossOfFake(discriminator(divideByMean(stopGradient(made)), parameter).logit);
  const real = lossOfReal(discriminator(divideByMean(measured), parameter).logit);
  return { loss: add(fake, real), fake, real };
}

/** The generator's loss and its terms, unweighted. */
export interface GeneratorLoss {
  readonly loss: Tensor;
  readonly adversarial: Tensor;
  readonly backProjection: Tensor;
  readonly smoothness: Tensor;
  readonly positivity: Tensor;
}

/** What the generator and the estimator learn from. */
export function generatorLoss(
  { cube, residual }: EstimatedCube,
  discriminatorParameter: ParameterLookup,
  options: UnsupervisedOptions,
): GeneratorLoss {
  const { weights } = options;
  const shown = options.clipping ? clipGradient(cube) : cube;
  const adversarial = lossOfReal(discriminator(divideByMean(shown), discriminatorParameter).logit);
  const backProjection = backProjectionLoss(residual);
  const smoothness = smoothnessLoss(cube, options.smoothness);
  const positivity = positivityLoss(cube, options.positivity);
  const terms = [
    [adversarial, weights.adversarial],
    [backProjection, weights.backProjection],
    [smoothness, weights.smoothness],
    [positivity, weights.positivity],
  ] as const;
  const weighted = terms.filter(([, weight]) => weight !== 0).map(([term, weight]) => multiply(term, weight));
  return {
    loss: weighted.reduce((sum, term) => add(sum, term)),
    adversarial,
    backProjection,
    smoothness,
    positivity,
  };
}

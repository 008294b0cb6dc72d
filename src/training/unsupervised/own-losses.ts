/** The terms of the generator's loss that need no adversary: agreement with the photo, smoothness, positivity. */
import { add, constant, multiply } from '../../graph/index.ts';
import type { LossTerms } from '../batch-gradient.ts';
import { backProjectionLoss, positivityLoss, smoothnessLoss } from './cube-losses.ts';
import type { EstimatedCube } from './estimated-cube.ts';
import type { UnsupervisedSettings } from './settings.ts';

/** Weighted sum of the terms that have a weight, and each of them unweighted. */
export function ownLosses(
  { cube, residual }: Pick<EstimatedCube, 'cube' | 'residual'>,
  { weights, smoothness, positivity }: Pick<UnsupervisedSettings, 'weights' | 'smoothness' | 'positivity'>,
): LossTerms {
  const terms = {
    backProjection: backProjectionLoss(residual),
    smoothness: smoothnessLoss(cube, smoothness),
    positivity: positivityLoss(cube, positivity),
  };
  const weighted = [
    multiply(terms.backProjection, weights.backProjection),
    multiply(terms.smoothness, weights.smoothness),
    multiply(terms.positivity, weights.positivity),
  ].filter((_, index) => [weights.backProjection, weights.smoothness, weights.positivity][index] !== 0);
  return { loss: weighted.reduce((sum, term) => add(sum, term), constant(0)), terms };
}

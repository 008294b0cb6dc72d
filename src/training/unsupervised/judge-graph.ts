/**
 * The adversary's half of an iteration: the discriminator is updated on cubes that were made and cubes that were
 * measured; as it is then, it says how the made ones should change. What it asks is clipped image by image.
 */
import {
  add,
  gradients,
  greater,
  meanOfAll,
  multiply,
  reduceSum,
  square,
  squareRoot,
  stopGradient,
  type Tensor,
} from '../../graph/index.ts';
import { discriminator, divideByMean } from '../../networks/discriminator.ts';
import type { ParameterLookup } from '../../networks/parameters.ts';
import { clipGradient } from '../gradient-clipping.ts';
import { gradientPenalty, imagesBetween } from '../gradient-penalty.ts';
import { lossOfFake, lossOfReal } from './adversarial-loss.ts';
import type { UnsupervisedSettings } from './settings.ts';

/** The discriminator's loss and what it is made of. */
export interface DiscriminatorLoss {
  readonly loss: Tensor;
  readonly fake: Tensor;
  readonly real: Tensor;
  /** Shares of made and of measured cubes that were told rightly. */
  readonly fakeAccuracy: Tensor;
  readonly realAccuracy: Tensor;
  readonly penalty: Tensor | undefined;
}

/**
 * What the discriminator learns from: made cubes and measured ones [m, s, h, w]; made ones get no gradient.
 *
 * @param between share of the measured cube in each image that a penalty is taken at, [m, 1, 1, 1]; read only if
 * there is a penalty.
 */
export function discriminatorLoss(
  made: Tensor,
  measured: Tensor,
  parameter: ParameterLookup,
  { penalty: kind, penaltyWeight }: Pick<UnsupervisedSettings, 'penalty' | 'penaltyWeight'>,
  between?: Tensor,
): DiscriminatorLoss {
  const [madeShown, measuredShown] = [divideByMean(stopGradient(made)), divideByMean(measured)];
  const onMade = discriminator(madeShown, parameter).logit;
  const onMeasured = discriminator(measuredShown, parameter).logit;
  const fake = lossOfFake(onMade);
  const real = lossOfReal(onMeasured);
  const both = add(fake, real);
  const told = {
    fake,
    real,
    fakeAccuracy: meanOfAll(greater(0, onMade)),
    realAccuracy: meanOfAll(greater(onMeasured, 0)),
  };
  if (kind === 'none' || between === undefined) return { ...told, loss: both, penalty: undefined };
  const images = imagesBetween(madeShown, measuredShown, between);
  const penalty = gradientPenalty(discriminator(images, parameter).logit, images, kind);
  return { ...told, loss: add(both, multiply(penalty, penaltyWeight)), penalty };
}

/** How made cubes should change to please a judge. */
export interface AskedChange {
  /** The loss, unweighted. */
  readonly loss: Tensor;
  /** Gradient of the weighted loss by the cubes, [n, s, h, w], clipped if so chosen. */
  readonly gradient: Tensor;
  /** Mean over images of its norm, before and after clipping. */
  readonly norm: Tensor;
  readonly clippedNorm: Tensor;
}

/** What the discriminator asks of made cubes [n, s, h, w]. */
export function adversarialChange(
  made: Tensor,
  parameter: ParameterLookup,
  settings: Pick<UnsupervisedSettings, 'weights' | 'clipping'>,
): AskedChange {
  return askedChange(made, settings.weights.adversarial, { clipping: settings.clipping }, (shown) =>
    lossOfReal(discriminator(divideByMean(shown), parameter).logit),
  );
}

/** The change of `made` that lowers weight x loss. */
export function askedChange(
  made: Tensor,
  weight: number,
  { clipping, scale = 1 }: { readonly clipping: boolean; readonly scale?: number },
  lossOf: (shown: Tensor) => Tensor,
): AskedChange {
  const shown = clipping ? clipGradient(made, { scale }) : made;
  const loss = lossOf(shown);
  const [before, gradient] = gradients(multiply(loss, weight), [shown, made]);
  const meanNorm = (change: Tensor): Tensor => meanOfAll(squareRoot(reduceSum(square(change), [1, 2, 3])));
  return { loss, gradient, norm: meanNorm(before), clippedNorm: meanNorm(gradient) };
}

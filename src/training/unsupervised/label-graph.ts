/**
 * The semantic half of an iteration: the branch labels the pixels of the photo from the made cubes and a parser's
 * logits; it learns to, and says how the cubes should change so that it labels better.
 */
import type { Tensor } from '../../graph/index.ts';
import type { ParameterLookup } from '../../networks/parameters.ts';
import { resizeBilinear, resizeNearest } from '../../networks/resize.ts';
import { semanticBranch } from '../../networks/semantic-branch.ts';
import { crossEntropy } from '../cross-entropy.ts';
import { type AskedChange, askedChange } from './judge-graph.ts';
import type { UnsupervisedSettings } from './settings.ts';

/** What the branch asks is clipped to twice the norm, as in the released code. */
const CLIPPING_SCALE = 2;

/** What the branch takes beside the cubes. */
export interface LabelInputs {
  /** Logits of the parser [n, classes, l, l']. */
  readonly logits: Tensor;
  /** One-hot labels of the photo [n, classes, h, w]; all 0 where a pixel has none. */
  readonly labels: Tensor;
  /** Factors of dropout, [n, s, l, l'] and [n, features, l, l']. */
  readonly cubeDropout: Tensor;
  readonly featureDropout: Tensor;
}

/** What the branch asks of made cubes [n, s, h', w']; its loss is what the branch itself learns from. */
export function semanticChange(
  made: Tensor,
  { logits, labels, cubeDropout, featureDropout }: LabelInputs,
  parameter: ParameterLookup,
  { weights, clipping }: Pick<UnsupervisedSettings, 'weights' | 'clipping'>,
): AskedChange {
  const [, , rows, columns] = logits.shape.map(Number);
  const [, , height, width] = labels.shape.map(Number);
  return askedChange(made, weights.semantic, { clipping, scale: CLIPPING_SCALE }, (shown) => {
    const cube = resizeNearest(shown, rows, columns);
    const labelled = semanticBranch({ cube, logits, cubeDropout, featureDropout }, parameter);
    return crossEntropy(resizeBilinear(labelled, height, width), labels);
  });
}

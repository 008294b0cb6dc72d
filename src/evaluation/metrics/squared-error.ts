/** Mean squared error of each band: what PSNR and RMSE are made of. */
import { type CubePair, countedPixels } from './cube-pair.ts';

/** How samples are treated before they are compared. */
export interface ClampOption {
  /** Limits both cubes to this interval first, such as [0, 1]. Without it samples count as they are. */
  readonly clamp?: readonly [low: number, high: number];
}

/**
 * Mean of (y - z)^2 over the counted pixels, one value a band.
 *
 * @throws EvaluationError if sizes do not fit or no pixel counts.
 */
export function bandSquaredErrors(pair: CubePair, options: ClampOption = {}): Float64Array {
  const { truth, estimate, bands } = pair;
  const counted = countedPixels(pair);
  const pixels = truth.length / bands;
  const [low, high] = options.clamp ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const result = new Float64Array(bands);
  for (let band = 0; band < bands; band++) {
    let sum = 0;
    for (const pixel of counted) {
      const at = band * pixels + pixel;
      const difference =
        Math.min(high, Math.max(low, truth[at])) - Math.min(high, Math.max(low, estimate[at]));
      sum += difference * difference;
    }
    result[band] = sum / counted.length;
  }
  return result;
}

/** Mean of some numbers. */
export function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean squared error of each band: what PSNR and RMSE are made of. */
import { type CubePair, countedPixels } from './cube-pair.ts';
import { type SampleTreatment, sampleTreatment } from './sample-treatment.ts';

/**
 * Mean of (y - z)^2 over the counted pixels, one value a band.
 *
 * @throws EvaluationError if sizes do not fit, no pixel counts, or the treatment is none.
 */
export function bandSquaredErrors(pair: CubePair, options: SampleTreatment = {}): Float64Array {
  const { truth, estimate, bands } = pair;
  const counted = countedPixels(pair);
  const treated = sampleTreatment(options);
  const pixels = truth.length / bands;
  const result = new Float64Array(bands);
  for (let band = 0; band < bands; band++) {
    let sum = 0;
    for (const pixel of counted) {
      const at = band * pixels + pixel;
      const difference = treated(truth[at]) - treated(estimate[at]);
      sum += difference * difference;
    }
    result[band] = sum / counted.length;
  }
  return result;
}

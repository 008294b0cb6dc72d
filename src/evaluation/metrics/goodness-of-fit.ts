/** Goodness-of-fit coefficient: the cosine of the spectral angle, 1 where the shapes are equal. */
import type { CubePair } from './cube-pair.ts';
import { spectralProducts } from './spectral-products.ts';

/**
 * mean <y, z> / (|y||z|) over the counted pixels (GFC), in -1..1; higher is better.
 *
 * A spectrum that is zero throughout has 0, or 1 if both are. The sign is kept: an estimate that is the negative of the
 * truth is no fit, where the original's absolute value would call it perfect.
 *
 * @throws EvaluationError if sizes do not fit or no pixel counts.
 * Source: J. Romero, A. Garcia-Beltran, J. Hernandez-Andres, JOSA A 14 (1997); used by Y.-T. Lin and G. D. Finlayson.
 */
export function goodnessOfFit(pair: CubePair): number {
  const { inner, trueSquare, estimateSquare } = spectralProducts(pair);
  let sum = 0;
  for (let index = 0; index < inner.length; index++) {
    const lengths = Math.sqrt(trueSquare[index] * estimateSquare[index]);
    if (lengths > 0) sum += Math.min(1, Math.max(-1, inner[index] / lengths));
    else if (trueSquare[index] === estimateSquare[index]) sum += 1;
  }
  return sum / inner.length;
}
